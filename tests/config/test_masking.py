"""Whoever reads a log or an export finds nobody in it."""

from __future__ import annotations

import logging

import pytest
import structlog

from config.log import set_up_logging, where
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
        ("工单20261122-00017-4", "工单20261122-00017-4"),
        ("打12345或者96110", "打12345或者96110"),
        ("3幢1201室，5000元", "3幢1201室，5000元"),
    ],
)
def test_numbers_of_persons_are_hidden(text: str, hidden: str) -> None:
    assert mask(text) == hidden


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
