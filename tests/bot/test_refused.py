"""What is refused is still read: danger is answered, and nobody gets round the limits with cookies of their own."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import Request
from sqlalchemy import update

from bot.channels.visitor import COOKIE, address_of
from bot.last_resort import CHECKED
from bot.services import GUESSES_PER_MINUTE, NEW_VISITORS_PER_MINUTE, Services
from bot.tables import ConversationRow, Inbox, Photo
from handlers.state import Conversation
from orders.number import order_number
from tests.bot.test_turns import count
from tests.bot.test_web_chat import picture, say, upload
from tests.bot.tiny_desk import last_resort
from tests.conftest import NOON

PHOTO = "photo-" + "a" * 22 + ".jpg"
JSON = {"content-type": "application/json"}


def first_kind(answer: httpx.Response) -> str:
    return next((str(reply["kind"]) for reply in answer.json()["replies"]), "")


async def stranger(client: httpx.AsyncClient, text: str) -> int:
    """A message with a cookie made up for it."""
    client.cookies.clear()
    client.cookies.set(COOKIE, secrets.token_urlsafe(32))
    return (await say(client, text)).status_code


async def test_made_up_cookies_share_the_limit_of_their_address(client: httpx.AsyncClient, services: Services) -> None:
    """For messages and photos; who already has a conversation is not held up by them."""
    services.newcomers._now = lambda: 0.0
    await say(client, "你好")
    known = dict(client.cookies)
    codes = [await stranger(client, "你好") for _ in range(NEW_VISITORS_PER_MINUTE + 10)]
    assert codes == [200] * (NEW_VISITORS_PER_MINUTE - 1) + [429] * 11
    assert await stranger(client, "着火了") == 429
    assert (await upload(client, picture(4, 4))).status_code == 429
    assert (await count(services.database, Inbox), await count(services.database, Photo)) == (60, 0)
    client.cookies.clear()
    client.cookies.update(known)
    assert (await say(client, "在吗", "message-2")).status_code == 200


async def test_guessing_codes_of_orders_ends_soon(client: httpx.AsyncClient, services: Services) -> None:
    """Counted for the address, however many conversations it has; one's own orders can be looked at all the same."""
    filed = dict((await say(client, "确认")).json()["replies"][-1]["rows"])
    services.guesses._now = lambda: 0.0
    guess = f"查 {order_number(NOON.date(), 7)} AAAAAA"
    codes = [(await say(client, guess, f"guess-{i:05}")).status_code for i in range(GUESSES_PER_MINUTE + 5)]
    assert codes == [200] * GUESSES_PER_MINUTE + [429] * 5
    state = Conversation.from_json({"orders": [{"number": filed["number"], "query_code": filed["query_code"]}]})
    await _remember(services, state)
    own = await say(client, f"查 {filed['number']} {filed['query_code']}", "message-3")
    assert own.status_code == 200


async def _remember(services: Services, state: Conversation) -> None:
    async with services.database.writing() as session, session.begin():
        await session.execute(update(ConversationRow).values(state=state.to_json()))


REFUSED: dict[str, tuple[int, dict[str, object]]] = {
    "bad id": (400, {"client_id": "x", "text": "楼下着火了"}),
    "many photos": (400, {"client_id": "message-1", "text": "楼下着火了", "attachments": [PHOTO] * 7}),
    "long": (413, {"client_id": "message-1", "text": "楼下着火了" + "长" * 30_000}),
    "long, words last": (413, {"location": None, "client_id": "message-1", "text": "着火了\n" * 9_000}),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_danger_is_answered_in_what_is_refused(client: httpx.AsyncClient, services: Services, name: str) -> None:
    """The emergency line stands in the refusal; nothing is stored."""
    status, body = REFUSED[name]
    content = json.dumps(body, ensure_ascii=False).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 16_384):
            yield content[start : start + 16_384]

    for sent in (content, pieces()):
        answer = await client.post("/api/messages", content=sent, headers=JSON)
        assert (answer.status_code, first_kind(answer)) == (status, "danger")
        assert answer.json()["say"].endswith("。")
    assert await count(services.database, Inbox) == 0


async def test_danger_with_a_photo_that_is_missing_is_taken(client: httpx.AsyncClient, services: Services) -> None:
    answer = await say(client, "楼下着火了", attachments=[PHOTO])
    assert answer.status_code == 200
    assert "照片没有传成功" in answer.json()["say"]
    assert await count(services.database, Inbox) == 1
    assert (await say(client, "楼下着火了", attachments=[PHOTO])).json() == answer.json()


async def test_another_site_cannot_upload_in_the_name_of_a_visitor(client: httpx.AsyncClient) -> None:
    """Its form would bring back a new cookie over the resident's own."""
    answer = await client.post(
        "/api/photos", files={"photo": ("a.jpg", picture())}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)


def test_only_the_ends_of_a_long_text_are_looked_at() -> None:
    """Danger is found in both; what is between them keeps nobody waiting."""
    last, filler = last_resort(), "天气不错。" * CHECKED
    assert last.dangers("着火了" + filler)
    assert last.dangers(filler + "着火了")
    assert not last.dangers(filler + "着火了" + filler)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_a_household(host: str, address: str) -> None:
    scope: dict[str, Any] = {"type": "http", "headers": [], "client": (host, 1)}
    assert address_of(Request(scope)) == address
