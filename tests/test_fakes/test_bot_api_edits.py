"""Methods that change a chat."""

from __future__ import annotations

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, Caller

INLINE = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}


async def test_edit_text(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Another text is kept, the same is refused, and without a markup the buttons go."""
    sent = (await call("sendMessage", chat_id=7, text="一", reply_markup=INLINE))["result"]
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    same = await call("editMessageText", **place, text="<b></b>一", parse_mode="HTML", reply_markup=INLINE)
    assert same["description"].startswith("Bad Request: message is not modified")
    changed = (await call("editMessageText", **place, text="<b>二</b>", parse_mode="HTML"))["result"]
    assert (changed["text"], changed["entities"][0]["type"]) == ("二", "bold")
    assert "reply_markup" not in changed
    assert [(one.method, one.text) for one in api.sent(ONE)] == [("sendMessage", "一"), ("editMessageText", "二")]
    assert api.violations == []


async def test_edit_needs_the_bots_own_message(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Neither a person's message nor a missing one can be edited."""
    said = user.says("我的")["message"]["message_id"]
    theirs = await call("editMessageText", chat_id=7, message_id=said, text="x")
    assert theirs["description"] == "Bad Request: message can't be edited"
    missing = await call("editMessageText", chat_id=7, message_id=99, text="x")
    assert missing["description"] == "Bad Request: message to edit not found"
    assert api.violations == []
    await call("editMessageText", text="x", inline_message_id="y")
    assert len(api.violations) == 1


async def test_edit_markup(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Buttons come and go; a reply keyboard may not stand in an edit."""
    sent = (await call("sendMessage", chat_id=7, text="一", reply_markup=INLINE))["result"]
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    same = await call("editMessageReplyMarkup", **place, reply_markup=INLINE)
    assert same["description"].startswith("Bad Request: message is not modified")
    assert "reply_markup" not in (await call("editMessageReplyMarkup", **place))["result"]
    assert (await call("editMessageReplyMarkup", **place, reply_markup={"inline_keyboard": []}))["error_code"] == 400
    assert api.violations == []
    await call("editMessageReplyMarkup", **place, reply_markup={"keyboard": [["x"]]})
    assert len(api.violations) == 1


async def test_delete(call: Caller, user: FakeUser) -> None:
    """A message can be deleted once."""
    said = user.says("我的")["message"]["message_id"]
    assert (await call("deleteMessage", chat_id=7, message_id=said))["result"] is True
    again = await call("deleteMessage", chat_id=7, message_id=said)
    assert again["description"] == "Bad Request: message to delete not found"


async def test_answer_callback_query(api: BotApi, call: Caller, user: FakeUser) -> None:
    """A query that was issued may be answered, even twice; another may not."""
    await call("sendMessage", chat_id=7, text="一", reply_markup=INLINE)
    query = user.taps("好")["callback_query"]["id"]
    assert (await call("answerCallbackQuery", callback_query_id=query, text="收到"))["ok"]
    assert (await call("answerCallbackQuery", callback_query_id=query))["ok"]
    assert api.violations == []
    unknown = await call("answerCallbackQuery", callback_query_id="q")
    assert unknown["description"].startswith("Bad Request: query is too old")
    assert (await call("answerCallbackQuery", callback_query_id=query, text="字" * 201))["error_code"] == 400
    assert len(api.violations) == 2
