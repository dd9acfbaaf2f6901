"""Handoffs are looked after where there is no staff bot: called out on the desk, taken from who went home, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.bots import Bots
from bot.conversations import OUTBOX, TALK
from bot.handoff_rounds import HandoffRounds
from bot.pages.staff.desk.queue import Queue, counts_for
from bot.roles import Role
from bot.services import Services
from bot.staff_post import CHANNEL
from bot.working import working
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff
from tests.bot.desk.conftest import Office
from tests.bot.night_shift import at
from tests.orders.colleagues import hire

GONE = "刚才的同事这会儿离开了"


@pytest.fixture
def office(services: Services) -> Office:
    """On a Monday morning, with residents on the page only."""
    office = Office(services)
    office.clock.at = at("2026-11-23 09:00")
    return office


async def five(office: Office, moment: str) -> None:
    """Five processes make their round in the same moment."""
    office.clock.at = at(moment)
    await asyncio.gather(*(HandoffRounds(office.services).once() for _ in range(5)))


async def steps(office: Office, number: int) -> list[str]:
    """What happened to a handoff."""
    async with office.services.database.reading() as session:
        book = HandoffBook(session, office.clock)
        return [one.what for one in await book.events(await book.get(number))]


async def hears(office: Office, account: str) -> str:
    """What a resident was told."""
    async with office.services.database.reading() as session:
        wanted = select(OUTBOX.c.reply).join(TALK, TALK.c.id == OUTBOX.c.conversation_id)
        rows = (await session.execute(wanted.where(TALK.c.account == account).order_by(OUTBOX.c.seq))).scalars()
        return "\n".join(row["text"] for row in rows)


async def to_staff(office: Office) -> int:
    """How many messages to the staff bot were written."""
    async with office.services.database.reading() as session:
        wanted = select(func.count()).select_from(OUTBOX).join(TALK, TALK.c.id == OUTBOX.c.conversation_id)
        return int((await session.execute(wanted.where(TALK.c.channel == CHANNEL))).scalar_one())


async def test_what_nobody_takes_is_called_out_on_the_desk(office: Office, services: Services) -> None:
    """By five processes once; nothing lies in the outbox of a bot that is not there."""
    await office.desk("李四", "li.si", "supervisor")
    async with services.database.writing() as session, session.begin():
        await hire(StaffBook(session, office.clock), "张三", "supervisor")  # joined when there was a bot
    number = await office.asks("v1")
    await five(office, "2026-11-23 09:09")
    assert (await office.handoff(number)).escalated == 0
    await five(office, "2026-11-23 09:10")
    assert (await steps(office, number)).count("escalated") == 1
    async with services.database.reading() as session:
        queue = Queue(session, services.cards)
        (line,) = await queue.lines("overdue", 0)
        counts = counts_for(await queue.groups(), 0, chief=True)
    assert (line.id, line.grade, line.risk) == (number, "late", "超过时限没人受理")
    assert (counts.overdue, counts.called) == (1, office.clock.now())
    assert await to_staff(office) == 0


async def test_who_went_home_loses_it_and_the_resident_hears(office: Office, services: Services) -> None:
    """Claimed on the page, and no sign of life for an hour: it waits for anybody, once, and is called out again."""
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    await five(office, "2026-11-23 09:59")
    assert (await office.handoff(number)).status == "claimed"
    await five(office, "2026-11-23 10:00")
    now = await office.handoff(number)
    assert (now.status, now.staff_id) == ("waiting", None)
    assert (await steps(office, number)).count("put_back") == 1
    assert (await hears(office, "v1")).count(GONE) == 1
    async with services.database.reading() as session:
        (line,) = await Queue(session, services.cards).lines("waiting", 0)
    assert (line.id, line.back) == (number, True)
    await five(office, "2026-11-23 10:10")
    assert (await steps(office, number))[-2:] == ["put_back", "escalated"]


async def test_typing_keeps_the_claim_and_hides_nothing(office: Office) -> None:
    """A long answer is written in peace; the supervisor still sees that the resident waits."""
    desk, other = await office.desk("李四", "li.si"), await office.desk("王五", "wang.wu")
    number = await office.asks("v1")
    await desk.claim(number)
    office.clock.at = at("2026-11-23 09:50")
    await desk.typing(number)
    await five(office, "2026-11-23 10:00")
    await five(office, "2026-11-23 10:49")
    assert (await office.handoff(number)).status == "claimed"
    assert (await office.handoff(number)).escalated == 2
    await other.typing(number)  # in a page that lay open: not theirs to keep
    await five(office, "2026-11-23 10:50")
    assert (await office.handoff(number)).status == "waiting"


async def test_an_answer_in_time_keeps_it(office: Office) -> None:
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    office.clock.at = at("2026-11-23 09:59")
    await desk.say(number, "在看了", "t")
    await five(office, "2026-11-23 12:00")
    assert (await office.handoff(number)).status == "claimed"
    assert GONE not in await hears(office, "v1")


async def test_with_a_bot_each_is_told_once(office: Office, services: Services) -> None:
    """The same round, in five processes that may all write to it."""
    async with services.database.writing() as session, session.begin():
        await hire(StaffBook(session, office.clock), "张三", "supervisor")
    await office.asks("v1")
    token = services.settings.model_copy(update={"staff_token": SecretStr("77:" + "a" * 35)})
    office.clock.at = at("2026-11-23 09:10")
    there = replace(services, settings=token)
    await asyncio.gather(*(HandoffRounds(there).once() for _ in range(5)))
    assert await to_staff(office) == 1


@pytest.mark.parametrize(("role", "made"), [(Role.WORKER, True), (Role.ALL, True), (Role.WEB, False)])
async def test_whoever_works_in_the_background_makes_the_rounds(
    role: Role, made: bool, office: Office, services: Services
) -> None:
    """As soon as the process is there."""
    number = await office.asks("v1")
    office.clock.at = at("2026-11-23 09:30")
    async with working(services, role, Bots(services, role)):
        for _ in range(100 if made else 5):
            await asyncio.sleep(0.05)
            if (await office.handoff(number)).escalated:
                break
    assert bool((await office.handoff(number)).escalated) is made


async def test_a_step_that_breaks_keeps_no_other_from_being_made(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_rounds: HandoffRounds) -> None:
        raise RuntimeError

    monkeypatch.setattr(HandoffRounds, "escalate", broken)
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    await five(office, "2026-11-23 10:00")
    found: Handoff = await office.handoff(number)
    assert found.status == "waiting"
