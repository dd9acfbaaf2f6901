"""Tasks that run beside the requests and end with them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Self


class Background:
    """A task group whose tasks are cancelled when its block ends; one that breaks ends the block."""

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._tasks: list[asyncio.Task[Any]] = []

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Starts one."""
        self._tasks.append(self._group.create_task(work))

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        for task in self._tasks:
            task.cancel()
        await self._group.__aexit__(*error)
