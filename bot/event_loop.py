"""The event loop of a service: uvloop where it is to be had (not on Windows), for about a third less work a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

try:
    from uvloop import new_event_loop
except ImportError:
    from asyncio import new_event_loop  # type: ignore[assignment]


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs until done, like `asyncio.run`."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(work)
