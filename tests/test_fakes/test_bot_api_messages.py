"""Methods that send: right and wrong calls."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, TWO, Caller

INLINE = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": 7}, 'sendMessage: parameter "text" is required'),
    ("sendMessage", {"text": "x"}, 'sendMessage: parameter "chat_id" is required'),
    ("sendMessage", {"chat_id": 7, "text": "x", "colour": 1}, 'sendMessage: unknown parameter "colour"'),
    ("sendMessage", {"chat_id": 7, "text": 5}, 'can\'t parse "text": a String is expected'),
    ("sendMessage", {"chat_id": "x", "text": "x"}, 'can\'t parse "chat_id": an Integer is expected'),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "protect_content": "ja"},
        'can\'t parse "protect_content": a Boolean is expected',
    ),
    ("sendMessage", {"chat_id": 7, "text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "link_preview_options": {"off": True}},
        'link_preview_options: unknown parameter "off"',
    ),
    ("sendLocation", {"chat_id": 7, "latitude": 91, "longitude": 0}, '"latitude" must be from -90 to 90'),
    ("sendChatAction", {"chat_id": 7, "action": "sleeping"}, "wrong value of \"action\": 'sleeping'"),
    ("sendPhoto", {"chat_id": 7, "photo": "unknown"}, "wrong file identifier/HTTP URL specified"),
    ("sendVoice", {"chat_id": 7, "voice": "attach://x"}, "there is no voice in the request"),
    ("sendDocument", {"chat_id": 7, "document": ""}, "there is no document in the request"),
]


@pytest.mark.parametrize(("method", "params", "reason"), WRONG)
async def test_wrong_calls(
    *, api: BotApi, call: Caller, user: FakeUser, method: str, params: dict[str, Any], reason: str
) -> None:
    """Each is a 400, is recorded as a violation, and sends nothing."""
    body = await call(method, **params)
    assert (body["error_code"], body["description"]) == (400, f"Bad Request: {reason}")
    assert api.violations == [f"{method}: Bad Request: {reason}"]
    assert api.sent(ONE) == []


async def test_whom_a_bot_may_write_to(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Not to strangers, not to those who never wrote, not to those who left; none of it is a violation."""
    api.user(8)
    assert (await call("sendMessage", chat_id=999, text="x"))["description"] == "Bad Request: chat not found"
    silent = await call("sendMessage", chat_id=8, text="x")
    assert silent["description"] == "Forbidden: bot can't initiate conversation with a user"
    assert (await call("sendMessage", token=TWO, chat_id=7, text="x"))["error_code"] == 403
    user.blocks()
    blocked = await call("sendMessage", chat_id=7, text="x")
    assert (blocked["error_code"], blocked["description"]) == (403, "Forbidden: bot was blocked by the user")
    user.unblocks()
    assert (await call("sendMessage", chat_id=7, text="x"))["ok"]
    assert api.violations == []


async def test_unknown_token_and_method(api: BotApi, call: Caller) -> None:
    """401 and 404; only the second is a violation of the rules."""
    assert (await call("getMe", token="3:x"))["error_code"] == 401
    assert api.violations == []
    assert (await call("sendGift"))["error_code"] == 404
    assert len(api.violations) == 1


async def test_forms_mean_the_same(api: BotApi, call: Caller, user: FakeUser) -> None:
    """urlencoded and multipart bodies carry nested values as JSON."""
    fields = {"chat_id": "7", "text": "x", "disable_notification": "true", "reply_markup": json.dumps(INLINE)}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    assert (await call.form("sendMessage", fields))["ok"]
    assert (await call.form("sendMessage", multipart))["ok"]
    assert (await call("sendMessage", chat_id=7, text="x", disable_notification=True, reply_markup=INLINE))["ok"]
    params = [sent.params for sent in api.sent(ONE, 7)]
    assert params[0] == params[1] == params[2]
    assert params[0]["disable_notification"] is True
    assert api.sent(ONE)[0].labels == ["好"]
    assert api.sent(ONE)[0].data == ["ok"]


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_files(api: BotApi, call: Caller, user: FakeUser, kind: str) -> None:
    """By attach://, by a direct field and by file_id; each can be fetched again."""
    method = f"send{kind.title()}"
    for place in ("upload1", kind):
        form = aiohttp.FormData({"chat_id": "7", "caption": "<b>图</b>", "parse_mode": "HTML"})
        form.add_field(place, b"bytes", filename="a.bin", content_type="image/png")
        if place != kind:
            form.add_field(kind, f"attach://{place}")
        message = (await call.form(method, form))["result"]
        assert message["caption"] == "图"
    file = message[kind][0] if kind == "photo" else message[kind]
    again = await call(method, chat_id=7, **{kind: file["file_id"]})
    assert again["ok"]
    path = (await call("getFile", file_id=file["file_id"]))["result"]["file_path"]
    async with call.session.get(f"{api.url}/file/bot{ONE}/{path}") as response:
        assert await response.read() == b"bytes" == api.file(ONE, file["file_id"])
    assert api.violations == []


async def test_captions_are_measured(call: Caller, user: FakeUser) -> None:
    """1024 characters, not more."""
    file = user.sends_photo(b"x")["message"]["photo"][0]["file_id"]
    assert (await call("sendPhoto", chat_id=7, photo=file, caption="字" * 1024))["ok"]
    body = await call("sendPhoto", chat_id=7, photo=file, caption="字" * 1025)
    assert body["description"] == "Bad Request: message caption is too long"


async def test_location_action_and_copy(api: BotApi, call: Caller, user: FakeUser) -> None:
    """The rest of the sending methods."""
    sent = (await call("sendLocation", chat_id=7, latitude=31.2, longitude="121.5"))["result"]
    assert sent["location"] == {"latitude": 31.2, "longitude": 121.5}
    assert (await call("sendChatAction", chat_id=7, action="typing"))["result"] is True
    said = user.says("原话")["message"]["message_id"]
    copy = (await call("copyMessage", chat_id=7, from_chat_id=7, message_id=said))["result"]
    assert api.sent(ONE)[-1].text == "原话"
    assert copy == {"message_id": api.sent(ONE)[-1].message_id}
    missing = await call("copyMessage", chat_id=7, from_chat_id=7, message_id=5555)
    assert missing["description"] == "Bad Request: message to copy not found"


async def test_replies_point_at_a_message(call: Caller, user: FakeUser) -> None:
    """A reply shows what it answers, and must find it."""
    said = user.says("问")["message"]["message_id"]
    good = await call("sendMessage", chat_id=7, text="答", reply_parameters={"message_id": said})
    assert good["result"]["reply_to_message"]["text"] == "问"
    lost: dict[str, Any] = {"message_id": 999}
    body = await call("sendMessage", chat_id=7, text="答", reply_parameters=lost)
    assert body["description"] == "Bad Request: message to be replied not found"
    lost["allow_sending_without_reply"] = True
    assert (await call("sendMessage", chat_id=7, text="答", reply_parameters=lost))["ok"]
