"""Updates as Telegram makes them, and as it never would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from prove.odd import JSON, SEED, TEXT, changed

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
FILE = {"file_id": "file-1", "file_unique_id": "u1", "file_size": 100}
PLACE = {"latitude": 32.1, "longitude": 118.7}
CONTENTS: tuple[Mapping[str, Any], ...] = (
    {"photo": [FILE | {"width": 90, "height": 67}, FILE | {"width": 1280, "height": 960}]},
    {"voice": FILE | {"duration": 1, "mime_type": "audio/ogg"}},
    {"audio": FILE | {"duration": 1, "mime_type": "audio/opus"}},
    {"video": FILE | {"duration": 1, "width": 1, "height": 1}},
    {"document": FILE | {"file_name": "a.jpg", "mime_type": "image/jpeg"}},
    {"document": FILE | {"file_name": "a.pdf", "mime_type": "application/pdf", "file_size": 10**12}},
    {"sticker": FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
    {"contact": {"phone_number": "+8613800001234", "first_name": "李", "user_id": 1001}},
    {"contact": {"phone_number": "1", "first_name": "<i>"}},
    {"location": PLACE | {"live_period": 60}},
    {"location": {"latitude": -90.0, "longitude": 1e6}},
    {"venue": {"location": PLACE, "title": "示例<路", "address": "3号"}, "location": PLACE},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"new_chat_title": "x"}, {"left_chat_member": {"id": 1, "is_bot": True, "first_name": "x"}},
    {"tomorrow": {"x": 1}}, {},
)  # fmt: skip
EXTRAS: tuple[Mapping[str, Any], ...] = (
    {}, {}, {}, {"edit_date": 1_800_000_000}, {"media_group_id": "g"}, {"entities": []}, {"quote": {"text": "x",
    "position": 0}},
    {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}, {"entities": [{"type": "text_link",
    "offset": 9, "length": 9999}]},
    {"reply_to_message": {"message_id": 3, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "旧",
                          "from": {"id": 7000002, "is_bot": True, "first_name": "b"}}},
    {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}}, {"date": 0}, {"date": 2**40},
    {"chat": {"id": -100123, "type": "supergroup", "title": "群"}}, {"chat": {"id": 2**52, "type": "private"}},
    {"chat": {"id": 2**63, "type": "private"}}, {"chat": {"id": 10**200, "type": "private"}}, {"chat": {"id": 0,
    "type": "private"}},
    {"message_id": 2**70}, {"date": -(10**15)}, {"from": {"id": 2**70, "is_bot": False, "first_name": "",
    "language_code": "\x00"}},
)  # fmt: skip
DATA = (
    "yes", "fold:1:0", "opt:1:5", "fold:999999999999999999:9", "opt:1:999", "fold:0:0", "h.claim:1", "h.talk:1",
    "h.show:999999999",
    "h.take:1", "h.back:1", "h.end:1", "h.file:1", "h.quick:1", "h.transfer:1", "q.pick:1:x", "q.edit:1",
    "q.send:1:x", "f.unit:1:x",
    "f.yes:1:x", "t.to:1:2", "t.go:1:1", "t.drop", "e.as:1:answered", "e.go:1:x", "d.again:1", "d.aside:1",
    "duty:off", "duty:x",
    "h.claim:٣", "h.claim:1\n", "", "\x00", "\ud83d", "x" * 64, "字" * 60,
)  # fmt: skip
NUMBERS = (0, -1, 2**31, 2**63 - 1, 2**63, 10**40, 10**4000)


@st.composite
def updates(draw: st.DrawFn) -> Any:
    """One update. Its number, and the chat it is in, are `None` where the feeder gives fresh ones."""
    content = {"text": draw(TEXT)} if draw(st.booleans()) else dict(draw(st.sampled_from(CONTENTS)))
    caption = {"caption": draw(TEXT)} if "photo" in content or "document" in content else {}
    message = {"message_id": 5, "date": 1_795_000_000, "chat": None, "from": None} | content | caption
    message |= draw(st.sampled_from(EXTRAS))
    kind = draw(st.sampled_from(KINDS))
    if kind == "callback_query":
        data = draw(st.sampled_from(DATA) | TEXT)
        event: dict[str, Any] = {"id": "1", "from": None, "chat_instance": "1", "message": message, "data": data}
    elif kind == "my_chat_member":
        who = {"user": {"id": 1, "is_bot": True, "first_name": "b"}}
        states = [who | {"status": draw(st.sampled_from(("member", "kicked", "left", "later")))} for _ in range(2)]
        event = {
            "chat": message["chat"],
            "from": None,
            "date": 1,
            "old_chat_member": states[0],
            "new_chat_member": states[1],
        }
    else:
        event = message
    number = draw(st.sampled_from((None,) * 12 + NUMBERS))
    return {"update_id": number, kind: event}, draw(SEED)


UPDATES = st.one_of(updates(), updates(), updates(), st.tuples(JSON, st.just(0)))
JUNK = st.binary(max_size=40) | st.sampled_from(
    (b"", b"null", b"[", b'{"update_id":1', b"\xff\xfe", b"[" * 50_000, b"1" * 5000)
)


def settled(update: Any, seed: int, number: int, chat: int) -> Any:
    """The update with a fresh number and chat where it left them open, changed as the seed says."""
    if not isinstance(update, dict):
        return update
    return changed(_filled(update, number, chat), seed)


def _filled(value: Any, number: int, chat: int) -> Any:
    person = {"id": chat, "is_bot": False, "first_name": "李", "language_code": "zh-hans"}
    fresh = {"update_id": number, "chat": {"id": chat, "type": "private", "first_name": "李"}, "from": person}
    if isinstance(value, list):
        return [_filled(one, number, chat) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: fresh[key] if one is None and key in fresh else _filled(one, number, chat) for key, one in value.items()
    }
