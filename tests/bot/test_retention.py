"""Forgetting takes what is old and leaves what somebody still needs: a conversation in hand, a word on its way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import INBOX, OUTBOX, TALK
from bot.forgetting import Forgetting
from bot.leases import Leases
from bot.retention import LEASE
from bot.services import Services
from bot.staff_post import Once
from bot.tables import ConversationRow, Inbox, Outbox
from handlers.message import Reply
from orders.book import OrderBook
from orders.case_tables import Case, Notice
from orders.staff import StaffBook
from orders.tables import ContactRecord, Handoff, Staff
from tests.bot.test_turns import count, message, texts
from tests.conftest import NOON, StandingClock
from tests.orders.colleagues import hire


async def claimed(services: Services, channel: str) -> tuple[Handoff, Staff]:
    """A resident asked for a person, and one took it."""
    await services.turns.take(message("人工 我家住在槐花路", channel=channel))
    async with services.database.writing() as session, session.begin():
        zhang = await hire(StaffBook(session, services.clock), "张三")
    return await services.people.claim(Once("chat-张三", "claim", NOON), 1, zhang), zhang


async def rows(services: Services, table: Any, **where: Any) -> list[Any]:
    wanted = select(table).where(*(getattr(table, name) == value for name, value in where.items()))
    async with services.database.reading() as session:
        return list((await session.execute(wanted)).scalars())


async def says(services: Services, words: str, number: str, channel: str = "web") -> list[str]:
    """What the bot answers."""
    return texts(await services.turns.take(message(words, number, channel=channel)))


async def later(services: Services) -> int:
    """Forgets what is old when all that is there is."""
    clock: Any = services.clock
    clock.forward(days=services.settings.keep_days + 1)
    return await services.retention.forget_old()


async def test_clearing_while_a_person_has_it_empties_it_and_the_bot_stays_silent(services: Services) -> None:
    """The worker talks on; words, state and keys of before are gone, and what comes next is relayed."""
    handoff, zhang = await claimed(services, "web")
    (before,) = await rows(services, ConversationRow, channel="web")
    await services.retention.forget("web", "visitor-1")
    (after,) = await rows(services, ConversationRow, channel="web")
    assert (after.held_by, after.state) == (handoff.id, {})
    assert after.token != before.token
    assert await rows(services, Inbox, conversation_id=after.id) == []
    assert await rows(services, Outbox, conversation_id=after.id) == []
    await services.people.say(Once("chat-张三", "u2", NOON), 1, zhang, Reply("您好"))
    assert await says(services, "在吗", "m2") == []


async def test_a_held_conversation_is_never_too_old(services: Services) -> None:
    handoff, _ = await claimed(services, "web")
    await later(services)
    (kept,) = await rows(services, ConversationRow, channel="web")
    assert kept.held_by == handoff.id
    assert await says(services, "在吗", "m2") == []


async def test_a_conversation_that_is_begun_anew_belongs_to_who_holds_the_resident(services: Services) -> None:
    """However its row went: the bot does not speak over the worker."""
    handoff, zhang = await claimed(services, "web")
    async with services.database.writing() as session, session.begin():
        await session.execute(TALK.delete().where(TALK.c.channel == "web"))
    assert await says(services, "在吗", "m2") == []
    (fresh,) = await rows(services, ConversationRow, channel="web")
    assert fresh.held_by == handoff.id
    await services.people.end(Once("chat-张三", "u2", NOON), 1, zhang, "answered")
    assert await says(services, "在吗", "m3") == ["第1句：在吗"]


async def test_what_waits_is_late_and_not_forgotten(services: Services) -> None:
    """A message that nobody answered, and an answer that did not leave."""
    await services.intake.accept(message("在吗", account="untaken", channel="telegram"), place=1)
    await services.turns.take(message("在吗", account="unsent", channel="telegram"))
    assert await later(services) == 0
    (untaken,) = [row for row in await rows(services, Inbox) if row.done_at is None]
    assert untaken.body["text"] == "在吗"
    (unsent,) = await rows(services, Outbox)
    assert unsent.try_at is not None
    async with services.database.writing() as session, session.begin():
        await session.execute(update(OUTBOX).values(try_at=None, sent_at=NOON))
        await session.execute(update(INBOX).values(done_at=NOON))
    assert await services.retention.forget_old() == 2


async def test_old_words_go_where_people_still_talk(services: Services, clock: StandingClock) -> None:
    """With the resident who writes regularly, and with the worker who is written to daily."""
    _, zhang = await claimed(services, "telegram")
    await services.turns.take(message("我住槐花路三号", "m2", channel="telegram"))
    async with services.database.writing() as session, session.begin():
        await session.execute(update(OUTBOX).values(try_at=None, sent_at=NOON))
    assert any("槐花路" in str(row.reply) for row in await rows(services, Outbox))
    clock.forward(days=services.settings.keep_days)
    await services.people.say(Once("chat-张三", "u2", clock.now()), 1, zhang, Reply("还在办"))
    await services.turns.take(message("好", "m3", channel="telegram"))
    assert await services.retention.forget_old() == 0
    assert any("槐花路" in str(row.reply) for row in await rows(services, Outbox))
    clock.forward(days=1)
    await services.retention.forget_old()
    assert not any("槐花路" in str(row.reply) for row in await rows(services, Outbox))
    assert "槐花路" not in "".join(row.text for row in await rows(services, Inbox))
    assert "好" in [row.text for row in await rows(services, Inbox)]
    assert len(await rows(services, ConversationRow)) == 2


async def test_a_letter_that_nobody_looked_at_is_laid_aside_masked(services: Services, clock: StandingClock) -> None:
    """Its reply holds the number whole only as long as it may be sent again."""
    await services.turns.take(message("回电13812345678", channel="telegram"))
    async with services.database.writing() as session, session.begin():
        await session.execute(update(OUTBOX).values(try_at=None, dead_at=clock.now()))
    clock.forward(days=services.settings.keep_days - 1)
    assert await services.dead_letters.lay_aside_old(NOON, 10) == 0
    assert await services.retention.forget_old() == 0
    clock.forward(days=2)
    assert await services.dead_letters.lay_aside_old(clock.now(), 10) == 1
    (row,) = await rows(services, Outbox)
    assert "13812345678" not in str(row.reply)
    assert (row.dead_at, row.withheld_at) == (None, clock.now())
    assert await services.retention.forget_old() == 1
    assert await count(services.database, Outbox) == 0


async def test_forgetting_goes_in_small_steps(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than one transaction takes; all of them go, and a turn has its chance between any two steps."""
    monkeypatch.setattr("bot.forgetting.BATCH", 2)
    for number in range(9):
        await services.turns.take(message("确认", account=f"visitor-{number}"))
    began = _count_transactions(services, monkeypatch)
    assert await later(services) == 9
    assert len(began) > 4 * 5
    assert await count(services.database, Inbox) == await count(services.database, Outbox) == 0
    assert {row.what for row in await rows(services, ContactRecord)} == {""}


def _count_transactions(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    began: list[int] = []
    writing = services.database.writing

    def counted() -> AsyncSession:
        began.append(1)
        return writing()

    monkeypatch.setattr(services.database, "writing", counted)
    return began


async def test_of_several_processes_one_forgets(services: Services) -> None:
    await services.turns.take(message("你好"))
    other = Leases(services.database, services.clock)
    services.clock.forward(days=services.settings.keep_days + 1)  # type: ignore[attr-defined]
    assert await other.hold(LEASE, 60)
    assert await services.retention.forget_old() == 0
    await other.drop(LEASE)
    assert await services.retention.forget_old() == 1
    assert await other.hold(LEASE, 60)


async def test_turns_and_forgetting_at_once_lose_nothing(services: Services, clock: StandingClock) -> None:
    """A resident who comes back in this very moment finds the old conversation or a new one, and is answered."""
    for number in range(6):
        await services.turns.take(message("你好", account=f"visitor-{number}"))
    clock.forward(days=services.settings.keep_days + 1)
    coming = [services.turns.take(message("在吗", "m2", account=f"visitor-{number}")) for number in range(6)]
    *answered, _ = await asyncio.gather(*coming, services.retention.forget_old())
    assert all(answered)
    assert sorted({row.account for row in await rows(services, ConversationRow)}) == [f"visitor-{n}" for n in range(6)]
    assert len([row for row in await rows(services, Inbox) if row.message_id == "m2"]) == 6


async def test_many_contact_records_lose_their_words(services: Services) -> None:
    """Each of its own decision; the last step finds nothing and ends."""
    async with services.database.writing() as session, session.begin():
        book = OrderBook(session, services.region, services.clock)
        for number in range(7):
            decision = {"card": f"card-{number}", "words": ["我"]}
            await book.record(channel="web", account="a", what=f"第{number}次", decision=decision)
    await Forgetting(services.database, services.region, services.clock).person("web", "a")
    left = await rows(services, ContactRecord)
    assert {row.what for row in left} == {""}
    assert sorted(row.decision["card"] for row in left) == [f"card-{number}" for number in range(7)]
    assert all("words" not in row.decision for row in left)


async def test_what_was_told_of_orders_and_cards_of_councils_are_forgotten(services: Services) -> None:
    """A notice that waits stays; the steps of a case stay, its card with name and number does not."""
    now = services.clock.now()
    to: dict[str, Any] = {"channel": "web", "account": "visitor-1", "key": "accepted", "created_at": now}
    async with services.database.writing() as session, session.begin():
        session.add(Notice(values={"result": "王芳家"}, sent_at=now, **to))
        session.add(Notice(values={"number": "2"}, due_at=now, **to))
        case: dict[str, Any] = {"kind": "council", "state": "done", "opened_at": now, "ended_at": now}
        session.add(Case(receipt="C1", key="k1", data={"card": {"name": "王芳"}, "goes_along": ["name"]}, **case))
        session.add(Case(receipt="C3", key="k3", data={"card": {"why": "王芳说"}}, **(case | {"kind": "objection"})))
        session.add(Case(receipt="C2", key="k2", data={"card": {"name": "李强"}}, **(case | {"ended_at": None})))
    await later(services)
    assert [notice.values for notice in await rows(services, Notice)] == [{"number": "2"}]
    kept = {one.receipt: one.data for one in await rows(services, Case)}
    assert kept == {"C1": {"goes_along": ["name"]}, "C2": {"card": {"name": "李强"}}, "C3": {}}
