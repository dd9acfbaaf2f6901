"""What leaves: in order, at least once, never again when it is known to be sent, and never over a person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from bot.conversations import OUTBOX, TALK, Conversations
from bot.database import Database
from bot.delivery import Refused, TryLater
from bot.outbox import GIVE_UP, Sender
from bot.turns import Turns
from bot.under_way import until_quiet
from bot.wake import Wake
from config.region import Region
from handlers.message import Reply
from orders.book import OrderBook
from orders.tables import Staff
from tests.bot.test_turns import message
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import StandingClock


class Line:
    """A channel of which every answer is written beforehand: an error to raise, or None for a yes."""

    def __init__(self) -> None:
        self.answers: list[Exception | None] = []
        self.sent: list[tuple[str, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.called = asyncio.Event()

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Any]:
        """A line is a part."""
        return reply.text.split("\n")

    async def send(self, account: str, part: Any) -> str:
        """Waits at the gate, then does as it was told."""
        self.called.set()
        await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.sent.append((account, part))
        return str(len(self.sent))

    @property
    def texts(self) -> list[str]:
        """What arrived."""
        return [text for _, text in self.sent]


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def turns(database: Database, region: Region, clock: StandingClock) -> Turns:
    return Turns(database, TinyDesk(), region, clock, last_resort())


@pytest.fixture
def sender(turns: Turns, line: Line) -> Sender:
    return Sender(turns.database, turns.clock, Wake(turns.database), turns.region, {"telegram": line})


async def say(turns: Turns, *texts: str, account: str = "visitor-1") -> None:
    for number, text in enumerate(texts):
        await turns.take(message(text, f"{account}-{text}-{number}", account=account, channel="telegram"))


async def rows(database: Database) -> Sequence[Row[Any]]:
    async with database.reading() as session:
        return (await session.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()


async def held(database: Database, by: int | None) -> None:
    async with database.writing() as session, session.begin():
        await session.execute(update(TALK).values(held_by=by))


async def test_replies_leave_in_order_and_once(turns: Turns, sender: Sender, line: Line) -> None:
    """And what is kept of them is masked from then on."""
    await say(turns, "一", "打13812345678", "三")
    await sender.send_all()
    await sender.send_all()
    assert line.texts == ["第1句：一", "第2句：打13812345678", "第3句：三"]
    kept = await rows(turns.database)
    assert [row.reply["text"] for row in kept] == ["第1句：一", "第2句：打138****5678", "第3句：三"]
    assert [(row.try_at, row.sending_until, row.refs) for row in kept] == [(None, None, [str(n)]) for n in (1, 2, 3)]


async def test_a_passing_trouble_holds_up_its_conversation_alone(
    turns: Turns, sender: Sender, line: Line, clock: StandingClock
) -> None:
    """What comes after waits behind it, so that order holds; others go on; later all of it leaves."""
    await say(turns, "一", "二")
    line.answers = [TryLater("TelegramServerError")]
    await sender.send_all()
    await say(turns, "甲", account="visitor-2")
    await sender.send_all()
    assert line.sent == [("visitor-2", "第1句：甲")]
    clock.forward(minutes=1)
    await sender.send_all()
    assert line.texts == ["第1句：甲", "第1句：一", "第2句：二"]


async def test_too_many_requests_are_waited_out(
    turns: Turns, sender: Sender, line: Line, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For as long as the channel asked."""
    monkeypatch.setattr("bot.outbox.time.monotonic", lambda: clock.now().timestamp())
    await say(turns, "一")
    line.answers = [TryLater("TelegramRetryAfter", 90.0)]
    await sender.send_all()
    clock.forward(minutes=1)
    await sender.send_all()
    assert line.sent == []
    clock.forward(minutes=1)
    await sender.send_all()
    assert line.texts == ["第1句：一"]


async def test_a_blocked_person_never_stops_the_queue(turns: Turns, sender: Sender, line: Line) -> None:
    """Refused for good: on the list of dead letters with the reason, whole; the next is tried at once."""
    await say(turns, "打13812345678", "二")
    line.answers = [Refused("Forbidden", "对方停用了机器人。")]
    await sender.send_all()
    assert line.texts == ["第2句：二"]
    dead = (await rows(turns.database))[0]
    assert (dead.error, dead.sent_at, dead.try_at) == ("对方停用了机器人。", None, None)
    assert dead.dead_at is not None
    assert dead.reply["text"] == "第1句：打13812345678"


async def test_what_fails_for_a_day_goes_to_a_person(
    turns: Turns, sender: Sender, line: Line, clock: StandingClock
) -> None:
    await say(turns, "一")
    line.answers = [OSError(), RuntimeError("odd")]
    await sender.send_all()
    clock.forward(minutes=GIVE_UP // timedelta(minutes=1) + 1)
    await sender.send_all()
    assert "一天都没有送达" in (await rows(turns.database))[0].error


async def test_a_long_reply_goes_on_where_it_broke(
    turns: Turns, sender: Sender, line: Line, clock: StandingClock
) -> None:
    """Parts that arrived are not sent again, not even by another process."""
    await say(turns, "一\n二\n三")
    line.answers = [None, TryLater("TelegramNetworkError")]
    await sender.send_all()
    clock.forward(minutes=1)
    other = Sender(turns.database, turns.clock, Wake(turns.database), turns.region, {"telegram": line})
    await other.send_all()
    assert line.texts == ["第1句：一", "二", "三"]


async def test_a_process_that_died_while_sending_is_replaced(
    turns: Turns, sender: Sender, line: Line, clock: StandingClock
) -> None:
    """Its mark runs out; until then nobody else sends the same."""
    await say(turns, "一")
    number = (await sender._ready())[0]
    assert await sender._take(number) is not None
    await sender.send_all()
    assert line.sent == []
    clock.forward(minutes=1)
    await sender.send_all()
    assert line.texts == ["第1句：一"]


async def test_a_person_who_has_the_conversation_is_not_spoken_over(turns: Turns, sender: Sender, line: Line) -> None:
    """What was written before is withheld when it would leave; what is written meanwhile, too; the worker's passes."""
    await say(turns, "一")
    await held(turns.database, 7)
    async with turns.database.writing() as session, session.begin():
        conversations = Conversations(session)
        talk = await conversations.lock("telegram", "visitor-1", turns.clock.now())
        await turns.post(session, talk, [Reply("机器人说话")])
        await turns.post(session, talk, [Reply("我是小王")], author="3")
        await conversations.save(talk, turns.clock.now())
    await sender.send_all()
    assert line.texts == ["我是小王"]
    assert [row.withheld_at is not None for row in await rows(turns.database)] == [True, True, False]
    await held(turns.database, None)
    await sender.send_all()
    assert line.texts == ["我是小王"]


async def test_a_claim_waits_for_what_is_under_way(turns: Turns, sender: Sender, line: Line) -> None:
    """The word that left before the claim arrives before the claim is told."""
    await say(turns, "一")
    line.gate.clear()
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(sender.send_all())
        await line.called.wait()
        number = (await rows(turns.database))[0].conversation_id
        quiet = tasks.create_task(until_quiet(turns.database, turns.clock, number))
        await asyncio.sleep(0.1)
        assert not quiet.done()
        line.gate.set()
        await sending
    assert line.texts == ["第1句：一"]


async def test_two_processes_send_each_reply_once(turns: Turns, line: Line) -> None:
    senders = [
        Sender(turns.database, turns.clock, Wake(turns.database), turns.region, {"telegram": line}) for _ in range(2)
    ]
    for number in range(10):
        await say(turns, "一", "二", account=f"visitor-{number}")
    await asyncio.gather(*(one.send_all() for one in senders))
    await senders[0].send_all()
    assert sorted(line.sent) == sorted(
        (f"visitor-{number}", text) for number in range(10) for text in ("第1句：一", "第2句：二")
    )


async def test_what_is_under_way_when_the_process_ends_is_finished(turns: Turns, sender: Sender, line: Line) -> None:
    """A deploy sends nothing twice: what has begun is noted, what has not begun is left to the next process."""
    await say(turns, "一", "二")
    line.gate.clear()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run())
        await line.called.wait()
        ending = tasks.create_task(sender.finish())
        await asyncio.sleep(0.05)
        line.gate.set()
        await ending
    assert line.texts == ["第1句：一"]
    kept = await rows(turns.database)
    assert [row.sent_at is not None for row in kept] == [True, False]
    assert [row.sending_until for row in kept] == [None, None]


async def test_what_must_not_be_missed_is_shown_to_who_has_the_resident(
    turns: Turns, sender: Sender, line: Line
) -> None:
    """An order number that was withheld reaches the worker, to be passed on."""
    database, now = turns.database, turns.clock.now()
    await say(turns, "确认")
    async with database.writing() as session, session.begin():
        session.add(Staff(id=3, name="小王", role="worker", account="900", created_at=now))
        book = OrderBook(session, turns.region, turns.clock)
        handoff = await book.hand_off({"channel": "telegram", "account": "visitor-1"}, "居民要求", "k")
        handoff.staff_id, handoff.status = 3, "claimed"
        number = handoff.id
    await held(database, number)
    await sender.send_all()
    async with database.reading() as session:
        mine = select(OUTBOX.c.reply).join(TALK, TALK.c.id == OUTBOX.c.conversation_id).where(TALK.c.account == "900")
        (told,) = (await session.execute(mine)).scalars().all()
    assert "请您转告" in told["text"]
    assert dict(told["rows"])["number"].startswith("20261122-")
    assert line.sent == []


async def test_a_worker_whose_words_were_refused_is_told(turns: Turns, sender: Sender, line: Line) -> None:
    """At once, with the reason: they may call instead."""
    database, now = turns.database, turns.clock.now()
    async with database.writing() as session, session.begin():
        session.add(Staff(id=3, name="小王", role="worker", account="900", created_at=now))
        conversations = Conversations(session)
        talk = await conversations.lock("telegram", "visitor-1", now)
        await turns.post(session, talk, [Reply("您好，我是小王")], author="3")
        await conversations.save(talk, now)
    line.answers = [Refused("Forbidden", "对方停用了机器人。")]
    await sender.send_all()
    async with database.reading() as session:
        mine = select(OUTBOX.c.reply).join(TALK, TALK.c.id == OUTBOX.c.conversation_id).where(TALK.c.account == "900")
        (told,) = (await session.execute(mine)).scalars().all()
    assert "这句没有送到居民：“您好，我是小王”" in told["text"]
    assert "对方停用了机器人。" in told["text"]
