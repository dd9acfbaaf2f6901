"""What the log says while something is tried: every failure in it,
but for those that are an answer to odd input."""

from __future__ import annotations

import logging
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

EXPECTED = {"update not readable", "file not fetched", "webhook body too large"}
"""Told to the admin, and right: what came could not be read, or there was no such file."""
WATCHED = ("asyncio", "apscheduler")
QUIET = ("telegram", "telegram.request.BaseRequest", "telegram.ext.AIORateLimiter", "python_multipart.multipart")
"""They tell what was odd, which is known."""
PASSED_OVER, READABLE = "update passed over", "unreadable"


class Overheard(logging.Handler):
    """Failures in order, `take` gives and forgets them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._failures: list[str] = []

    def __call__(self, _logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The structlog processor."""
        name = event.get("event", "")
        bad = name == PASSED_OVER and event.get("reason") != READABLE
        if bad or (method == "error" and name not in EXPECTED):
            self._failures.append(f"{name}: {event.get('error') or event.get('reason')}")
        raise structlog.DropEvent

    def emit(self, record: logging.LogRecord) -> None:
        """What libraries complain of."""
        told = record.exc_info[1] if record.exc_info else None
        self._failures.append(f"{record.name}: {record.getMessage()} {told!r}")

    def take(self) -> list[str]:
        """What was heard since the last time."""
        heard, self._failures = self._failures, []
        return heard


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Listens while the block runs."""
    heard, loggers = Overheard(), [logging.getLogger(name) for name in WATCHED]
    quiet = [logging.getLogger(name) for name in QUIET]
    before = structlog.get_config()
    structlog.configure(processors=[heard])
    for logger in loggers:
        logger.addHandler(heard)
    for logger in quiet:
        logger.disabled = True
    try:
        yield heard
    finally:
        for logger in loggers:
            logger.removeHandler(heard)
        for logger in quiet:
            logger.disabled = False
        structlog.configure(**before)
