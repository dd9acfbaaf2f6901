"""An update is acknowledged only when what it asks for is written down; one that breaks keeps nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from bot.channels.staff.assembly import PATH
from bot.channels.staff.introduction import introduce, introduce_at_last
from bot.channels.staff.receiving import PASSED_OVER, TRIES
from bot.channels.staff.staff_bot import StaffBot
from bot.channels.telegram.webhook import HEADER
from bot.people import People
from bot.services import Services, build_services
from config.errors import SettingsError
from config.settings import Settings
from handlers.message import Reply
from orders.staff import StaffBook
from tests.bot.staff.conftest import STAFF, Office, open_bot
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.fakes.bot_api import BotApi, FakeUser


async def test_what_fails_comes_again_and_is_carried_out(
    office: Office, zhang: FakeUser, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The offset stays before it; nothing was acknowledged."""
    await office.asks(1)
    await office.all()
    monkeypatch.setattr("bot.channels.telegram.polling.FIRST_PAUSE", 0)
    office.staff.polling._pause = 0
    zhang.taps("受理")
    with monkeypatch.context() as broken:
        broken.setattr(People, "claim", _raise(OperationalError("", None, OSError("gone"))))
        for _ in range(TRIES + 2):
            await office.staff.polling.once()
        assert api.pending(STAFF) == 1
    await office.staff.polling.once()
    await office.staff.polling.once()
    assert api.pending(STAFF) == 0
    assert len(await office.held_by(zhang)) == 1


async def test_what_breaks_again_and_again_is_passed_over_and_told(
    office: Office, zhang: FakeUser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[Mapping[str, Any], str]] = []

    async def keep(update: Mapping[str, Any], reason: str) -> None:
        kept.append((update, reason))

    office.staff = await open_bot(services, dead=keep)
    monkeypatch.setattr(People, "answer", _raise_unless_passed_over(People.answer))
    update = zhang.says("/help")
    for _ in range(TRIES - 1):
        with pytest.raises(RuntimeError):
            await office.staff.feed(update)
    await office.staff.feed(update)
    assert kept == [(update, "RuntimeError")]
    await office.sender.send_all()
    assert "\n".join(one.text for one in office.new(zhang)) == PASSED_OVER
    await office.staff.stop()


@pytest.mark.parametrize(
    "update",
    [None, [], {}, {"update_id": "1"}, {"update_id": 1}, {"update_id": 1, "poll": {}}, {"update_id": True}],
)
async def test_what_is_none_of_ours_is_passed_by(update: Any, office: Office) -> None:
    await office.staff.feed(update)
    assert office.staff.receiver.passed_over == 0


async def test_an_update_that_cannot_be_read_is_kept(office: Office) -> None:
    await office.staff.feed({"update_id": 5, "message": {"text": "?"}})
    assert office.staff.receiver.passed_over == 1


async def test_groups_get_no_answer(office: Office, zhang: FakeUser) -> None:
    chat = {"id": -100, "type": "group", "title": "群"}
    said = {"message_id": 5, "date": 1_700_000_000, "chat": chat, "from": zhang.person, "text": "/help"}
    tap = {"id": "q", "from": zhang.person, "chat_instance": "1", "data": "h.claim:1", "message": said}
    before = len(office.api.sent(STAFF))
    await office.staff.feed({"update_id": 700, "message": said})
    await office.staff.feed({"update_id": 701, "callback_query": tap})
    await office.all()
    assert len(office.api.sent(STAFF)) == before


@pytest.mark.parametrize(("secret", "status"), [("right", 200), ("wrong", 401), ("", 401), ("rïght", 401)])
async def test_the_webhook_takes_only_what_shows_the_secret(
    secret: str, status: int, settings: Settings, office: Office, zhang: FakeUser
) -> None:
    given = {"public_url": "https://fenliu.example.cn", "staff_secret": SecretStr("right")}
    services = build_services(settings.model_copy(update=given), lambda _r: TinyDesk(), office.clock, last_resort)
    bot = await open_bot(services)
    app = FastAPI()
    assert bot.router is not None
    app.include_router(bot.router)
    update = zhang.says("/duty off")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        answer = await client.post(PATH, json=update, headers=[(HEADER.encode(), secret.encode())])
    assert answer.status_code == status
    await office.sender.send_all()
    assert ("您现在休息" in "\n".join(one.text for one in office.new(zhang))) is (status == 200)
    await bot.stop()
    await services.database.close()


@pytest.mark.parametrize(
    "given",
    [{"staff_token": "abc"}, {"staff_secret": "有空格 的"}, {"telegram_token": STAFF}],
)
def test_settings_that_cannot_work_are_named(given: dict[str, str], services: Services) -> None:
    from dataclasses import replace

    secret = {name: SecretStr(value) for name, value in given.items()}
    changed = replace(services, settings=services.settings.model_copy(update=secret))
    with pytest.raises(SettingsError, match="FENLIU_STAFF"):
        StaffBot.build(changed)


def _raise(error: Exception) -> Any:
    async def raising(*_: Any, **__: Any) -> None:
        raise error

    return raising


def _raise_unless_passed_over(real: Any) -> Any:
    async def answer(self: Any, once: Any, *replies: Any) -> None:
        if any(one.text == PASSED_OVER for one in replies):
            await real(self, once, *replies)
            return
        raise RuntimeError

    return answer


async def test_before_telegram_was_reached_nothing_is_passed_over(services: Services, zhang: FakeUser) -> None:
    bot, update = StaffBot.build(services), zhang.says("/help")
    for _ in range(TRIES + 1):
        with pytest.raises(RuntimeError):
            await bot.feed(update)
    assert bot.receiver.passed_over == 0
    await bot.stop()


async def test_a_process_that_only_works_can_send(services: Services, zhang: FakeUser, api: BotApi) -> None:
    bot = StaffBot.build(services)
    (part,) = bot.channel.parts(Reply("你好"), 1)
    await bot.channel.send(str(zhang.id), part)
    assert api.sent(STAFF, zhang.id)[-1].text == "你好"
    await bot.stop()


async def test_it_runs_and_stops(services: Services, zhang: FakeUser, api: BotApi) -> None:
    """Introduced, polling, jobs running; the menu is there, and what was said is taken."""
    bot = StaffBot.build(services)
    async with asyncio.TaskGroup() as tasks:
        bot.start(tasks)
        zhang.says("/duty off")
        await api.until(lambda: "setMyCommands" in [call.method for call in api.calls if call.token == STAFF])
        await api.wait_taken(STAFF)
        await bot.stop()
    async with services.database.reading() as session:
        assert [one.on_duty for one in await StaffBook(session, services.clock).everybody()] == [False]


async def test_a_server_that_refuses_the_menu_still_brings_messages(
    office: Office, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.staff.introduction.MENU_PAUSES", (0.0, 0.0))
    api.fail("setMyCommands", status=502, times=None)
    await introduce_at_last(office.staff.application, "", "")
    assert [call.status for call in api.calls if call.method == "setMyCommands"] == [502, 502]


async def test_telegram_is_told_the_webhook_its_secret_and_one_connection(office: Office, api: BotApi) -> None:
    """One connection keeps a worker's words in order, also where several processes take them."""
    await introduce(office.staff.application, "https://fenliu.example.cn/telegram/staff", "right")
    hook = api.bots[STAFF].webhook
    assert hook is not None
    assert (hook.url, hook.secret, hook.max_connections) == ("https://fenliu.example.cn/telegram/staff", "right", 1)
    await introduce(office.staff.application, "", "")
    assert api.bots[STAFF].webhook is None


ODD: list[dict[str, Any]] = [
    {"text": ["x"]}, {"text": 5.5}, {"caption": {}}, {"photo": [{"file_id": 5}]}, {"photo": "x"}, {"chat": {"id": "x"}},
    {"chat": {"id": 2**63, "type": "private"}}, {"entities": [{"type": 1}]}, {"reply_to_message": {"text": 1}},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
async def test_values_of_another_kind_are_kept_and_passed_over(
    odd: dict[str, Any], office: Office, zhang: FakeUser
) -> None:
    """The library takes them as they are; no handler has to."""
    update = zhang.says("你好")
    office.api.bots[STAFF].pending.clear()
    await office.staff.feed(update | {"message": update["message"] | odd})
    assert office.staff.receiver.passed_over == 1


async def test_a_button_without_data_is_an_old_one(office: Office, zhang: FakeUser) -> None:
    """Such as a game's: it belongs to none of the verbs."""
    update = zhang.presses(zhang.says("你好"), "x")
    office.api.bots[STAFF].pending.clear()
    del update["callback_query"]["data"]
    await office.staff.feed(update)
    assert office.staff.receiver.passed_over == 0
