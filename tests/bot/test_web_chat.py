"""The web channel: a visitor, messages once, history after a reload, photos for their owner only."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from bot.app import build_app
from bot.channels.visitor import COOKIE
from bot.services import build_services
from bot.tables import ConversationRow, Pulse
from config.settings import Settings
from tests.bot.conftest import Browse
from tests.bot.test_turns import count
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import StandingClock


def picture(width: int = 40, height: int = 30, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind, **options)
    return out.getvalue()


async def say(client: httpx.AsyncClient, text: str, number: str = "message-1", **more: Any) -> httpx.Response:
    return await client.post("/api/messages", json={"client_id": number, "text": text} | more)


async def upload(client: httpx.AsyncClient, data: bytes, name: str = "a.jpg") -> httpx.Response:
    return await client.post("/api/photos", files={"photo": (name, data)})


async def test_the_page_makes_a_visitor(client: httpx.AsyncClient) -> None:
    """A random cookie that scripts cannot read; it stays the same, also for who comes by a link from another site."""
    first = await client.get("/")
    cookie = first.headers["set-cookie"]
    assert first.headers["content-type"].startswith("text/html")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    token = client.cookies[COOKIE]
    assert len(token) == 43
    await client.get("/")
    assert client.cookies[COOKIE] == token


async def test_a_made_up_cookie_is_replaced(client: httpx.AsyncClient) -> None:
    """Nobody can be led into a conversation that somebody else knows the short name of."""
    client.cookies[COOKIE] = "abc"
    answer = await client.get("/")
    assert len(answer.cookies[COOKIE]) == 43


async def test_over_https_the_cookie_is_secure(tmp_path: Any, clock: StandingClock) -> None:
    services = build_services(
        Settings(data=tmp_path, secure_cookie=True), lambda _region: TinyDesk(), clock, last_resort
    )
    transport = httpx.ASGITransport(app=build_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="https://fenliu") as client:
        assert "Secure" in (await client.get("/")).headers["set-cookie"]


async def test_a_message_is_answered(client: httpx.AsyncClient) -> None:
    answer = (await say(client, "你好")).json()
    assert answer["client_id"] == "message-1"
    assert answer["replies"] == [
        {
            "seq": 2,
            "from": "desk",
            "text": "第1句：你好",
            "kind": "text",
            "options": [{"code": "yes", "label": "确认"}, {"code": "person", "label": "人工"}],
            "rows": [],
            "folded": [["依据", "《示例法》"]],
            "attachments": [],
        }
    ]


async def test_sending_again_changes_nothing(client: httpx.AsyncClient) -> None:
    """After a lost connection the page sends the same client_id; it gets the same replies."""
    first = await say(client, "确认")
    again = await say(client, "确认")
    assert first.json() == again.json()
    assert len((await client.get("/api/messages")).json()["messages"]) == 3


async def test_two_taps_at_once_file_one_order(client: httpx.AsyncClient) -> None:
    await client.get("/")
    taps = await asyncio.gather(*(say(client, "", f"tap-0000{i}", option="yes") for i in range(5)))
    numbers = {dict(tap.json()["replies"][-1]["rows"])["number"] for tap in taps}
    assert len(numbers) == 1


async def test_history_resumes_where_the_page_stopped(client: httpx.AsyncClient) -> None:
    """Both sides in order; a tapped button is shown with its words; `after` leaves out what is known."""
    await say(client, "你好", "message-1")
    await say(client, "", "message-2", option="yes")
    whole = (await client.get("/api/messages")).json()["messages"]
    assert [(one["seq"], one["from"]) for one in whole[:4]] == [(1, "me"), (2, "desk"), (3, "me"), (4, "desk")]
    assert (whole[0]["text"], whole[2]["text"]) == ("你好", "确认")
    assert [one["seq"] for one in (await client.get("/api/messages?after=3")).json()["messages"]] == [4, 5]
    for odd in ("x", "-1", "9" * 50, "٣", ""):
        assert (await client.get("/api/messages", params={"after": odd})).json()["messages"] == whole


async def test_visitors_do_not_see_each_other(browse: Browse) -> None:
    one, other = browse(), browse()
    await say(one, "你好")
    assert (await other.get("/api/messages")).json()["messages"] == []


async def test_a_conversation_survives_a_restart_of_the_application(tmp_path: Any, clock: StandingClock) -> None:
    """Each turn runs in a new application on the same folder."""
    settings, cookies = Settings(data=tmp_path), httpx.Cookies()
    for number in range(1, 4):
        services = build_services(settings, lambda _region: TinyDesk(), clock, last_resort)
        await services.database.migrate()
        transport = httpx.ASGITransport(app=build_app(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://fenliu", cookies=cookies) as client:
            answer = await say(client, "说", f"message-{number}")
            cookies = client.cookies
        assert answer.json()["replies"][0]["text"] == f"第{number}句：说"
        await services.database.close()


async def test_the_web_channel_has_a_pulse(client: httpx.AsyncClient, services: Any, clock: StandingClock) -> None:
    """Noted in memory, written down with those of the bots."""
    assert (await say(client, "你好")).status_code == 200
    await services.pulses.write()
    async with services.database.reading() as session:
        (pulse,) = (await session.execute(select(Pulse))).scalars()
    assert (pulse.channel, pulse.update_at) == ("web", clock.now())


async def test_forgetting_removes_the_conversation_and_its_photos(client: httpx.AsyncClient, services: Any) -> None:
    """A photo that went into an order stays with the order."""
    loose = (await upload(client, picture())).json()["ref"]
    filed = (await upload(client, picture())).json()["ref"]
    await say(client, "确认", attachments=[filed])
    assert (await client.delete("/api/conversation")).status_code == 200
    assert (await client.get("/api/messages")).json()["messages"] == []
    assert await count(services.database, ConversationRow) == 0
    assert [path.name for path in services.settings.photos.iterdir()] == [filed]
    assert loose != filed


async def test_old_conversations_are_forgotten_by_themselves(
    client: httpx.AsyncClient, services: Any, clock: StandingClock
) -> None:
    await say(client, "你好")
    await upload(client, picture())
    clock.forward(days=services.settings.keep_days - 1)
    assert await services.retention.forget_old() == 0
    clock.forward(days=2)
    assert await services.retention.forget_old() == 2
    assert not list(services.settings.photos.iterdir())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_is_stored_anew_for_its_owner(browse: Browse, kind: str) -> None:
    """Whatever it was, it becomes a JPEG without EXIF; only its owner gets it back and may attach it."""
    owner, other = browse(), browse()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    ref = (await upload(owner, picture(kind=kind, exif=exif))).json()["ref"]
    back = await owner.get(f"/api/photos/{ref}")
    assert back.headers["content-type"] == "image/jpeg"
    assert b"secret place" not in back.content
    assert Image.open(io.BytesIO(back.content)).size == (40, 30)
    assert (await other.get(f"/api/photos/{ref}")).status_code == 404
    assert (await say(other, "", attachments=[ref])).status_code == 422
    assert (await say(owner, "看", attachments=[ref, ref])).status_code == 200
    assert (await owner.get("/api/messages")).json()["messages"][0]["photos"] == [ref]


async def test_security_headers_are_on_every_answer(client: httpx.AsyncClient) -> None:
    for path in ("/", "/api/messages", "/chat/chat.js", "/nothing", "/healthz"):
        headers = (await client.get(path)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


async def test_health_and_unknown_pages(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json()["status"] == "ok"
    assert "首页" in (await client.get("/nothing")).json()["say"]
    assert (await client.put("/api/messages")).status_code == 405
