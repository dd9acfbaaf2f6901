"""The log lines of libraries: only what is wrong, and nobody to be recognised in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from config.log import FOREIGN_LOGGERS, set_up_logging


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Other tests find the loggers as they were."""
    loggers = [logging.getLogger(name) for name in FOREIGN_LOGGERS]
    before = [(one.handlers, one.propagate, one.level) for one in loggers]
    yield
    for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.mark.parametrize("name", ["aiogram.event", "aiogram.dispatcher", "telegram.ext", "httpx", "aiohttp.client"])
def test_libraries_speak_up_from_warning_on_and_masked(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """At INFO aiogram writes a line for every update; what it warns of must not hold a telephone."""
    set_up_logging("info")
    logging.getLogger(name).info("Update id=123 is handled")
    assert capfd.readouterr().err == ""
    logging.getLogger(name).warning("cannot send to 13812345678")
    line = capfd.readouterr().err
    assert "cannot send" in line
    assert "13812345678" not in line
