"""What is tried: single updates and requests, dialogues of residents and staff,
and a Bot API that answers oddly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from prove.booth import Booth
from prove.odd import SEED, TEXT, changed
from prove.odd_requests import PICTURES, REQUESTS, Request
from prove.odd_updates import DATA, JUNK, UPDATES, settled
from prove.residents import STORIES
from prove.town import RESIDENTS, STAFF
from tests.fakes.bot_api import FakeUser
from tests.fakes.bot_api.markup import buttons

TOKENS = st.sampled_from((RESIDENTS, RESIDENTS, STAFF))
MATTERS = st.sampled_from([words for story in STORIES for words in story.first])
STEPS = st.tuples(
    st.sampled_from(("say", "say", "tap", "tap", "tap", "tap", "press", "photo", "voice", "place", "contact",
    "edit", "reply", "file")),
    TEXT | MATTERS, st.integers(0, 7), SEED | st.just(0),
)  # fmt: skip
FAULTS = st.tuples(
    st.sampled_from(("sendMessage", "*", "file", "getFile", "answerCallbackQuery", "editMessageReplyMarkup",
    "sendChatAction")),
    st.sampled_from((400, 401, 403, 404, 409, 413, 429, 500, 502, 0, 200, 200, 200, 302, 418)),
    st.sampled_from((
        None, "", "null", "[]", "{}", '{"ok":true}', '{"ok":true,"result":null}', '{"ok":true,"result":[]}',
        "<html>", "\\ud83d",
        '{"ok":true,"result":{}}', '{"ok":true,"result":true}', '{"ok":false}',
        '{"ok":"x","result":{"message_id":"x"}}', "1", '"x"',
        '{"ok":false,"error_code":"x","description":null}',
        '{"ok":false,"error_code":429,"parameters":{"retry_after":"x"}}',
        '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":0}}', "[" * 9999, "\x00", "NaN",
        '{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-100}}',
        '{"ok":true,"result":{"message_id":99999999999999999999,"date":-1,"chat":{"id":1,"type":"later"}}}',
        '{"ok":false,"error_code":429,"description":"\\ud83d","parameters":{"retry_after":-1}}',
        '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":1e300}}',
        '{"ok":true,"result":{"message_id":1,"date":1e300,"chat":{"id":1,"type":"private"}}}',
        '{"ok":true,"result":{"message_id":1,"date":99999999999999,"chat":{"id":1,"type":"private"}}}',
    )),
    st.integers(1, 4), st.booleans(),
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A kind of examples, and its share in all of them."""

    name: str
    share: float
    examples: st.SearchStrategy[Any]
    play: Callable[[Booth, Any], Awaitable[None]]


async def one_update(booth: Booth, example: Any) -> None:
    """An update of any shape, posted or fed; and once more, as Telegram does."""
    token, (shape, seed), posted, again = example
    user = booth.person(token) if token == RESIDENTS else booth.colleagues[seed // 2 % 3]
    update = settled(shape, seed, booth.fresh(), user.id)
    for _ in range(2 if again else 1):
        await booth.push(token, update, posted=posted)


async def one_body(booth: Booth, example: Any) -> None:
    """Bytes at the route of the webhook."""
    await booth.post(*example)


async def requests(booth: Booth, example: list[Request]) -> None:
    """Some requests of one browser."""
    address = f"10.1.{booth.fresh() // 250 % 250}.{booth.fresh() % 250}"
    token = f"fenliu_visitor={booth.fresh():043d}".encode()
    for request in example:
        headers = request.headers
        if not any(name == b"cookie" for name, _ in headers):
            headers = (*headers, (b"cookie", token))
        one = Request(request.method, request.path, request.query, headers, request.body)
        await booth.ask(one, client=address)


async def dialogue(booth: Booth, example: Any) -> None:
    """A resident on Telegram, from a matter on; what they send is now and then not what Telegram would send."""
    matter, steps = example
    user = booth.person(RESIDENTS)
    await booth.push(RESIDENTS, user.says(matter))
    for step in steps:
        await booth.work()
        await act(booth, user, step)


async def counter(booth: Booth, example: Any) -> None:
    """A resident who asks for a person, and colleagues who do this and that with it."""
    words, steps = example
    resident = booth.person(RESIDENTS)
    await booth.push(RESIDENTS, resident.says(words))
    for who, step in steps:
        await booth.work()
        await act(booth, (*booth.colleagues, resident)[who], step)


async def bad_line(booth: Booth, example: Any) -> None:
    """A dialogue while Telegram's server answers oddly. It heals in the end, and everything must leave."""
    faults, steps, staff = example
    user = booth.colleagues[0] if staff else booth.person(RESIDENTS)
    for method, status, body, times, before in faults:
        if body is not None and status:
            booth.api.garble(method, body, status=status, times=times, before_effect=before)
        elif status:
            booth.api.fail(method, status=max(status, 400), times=times, before_effect=before)
        else:
            booth.api.drop(method, times=times, after_effect=not before)
    for step in steps:
        await act(booth, user, step)


async def act(booth: Booth, user: FakeUser, step: Any) -> None:
    """One step of somebody at Telegram."""
    what, text, number, seed = step
    update = _made(user, what, text, number)
    odd = changed(update | {"update_id": booth.fresh()}, seed)
    await booth.push(user.bot.token, odd, posted=bool(number % 2))


def _made(user: FakeUser, what: str, text: str, number: int) -> dict[str, Any]:
    """The update that Telegram would make of a step; where there is nothing to tap or to edit, words."""
    shown = [one for one in user.chat.messages.values() if buttons(one.get("reply_markup", {}))][-3:]
    known = list(user.chat.messages)
    one = known[-1 - number % len(known)] if known else 0
    if what == "tap" and shown:
        message = shown[-1 - number % len(shown)] if number > 4 else shown[-1]
        found = buttons(message["reply_markup"])
        return user.presses(message, found[number % len(found)].get("callback_data", "x"))
    ways: dict[str, Callable[[], dict[str, Any]]] = {
        "photo": lambda: user.sends_photo(PICTURES[number % len(PICTURES)], text),
        "voice": lambda: user.sends_voice(b"OggS" + b"\x00" * 24 + b"OpusHead" * (number % 3)),
        "place": lambda: user.sends_location(32.0 + number, float("nan") if number == 7 else 118.0),
        "contact": lambda: user.sends_contact(text, own=bool(number % 2)),
        "file": lambda: user.sends_document(PICTURES[number % len(PICTURES)], text, ("image/jpeg", "x")[number % 2]),
    }
    if known:
        ways["press"] = lambda: user.presses(known[-1], DATA[len(text) % len(DATA)])
        ways["edit"] = lambda: user.edits(one, text)
        ways["reply"] = lambda: user.replies_to(one, text)
    return ways.get(what, lambda: user.says(text))()


SCENES = (
    Scene("update", 0.38, st.tuples(TOKENS, UPDATES, st.booleans(), st.integers(0, 9).map(lambda n: n == 9)),
    one_update),
    Scene("body", 0.04, st.tuples(TOKENS, JUNK), one_body),
    Scene("request", 0.38, st.lists(REQUESTS, min_size=1, max_size=3), requests),
    Scene("dialogue", 0.08, st.tuples(MATTERS, st.lists(STEPS, min_size=2, max_size=7)), dialogue),
    Scene("staff", 0.05, st.tuples(
        st.sampled_from(("人工 路灯不亮", "人工", "我要找真人，老板欠薪")),
        st.lists(st.tuples(st.sampled_from((0, 0, 0, 1, 2, 3)), STEPS), min_size=2, max_size=7)), counter),
    Scene("bad_line", 0.07, st.tuples(
        st.lists(FAULTS, min_size=1, max_size=3), st.lists(STEPS, min_size=1, max_size=2), st.booleans()),
        bad_line),
)  # fmt: skip
