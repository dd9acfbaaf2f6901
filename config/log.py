"""Logging: structured lines on stderr in which nobody can be recognised."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

from config.masking import mask_fields

FOREIGN_LOGGERS = (
    "uvicorn.error",
    "sqlalchemy",
    "alembic",
    "asyncio",
    "PIL",
    "jieba",
    "telegram",
    "aiogram",
    "aiohttp",
    "apscheduler",
    "httpx",
)
"""They speak up from WARNING on: at INFO httpx writes addresses, and an address holds the token of a bot; aiogram
writes a line for every update."""


def masked(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor that hides persons: private keys and every number that could be one."""
    return mask_fields(dict(event))


def set_up_logging(level: str = "info", *, as_json: bool = False) -> None:
    """Sends the project's and its libraries' log lines to stderr, masked.

    A traceback keeps file, line and type, never the message of a foreign error: SQLAlchemy writes parameters into it.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    objects = structlog.processors.JSONRenderer(ensure_ascii=False)
    lines = structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        masked,
        objects if as_json else lines,
    ]
    structlog.configure(
        processors=shared,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[_drop_record, *shared]))
    for name in FOREIGN_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(max(number, logging.WARNING))


def _drop_record(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What structlog adds for foreign lines, and their exceptions, of which only the place is kept."""
    record = event.pop("_record")
    event.pop("_from_structlog", None)
    event["logger"] = record.name
    if exc_info := event.pop("exc_info", None):
        event["error"] = where(exc_info[1])
    return event


def where(error: BaseException | None) -> str:
    """Type of an error and the places it came through, without its message: enough to repair, nothing to leak."""
    if error is None:
        return ""
    places: list[str] = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"


def log_failure(event: str, error: BaseException, **fields: Any) -> None:
    """Logs an unexpected error by its place, never by its message: foreign messages quote what people wrote.

    A log that cannot be written (stderr closed, disk full) keeps nobody from an answer.
    """
    _write("error", event, {"error": where(error), **fields})


def log_notice(event: str, **fields: Any) -> None:
    """Logs something an admin should see; a log that cannot be written stops nothing."""
    _write("warning", event, fields)


def log_event(event: str, **fields: Any) -> None:
    """Logs what went as it should; a log that cannot be written stops nothing."""
    _write("info", event, fields)


def log_trifle(event: str, **fields: Any) -> None:
    """Logs what matters only to whoever looks for a fault; a log that cannot be written stops nothing."""
    _write("debug", event, fields)


def _write(level: str, event: str, fields: dict[str, Any]) -> None:
    with suppress(OSError, ValueError):
        getattr(structlog.get_logger(), level)(event, **fields)
