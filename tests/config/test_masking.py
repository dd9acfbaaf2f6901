"""Whoever reads a log or an export finds nobody in it."""

from __future__ import annotations

import logging

import pytest
import structlog

from config.log import log_event, log_failure, log_notice, log_trifle, set_up_logging, where
from config.masking import mask, mask_fields, mask_phone


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我电话13812345678谢谢", "我电话138****5678谢谢"),
        ("138 1234 5678", "138****5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("座机0512-65123456", "座机0512-****3456"),
        ("身份证110101199003071234", "身份证1101**************"),
        ("身份证11010119900307123X", "身份证1101**************"),
        ("卡号6222021234567890123", "卡号6222********0123"),
        ("卡号6222 0212 3456 7890", "卡号6222********7890"),
        ("身份证110101 1990 0307 1234", "身份证1101**************"),
        ("138.1234.5678或138-1234-5678", "138****5678或138****5678"),
        ("1381 234 5678", "138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("一三八一二三四五六七八", "一三八****五六七八"),
        ("第一13812345678", "第一138****5678"),
        ("座机02161234567", "座机021-****4567"),
        ("（021）6123 4567", "（021）-****4567"),
        ("2026-11-22 13812345678", "2026-11-22 138****5678"),
        ("工单20261122-00017-4", "工单20261122-00017-4"),
        ("回执R20261122-0003-7", "回执R20261122-0003-7"),
        ("2019-2020 2021 2022年，192.168.10.100", "2019-2020 2021 2022年，192.168.10.100"),
        ("打12345或者96110", "打12345或者96110"),
        ("3幢1201室，5000元", "3幢1201室，5000元"),
    ],
)
def test_numbers_of_persons_are_hidden(text: str, hidden: str) -> None:
    assert mask(text) == hidden


def test_numbers_of_offices_may_be_read() -> None:
    """However they are written; every other number is still hidden."""
    assert mask("打0512-65123456，我13812345678", {"051265123456"}) == "打0512-65123456，我138****5678"


def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed() -> None:
        msg = "I/O operation on closed file"
        raise ValueError(msg)

    monkeypatch.setattr(structlog, "get_logger", closed)
    log_failure("turn failed", KeyError("x"))
    for says in (log_notice, log_event, log_trifle):
        says("something", count=1)


@pytest.mark.parametrize(
    ("phone", "hidden"), [("13812345678", "138****5678"), ("0512-6512345", "051****2345"), ("12", "***"), ("", "")]
)
def test_a_phone_field_is_hidden_whatever_its_form(phone: str, hidden: str) -> None:
    assert mask_phone(phone) == hidden


def test_private_keys_are_hidden_at_every_depth() -> None:
    """Values of private keys vanish, also inside lists and dictionaries."""
    event = {"event": "filed", "order": {"requester_name": "王芳", "notes": ["打13812345678"]}, "address": ""}
    assert mask_fields(event) == {
        "event": "filed",
        "order": {"requester_name": "***", "notes": ["打138****5678"]},
        "address": "",
    }


def test_log_lines_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    """Own lines and those of libraries pass the same mask; a foreign error leaves its place, not its message."""
    set_up_logging("info", as_json=True)
    structlog.get_logger().info("turn", name="王芳", note="13812345678")
    try:
        int("王芳 13812345678")
    except ValueError:
        logging.getLogger("sqlalchemy").exception("failed for %s", "13812345678")
    lines = capsys.readouterr().err
    assert "王芳" not in lines
    assert "13812345678" not in lines
    assert "138****5678" in lines
    assert "ValueError at test_masking.py" in lines
    assert where(None) == ""
