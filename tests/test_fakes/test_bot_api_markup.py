"""Keyboards: what passes and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import Caller


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


GOOD: list[dict[str, Any]] = [
    inline(text="x", callback_data="字" * 21),
    inline(text="x", url="https://a.cn"),
    inline(text="x", copy_text={"text": "y"}),
    {"inline_keyboard": []},
    {"keyboard": [["x"], [{"text": "y", "request_location": True}, {"text": "z", "request_contact": True}]]},
    {
        "keyboard": [[{"text": "x"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "is_persistent": True,
        "input_field_placeholder": "请说",
    },
    {"remove_keyboard": True},
    {"force_reply": True, "input_field_placeholder": "请说"},
    {"inline_keyboard": [[{"text": "x", "callback_data": "y"}] * 8] * 12},
]
WRONG: list[tuple[dict[str, Any], str]] = [
    (inline(text="x", callback_data="字" * 22), "BUTTON_DATA_INVALID"),
    (inline(text="x", callback_data=""), "BUTTON_DATA_INVALID"),
    (
        inline(text="x"),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        inline(text="x", callback_data="y", url="https://a.cn"),
        "can't parse inline keyboard button: exactly one action is allowed",
    ),
    (inline(text=" ", callback_data="y"), "can't parse inline keyboard button: Text must be non-empty"),
    (inline(text="x", callback="y"), 'reply_markup[0][0]: unknown parameter "callback"'),
    ({"keyboard": [[{"text": ""}]]}, "can't parse keyboard button: Text must be non-empty"),
    (
        {"keyboard": [[{"text": "x", "request_contact": True, "request_location": True}]]},
        "can't parse keyboard button: at most one request is allowed",
    ),
    ({"keyboard": []}, "keyboard must have at least one button"),
    ({"keyboard": [["x"]], "resize": True}, 'reply_markup: unknown parameter "resize"'),
    ({"remove_keyboard": False}, "remove_keyboard must be True"),
    ({"buttons": []}, "object expected as reply markup"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "y"}] * 8] * 13}, "reply markup is too long"),
]


@pytest.mark.parametrize("markup", GOOD)
async def test_good(api: BotApi, call: Caller, user: FakeUser, markup: dict[str, Any]) -> None:
    """All four kinds of markup."""
    assert (await call("sendMessage", chat_id=7, text="x", reply_markup=markup))["ok"], api.violations
    assert api.violations == []


@pytest.mark.parametrize(("markup", "reason"), WRONG)
async def test_wrong(call: Caller, user: FakeUser, markup: dict[str, Any], reason: str) -> None:
    """Each mistake has its own words."""
    body = await call("sendMessage", chat_id=7, text="x", reply_markup=markup)
    assert body["description"].removeprefix("Bad Request: ").replace("inline_keyboard[", "reply_markup[") == reason
