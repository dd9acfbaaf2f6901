"""Long polling confirms only what is on disk, by one process at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.commands import MENU
from bot.channels.telegram.receiving import TRIES
from bot.channels.telegram.resident_bot import ResidentBot
from bot.leases import Leases
from bot.services import Services
from handlers.message import Incoming
from tests.bot.telegram.conftest import TOKEN, Line
from tests.bot.telegram.test_exchange import inbox
from tests.fakes.bot_api import BotApi, FakeUser


class Picky:
    """An intake that fails for some words, and otherwise takes."""

    def __init__(self, *bad: str) -> None:
        self.bad = set(bad)
        self.taken: list[str] = []

    async def accept(self, incoming: Incoming, *, place: int = 0) -> bool:
        """Takes it, or fails."""
        if incoming.text in self.bad:
            raise RuntimeError
        if new := incoming.text not in self.taken:
            self.taken.append(incoming.text)
        return new


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses take no time here."""
    monkeypatch.setattr("bot.channels.telegram.polling.FIRST_PAUSE", 0)
    monkeypatch.setattr("bot.channels.telegram.introduction.FIRST_PAUSE", 0)
    monkeypatch.setattr("bot.channels.telegram.polling.LEASE_SECONDS", 0.03)


def resident(services: Services, intake: Picky) -> ResidentBot:
    built = ResidentBot.build(services, intake=intake)
    built.polling.wait_seconds = 0
    return built


async def test_what_failed_is_not_confirmed_and_the_others_go_on(services: Services, api: BotApi, li: FakeUser) -> None:
    """The order within a chat is kept: what comes behind the failed one waits for it."""
    intake = Picky("坏")
    bot = resident(services, intake)
    poll = bot.polling
    first, bad = li.says("一"), li.says("坏")
    li.says("三")
    api.user(2002).says("二")
    await poll.once()
    assert intake.taken == ["一", "二"]
    assert poll.offset == bad["update_id"] == first["update_id"] + 1
    intake.bad.clear()
    await poll.once()
    assert intake.taken == ["一", "二", "坏", "三"]
    await poll.once()
    assert api.pending(TOKEN) == 0
    await bot.bot.session.close()


async def test_a_poisoned_update_does_not_block_the_queue(services: Services, api: BotApi, li: FakeUser) -> None:
    intake = Picky("坏")
    bot = resident(services, intake)
    poll = bot.polling
    li.says("坏")
    li.says("好")
    for _ in range(TRIES):
        await poll.once()
    assert intake.taken == ["好"]
    assert bot.receiver.passed_over == 1
    (kept,) = (services.settings.data / "passed-over").iterdir()
    assert "RuntimeError" in kept.read_text()
    await bot.bot.session.close()


async def test_numbers_that_start_anew_are_seen(line: Line, li: FakeUser, api: BotApi) -> None:
    """After a quiet week Telegram counts from elsewhere, lower perhaps: no offset is held on to."""
    li.says("你好")
    await line.all()
    await line.fetch()
    assert line.resident.polling.offset is None


async def test_one_of_two_processes_polls(services: Services, api: BotApi, li: FakeUser) -> None:
    """The second one takes over when the first has gone."""
    one, two = (ResidentBot.build(services, leases=Leases(services.database, services.clock)) for _ in range(2))
    for bot in (one, two):
        bot.polling.wait_seconds = 0
    li.says("你好")
    await one.polling.once()
    li.says("在吗")
    await two.polling.once()
    assert len(await inbox(services)) == 1
    services.clock.forward(minutes=1)  # type: ignore[attr-defined]
    await two.polling.once()
    assert len(await inbox(services)) == 2
    await asyncio.gather(one.stop(), two.stop())


class GoneAfter:
    """Leases of a database that goes away."""

    def __init__(self, times: int) -> None:
        self.times = times

    async def hold(self, name: str, seconds: float) -> bool:
        """Holds so often."""
        self.times -= 1
        if self.times < 0:
            raise OperationalError("", {}, Exception())
        return True


@pytest.mark.parametrize(("held", "taken"), [(1, ["一", "二"]), (0, [])])
async def test_who_polled_goes_on_while_the_database_is_gone(
    held: int, taken: list[str], services: Services, li: FakeUser
) -> None:
    """Danger has to be answered then too; whoever did not poll before does not begin."""
    intake = Picky()
    bot = ResidentBot.build(services, intake=intake, leases=GoneAfter(held))
    bot.polling.wait_seconds = 0
    for words in ("一", "二"):
        li.says(words)
        if held:
            await bot.polling.once()
        else:
            with pytest.raises(OperationalError):
                await bot.polling.once()
    assert intake.taken == taken
    await bot.stop()


async def test_the_bot_runs_by_itself_and_stops(line: Line, li: FakeUser, api: BotApi) -> None:
    """It introduces itself first, though the server fails at the start, and takes what waits."""
    api.fail("deleteWebhook", status=502)
    api.fail("getUpdates", status=500)
    heard: list[int] = []
    line.resident.polling.heard = heard.append
    line.resident.polling.wait_seconds = 1
    li.says("你好")
    async with asyncio.TaskGroup() as tasks:
        line.resident.start(tasks)
        await api.wait_taken(TOKEN, seconds=20)
        await line.resident.stop()
    assert [row.text for row in await inbox(line.services)] == ["你好"]
    assert heard[0] == 1
    commands: list[dict[str, Any]] = await _commands(api)
    assert [one["command"] for one in commands] == list(MENU["en"])


async def test_a_server_that_refuses_the_menu_still_brings_messages(
    line: Line, li: FakeUser, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram limits how often the menu may be set; nobody's message waits for that."""
    monkeypatch.setattr("bot.channels.telegram.introduction.MENU_PAUSES", (0.0, 0.0))
    api.fail("setMyCommands", status=429, retry_after=600, times=None)
    line.resident.polling.wait_seconds = 1
    li.says("你好")
    async with asyncio.TaskGroup() as tasks:
        line.resident.start(tasks)
        await api.wait_taken(TOKEN, seconds=20)
        await line.resident.stop()
    assert [row.text for row in await inbox(line.services)] == ["你好"]


async def _commands(api: BotApi) -> list[dict[str, Any]]:
    status, answer = await api.run(TOKEN, "getMyCommands", {"language_code": "en"})
    assert status == 200
    return list(answer["result"])
