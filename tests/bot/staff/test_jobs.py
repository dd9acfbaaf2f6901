"""What happens by itself: escalation, leases, dead letters and troubles, each told once, by any number of processes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.staff.jobs import Jobs
from bot.handoff_rounds import HandoffRounds
from bot.tables import Pulse
from tests.bot.night_shift import at
from tests.bot.staff.conftest import RESIDENTS, Office
from tests.fakes.bot_api import FakeUser

MONDAY = "2026-11-23 09:00"


@pytest.fixture
async def chief(office: Office) -> FakeUser:
    """A supervisor, on a Monday morning after the digest."""
    office.clock.at = at(MONDAY)
    person = await office.hire(903, "赵六", "supervisor")
    await office.staff.jobs.every_minute()
    await office.hears(person)
    return person


async def minute(office: Office, **later: float) -> None:
    """Time goes on, and two processes make their rounds and run their jobs at once."""
    office.clock.forward(**later)
    both = (office.rounds.once(), HandoffRounds(office.services).once())
    await asyncio.gather(*both, office.staff.jobs.every_minute(), Jobs(office.services).every_minute())


async def pulse(office: Office, **values: Any) -> None:
    async with office.services.database.writing() as session, session.begin():
        await session.merge(Pulse(channel="telegram", **values))


async def test_what_nobody_takes_reaches_the_supervisor_once(office: Office, chief: FakeUser, zhang: FakeUser) -> None:
    await office.asks(1)
    await minute(office, minutes=9)
    assert "还没有人受理" not in await office.hears(chief)
    await minute(office, minutes=1)
    await minute(office)
    assert (await office.hears(chief)).count("还没有人受理") == 1
    assert "受理" in office.last(chief).labels
    assert "还没有人受理" not in await office.hears(zhang)


async def test_who_vanished_loses_it(office: Office, chief: FakeUser, zhang: FakeUser) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await minute(office, minutes=15)
    assert "居民在等您答复" in await office.hears(zhang)
    await minute(office, minutes=60)
    assert "退回等候" in await office.hears(zhang)
    assert "刚才的同事这会儿离开了" in await office.hears(li)
    assert await office.held_by(zhang) == []


async def test_a_blocked_resident_is_a_dead_letter_told_once_and_sent_again(
    office: Office, chief: FakeUser, zhang: FakeUser
) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    li.blocks()
    await office.says(zhang, "您好")
    await minute(office, seconds=60)
    await minute(office, seconds=60)
    heard = await office.hears(chief)
    assert heard.count("没送到：“您好”") == 1
    li.unblocks()
    assert "马上再发一次" in await office.taps(chief, "重发")
    assert "您好" in await office.hears(li)
    assert "没有送不到" in await office.says(chief, "/dead")


async def test_a_dead_letter_can_be_laid_aside(office: Office, zhang: FakeUser) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    li.blocks()
    await office.says(zhang, "您好")
    assert "没送到：“您好”" in await office.says(zhang, "/dead")
    assert "已放下" in await office.taps(zhang, "放下")
    assert "没有送不到" in await office.says(zhang, "/dead")


async def test_a_trouble_is_told_once_and_its_end_too(office: Office, chief: FakeUser) -> None:
    """Also while it goes on and off; anew when it comes back after it was calm."""
    await pulse(office, error="TelegramNetworkError", error_at=office.clock.now())
    for _ in range(3):
        await minute(office, seconds=60)
    assert (await office.hears(chief)).count("出了故障") == 1
    polled = office.clock.now()
    await pulse(office, error="", polled_at=polled)
    await minute(office, seconds=60)
    await minute(office, seconds=60)
    assert (await office.hears(chief)).count("已恢复") == 1
    await pulse(office, error="TelegramNetworkError", error_at=office.clock.now(), polled_at=polled)
    await minute(office, seconds=60)
    assert await office.hears(chief) == ""
    await minute(office, minutes=4)
    assert (await office.hears(chief)).count("连不上") == 1
    assert "要留意" in await office.says(chief, "/health")


async def test_what_does_not_leave_is_told(office: Office, chief: FakeUser) -> None:
    office.api.fail("sendMessage", status=500, times=None, token=RESIDENTS)
    office.api.user(1, token=RESIDENTS).says("你好")
    await office.all()
    await minute(office, minutes=3)
    assert "消息等了 3 分钟 还没发出去" in await office.hears(chief)


async def test_the_job_queue_runs_the_jobs(office: Office, zhang: FakeUser) -> None:
    """The real queue has them, once a minute."""
    queue = office.staff.application.job_queue
    assert queue is not None
    await office.asks(1)
    (job,) = queue.jobs()
    assert job.job.trigger.interval == timedelta(minutes=1)
    office.clock.at = at("2026-11-24 09:00")
    await job.run(office.staff.application)
    assert "今天的情况" in await office.hears(zhang)


async def test_a_job_that_breaks_keeps_no_other_from_running(
    office: Office, chief: FakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_jobs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Jobs, "digest", broken)
    monkeypatch.setattr(HandoffRounds, "remind", broken)
    await office.asks(1)
    await minute(office, minutes=10)
    assert "还没有人受理" in await office.hears(chief)


async def test_a_colleague_who_stopped_the_bot_is_one_event(office: Office, chief: FakeUser) -> None:
    """Also where it is the supervisor: the notice of the notice of it does not go on for ever."""
    wang = await office.hire(902, "王五", "supervisor")
    wang.blocks()
    await office.asks(1)
    await minute(office, minutes=10)
    for _ in range(5):
        await office.all()
        await minute(office, seconds=60)
    assert (await office.hears(chief)).count("没送到：") == 1
    assert len(await office.services.dead_letters.list()) <= 4


@pytest.mark.parametrize(("given", "told"), [({}, True), ({"public_url": "https://fenliu.example.cn"}, False)])
async def test_a_channel_that_is_pushed_to_may_be_quiet(
    given: dict[str, str], told: bool, office: Office, chief: FakeUser
) -> None:
    """Only one that is polled has to answer all the time."""
    settings = office.services.settings.model_copy(update=given)
    long_ago = office.clock.now() - timedelta(hours=3)
    await pulse(office, polled_at=long_ago, update_at=long_ago)
    await Jobs(replace(office.services, settings=settings)).every_minute()
    assert ("连不上" in await office.hears(chief)) is told
