"""A channel that fails is told to the duty supervisor: by polling, by sending, and by what Telegram knows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.bots import Bots
from bot.channels.staff.jobs import Jobs
from bot.delivery import TryLater
from bot.outbox import Sender
from bot.roles import Role
from bot.services import Services
from bot.tables import Pulse
from bot.webhooks import BACKLOG, MANY, NOT_DELIVERED, Hook, Webhooks
from handlers.message import Reply
from tests.bot.staff.conftest import RESIDENTS, STAFF, Office
from tests.bot.test_turns import message
from tests.conftest import StandingClock
from tests.fakes.bot_api import FakeUser
from tests.fakes.bot_api.state import Webhook


@pytest.fixture
async def chief(office: Office) -> FakeUser:
    """A supervisor who has read everything."""
    person = await office.hire(903, "赵六", "supervisor")
    await office.staff.jobs.every_minute()
    await office.hears(person)
    return person


async def pulses(services: Services) -> dict[str, Pulse]:
    """As they are written down."""
    await services.pulses.write()
    async with services.database.reading() as session:
        return {one.channel: one for one in (await session.execute(select(Pulse))).scalars()}


def bot_of(office: Office, channel: str) -> Any:
    return office.residents if channel == "telegram" else office.staff


@pytest.mark.parametrize(("channel", "name"), [("telegram", "Telegram"), ("staff", "工作人员端")])
async def test_polling_that_fails_again_and_again_is_told(
    channel: str, name: str, office: Office, chief: FakeUser
) -> None:
    """Once may be chance. Only the kind of the error is kept: its text may hold the token."""
    polling, told = bot_of(office, channel).polling, asyncio.Event()

    def trouble(error: str) -> None:
        office.services.pulses.trouble(channel, error)
        told.set()

    def heard(_count: int) -> None:
        told.set()

    polling.trouble, polling.heard, polling._pause = trouble, heard, 0
    office.api.fail("getUpdates", status=500, times=1)
    await polls_until(polling, told)
    assert channel not in await pulses(office.services)
    office.api.fail("getUpdates", status=500, times=None)
    await polls_until(polling, told)
    office.api.heal()
    error = (await pulses(office.services))[channel].error
    assert error.isidentifier(), error
    await office.staff.jobs.every_minute()
    assert f"{name}出了故障" in await office.hears(chief)


async def polls_until(polling: Any, happened: asyncio.Event) -> None:
    """The real loop, until that happens."""
    happened.clear()
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        loop = tasks.create_task(polling.run())
        await happened.wait()
        loop.cancel()


async def test_the_bots_of_a_process_tell_its_pulses(services: Services) -> None:
    bots = Bots(services, Role.ALL)
    assert bots.resident is not None
    assert bots.staff is not None
    bots.resident.polling.trouble("TelegramServerError")
    bots.staff.polling.trouble("NetworkError")
    found = await pulses(services)
    assert {name: one.error for name, one in found.items()} == {
        "telegram": "TelegramServerError",
        "staff": "NetworkError",
    }
    await bots.close()


class Silent:
    """A channel that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Any]:
        """The text alone."""
        return (reply.text,)

    async def send(self, _account: str, _part: Any) -> str:
        """Fails."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [(TryLater("TimedOut"), "TimedOut"), (OSError("https://bot:token@host"), "OSError"),
     (TryLater("RetryAfter", 3), None)],
)  # fmt: skip
async def test_sending_that_fails_again_is_told(
    error: Exception, told: str | None, services: Services, clock: StandingClock
) -> None:
    """Not what is asked to wait: that is the channel's right."""
    sender = Sender(
        services.database, clock, services.wake, services.region, {"telegram": Silent(error)},
        trouble=services.pulses.trouble,
    )  # fmt: skip
    await services.turns.take(message("你好", channel="telegram"))
    await sender.send_all()
    assert await pulses(services) == {}
    clock.forward(minutes=1)
    sender._paused.clear()
    await sender.send_all()
    assert {name: one.error for name, one in (await pulses(services)).items()} == ({"telegram": told} if told else {})


@pytest.mark.parametrize("channel", ["telegram", "staff"])
async def test_telegram_tells_what_it_could_not_deliver(channel: str, office: Office) -> None:
    """Both libraries read it."""
    hook = Webhook("https://fenliu.example.cn/x", last_error=(1_700_000_000, "Connection refused"))
    office.api.bots[RESIDENTS if channel == "telegram" else STAFF].webhook = hook
    told = await bot_of(office, channel).hook()
    assert told.error_at is not None
    assert (told.pending, told.error_at.timestamp()) == (0, 1_700_000_000)


async def test_what_telegram_could_not_deliver_reaches_the_supervisor(
    office: Office, chief: FakeUser, clock: StandingClock
) -> None:
    """Every few minutes; and that it works again."""
    now, answers = clock.now(), [Hook(3, clock.now()), Hook(0, clock.now())]
    asked: list[Hook] = []

    async def ask() -> Hook:
        asked.append(answers.pop(0))
        return asked[-1]

    services = office.services
    jobs = Jobs(services, Webhooks(services.pulses, clock, {"telegram": ask}))
    for _ in range(2):
        await jobs.every_minute()
        clock.forward(minutes=1)
    assert len(asked) == 1
    assert (await office.hears(chief)).count("Telegram出了故障") == 1
    found = (await pulses(services))["telegram"]
    assert (found.error, found.error_at) == (NOT_DELIVERED, now)
    clock.forward(minutes=2)
    await jobs.every_minute()
    assert "已恢复" in await office.hears(chief)


@pytest.mark.parametrize(
    ("pending", "failed", "error"),
    [(MANY, None, BACKLOG), (MANY - 1, None, ""), (1, timedelta(minutes=11), ""),
     (1, timedelta(minutes=9), NOT_DELIVERED), (0, timedelta(minutes=1), "")],
)  # fmt: skip
async def test_what_counts_as_trouble_of_a_webhook(
    pending: int, failed: timedelta | None, error: str, services: Services, clock: StandingClock
) -> None:
    async def ask() -> Hook:
        return Hook(pending, clock.now() - failed if failed is not None else None)

    await Webhooks(services.pulses, clock, {"telegram": ask}).look()
    assert (await pulses(services))["telegram"].error == error


async def test_a_webhook_that_cannot_be_asked_about_is_a_trouble(services: Services, clock: StandingClock) -> None:
    """And the other one is asked all the same."""

    async def broken() -> Hook:
        raise OSError("https://bot:token@host")

    async def good() -> Hook:
        return Hook(0, None)

    await Webhooks(services.pulses, clock, {"telegram": broken, "staff": good}).look()
    found = await pulses(services)
    assert (found["telegram"].error, found["staff"].polled_at) == ("OSError", clock.now())


async def test_bots_with_a_webhook_are_asked_about_and_polled_ones_are_not(services: Services) -> None:
    for url, channels in (("https://fenliu.example.cn", ["telegram", "staff"]), ("", [])):
        settings = services.settings.model_copy(update={"public_url": url})
        bots = Bots(replace(services, settings=settings), Role.WORKER)
        assert bots.staff is not None
        assert bots.staff.jobs.webhooks is not None
        assert list(bots.staff.jobs.webhooks.asks) == channels
        await bots.close()


async def test_a_pulse_that_could_not_be_written_is_written_later(
    services: Services, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.pulses.trouble("telegram", "TimedOut")

    async def away(_new: object) -> None:
        services.pulses.heard("telegram", 1)
        raise OperationalError("", {}, OSError())

    with monkeypatch.context() as patch:
        patch.setattr(services.pulses, "_write", away)
        with pytest.raises(OperationalError):
            await services.pulses.write()
    (found,) = (await pulses(services)).values()
    assert (found.error, found.update_at) == ("TimedOut", clock.now())
