"""What people do, and how polling gets it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram.types import Update

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, TWO, Caller

INLINE = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}, {"text": "网", "url": "https://a.cn"}]]}


async def test_everything_a_person_does_is_a_real_update(api: BotApi, call: Caller, user: FakeUser) -> None:
    """aiogram's own types take every update, and numbers follow each other for each bot."""
    said = user.says("灯坏了")
    user.edits(said, "路灯坏了")
    user.replies_to(said, "就是这个")
    user.sends_photo(b"p", "看")
    user.sends_group([b"a", b"b"], "两张")
    user.sends_voice(b"v", 3)
    user.sends_document(b"d", "合同.pdf")
    user.sends_location(31.2, 121.5)
    user.sends_contact("+8613800000000")
    user.sends_sticker()
    await call("sendMessage", chat_id=7, text="选", reply_markup=INLINE)
    user.taps("好")
    user.blocks()
    user.unblocks()
    updates = [Update.model_validate(update) for update in api.updates(ONE)]
    assert [update.update_id for update in updates] == list(range(1, len(updates) + 1))
    assert len(updates) == 15
    assert updates[0].message is not None
    assert updates[0].message.entities is not None
    assert updates[0].message.entities[0].type == "bot_command"
    groups = [update.message.media_group_id for update in updates if update.message and update.message.media_group_id]
    assert len(groups) == 2
    assert len(set(groups)) == 1
    user.at(TWO).says("你好")
    assert [update["update_id"] for update in api.updates(TWO)] == [1]


async def test_taps_find_the_newest_button(call: Caller, user: FakeUser) -> None:
    """By label or data; a reply keyboard's button says its label; a missing one is the test's mistake."""
    await call("sendMessage", chat_id=7, text="旧", reply_markup=INLINE)
    await call("sendMessage", chat_id=7, text="新", reply_markup=INLINE)
    assert user.taps("ok")["callback_query"]["message"]["text"] == "新"
    assert user.taps("好")["callback_query"]["data"] == "ok"
    await call("sendMessage", chat_id=7, text="键盘", reply_markup={"keyboard": [["查进度"]]})
    assert user.taps("查进度")["message"]["text"] == "查进度"
    with pytest.raises(LookupError):
        user.taps("没有")
    await call("sendMessage", chat_id=7, text="收起", reply_markup={"remove_keyboard": True})
    with pytest.raises(LookupError):
        user.taps("查进度")
    assert user.taps("好")["callback_query"]["message"]["text"] == "新"


async def test_who_left_cannot_write(user: FakeUser) -> None:
    """Until the bot is unblocked."""
    user.blocks()
    with pytest.raises(RuntimeError):
        user.says("x")


async def test_offset_confirms(call: Caller, user: FakeUser) -> None:
    """Updates come again until a higher offset confirms them."""
    user.says("二")
    user.says("三")

    async def numbers(**params: Any) -> list[int]:
        return [update["update_id"] for update in (await call("getUpdates", **params))["result"]]

    assert await numbers() == [1, 2, 3]
    assert await numbers(limit=2) == [1, 2]
    assert await numbers(offset=2) == [2, 3]
    assert await numbers() == [2, 3]
    assert await numbers(offset=-1) == [3]
    assert await numbers(offset=4) == []


async def test_allowed_updates_last(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Kinds nobody asked for are not made, until all are asked for again."""
    await call("getUpdates", offset=2, allowed_updates=["callback_query"])
    assert user.says("没人听")["update_id"] == 0
    await call("getUpdates", allowed_updates=[])
    assert user.says("有人听")["update_id"] == 2


async def test_long_polling_waits(call: Caller, user: FakeUser) -> None:
    """The answer comes with the update, and not while updates are held."""
    await call("getUpdates", offset=2)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(call("getUpdates", timeout=5))
        await asyncio.sleep(0.05)
        user.api.hold(ONE)
        user.says("等")
        await asyncio.sleep(0.05)
        assert not waiting.done()
        user.api.release()
    assert waiting.result()["result"][0]["message"]["text"] == "等"


async def test_a_second_poller_ends_the_first(api: BotApi, call: Caller) -> None:
    """As Telegram does, with 409; another bot's poller stays."""
    async with asyncio.TaskGroup() as group:
        older = group.create_task(call("getUpdates", timeout=5))
        await asyncio.sleep(0.05)
        other = group.create_task(call("getUpdates", token=TWO, timeout=1))
        newer = group.create_task(call("getUpdates", timeout=1))
    assert older.result()["error_code"] == 409
    assert newer.result() == other.result() == {"ok": True, "result": []}
    assert api.violations == []


async def test_no_polling_with_a_webhook(call: Caller) -> None:
    """409 until the webhook is deleted."""
    await call("setWebhook", url="http://127.0.0.1:9/")
    assert (await call("getUpdates"))["description"].startswith("Conflict: can't use getUpdates method while webhook")
    await call("deleteWebhook")
    assert (await call("getUpdates"))["ok"]
