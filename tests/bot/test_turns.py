"""A message is on disk before it is answered, is answered once, and survives the process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import Conversations, Posted, Said
from bot.database import Database
from bot.reply_json import reply_from_json, reply_to_json
from bot.tables import ConversationRow, Inbox, Outbox
from bot.turns import Turns
from config.clock import Clock
from config.log import set_up_logging
from config.region import Region
from handlers.message import Attachment, Incoming, Location, Option, Reply, Turn
from handlers.state import Conversation
from orders.tables import ContactRecord, Handoff, Order
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import NOON


def message(said: str, number: str = "m1", account: str = "visitor-1", channel: str = "web") -> Incoming:
    return Incoming(channel=channel, account=account, message_id=number, received_at=NOON, text=said)


def texts(posted: Sequence[Posted]) -> list[str]:
    return [one.reply.text for one in posted]


async def count(database: Database, table: type) -> int:
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.fixture
def turns(database: Database, region: Region, clock: Clock) -> Turns:
    return Turns(database, TinyDesk(), region, clock, last_resort())


async def test_a_conversation_goes_on_from_turn_to_turn(turns: Turns) -> None:
    """State and sequence numbers carry over; conversations do not mix."""
    first = await turns.take(message("你好", "m1"))
    second = await turns.take(message("在吗", "m2"))
    other = await turns.take(message("你好", "m1", account="visitor-2"))
    assert texts(first) + texts(second) + texts(other) == ["第1句：你好", "第2句：在吗", "第1句：你好"]
    assert [first[0].seq, second[0].seq, other[0].seq] == [2, 4, 2]


async def test_the_same_message_twice_is_one_message(turns: Turns, database: Database) -> None:
    """The second gets the same replies, and the desk is not asked again."""
    first = await turns.take(message("确认"))
    again = await turns.take(message("确认"))
    assert first == again
    assert len(first) == 2
    assert isinstance(turns.desk, TinyDesk)
    assert turns.desk.answered == 1
    assert await count(database, Inbox) == 1


async def test_twenty_deliveries_at_once_are_one_message(turns: Turns, database: Database) -> None:
    answers = await asyncio.gather(*(turns.take(message("确认")) for _ in range(20)))
    assert len({tuple(texts(one)) for one in answers}) == 1
    assert (await count(database, Inbox), await count(database, Order)) == (1, 1)


async def test_two_taps_on_confirm_at_once_file_one_order(turns: Turns, database: Database) -> None:
    """Two different messages; the key of the matter keeps them one order, and both taps get its number."""
    answers = await asyncio.gather(turns.take(message("确认", "tap-1")), turns.take(message("确认", "tap-2")))
    numbers = {dict(posted[-1].reply.rows)["number"] for posted in answers}
    assert len(numbers) == 1
    assert (await count(database, Inbox), await count(database, Order)) == (2, 1)


async def test_two_processes_on_one_database_lose_nothing(database: Database, region: Region, clock: Clock) -> None:
    """Each process has locks of its own; the revision on disk makes one of them begin again."""
    processes = [Turns(database, TinyDesk(), region, clock, last_resort()) for _ in range(3)]
    answers = await asyncio.gather(*(processes[i % 3].take(message("在", f"m{i}")) for i in range(9)))
    assert sorted(texts(one)[0] for one in answers) == [f"第{i}句：在" for i in range(1, 10)]


async def test_one_message_to_two_processes_is_answered_once(database: Database, region: Region, clock: Clock) -> None:
    """A webhook delivered to both: the slower one finds the stored replies."""
    one, two = (Turns(database, TinyDesk(), region, clock, last_resort()) for _ in range(2))
    answers = await asyncio.gather(one.take(message("确认")), two.take(message("确认")))
    assert answers[0] == answers[1]
    assert (await count(database, Inbox), await count(database, Order)) == (1, 1)


async def test_a_conversation_survives_a_restart(database_url: str, region: Region, clock: Clock) -> None:
    """A new process on the same database goes on with the next sentence and still knows the last answer."""
    for number in (1, 2, 3):
        database = Database(database_url)
        await database.migrate()
        turns = Turns(database, TinyDesk(), region, clock, last_resort())
        if number > 1:
            assert texts(await turns.take(message("说", f"m{number - 1}"))) == [f"第{number - 1}句：说"]
        assert texts(await turns.take(message("说", f"m{number}"))) == [f"第{number}句：说"]
        await database.close()


class DyingSession(AsyncSession):
    """Stands for a process that is killed right before its transaction is on disk."""

    async def flush(self, objects: Sequence[object] | None = None) -> None:
        """Dies once an order has been written."""
        await super().flush(objects)
        if (await self.execute(text("SELECT count(*) FROM orders"))).scalar_one():
            raise asyncio.CancelledError


async def test_a_process_killed_before_the_commit_leaves_nothing(
    turns: Turns, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No order, no message, no reply; the same message sent again files exactly one order."""
    with monkeypatch.context() as patch:
        patch.setattr(database, "writing", lambda: DyingSession(database._writer, expire_on_commit=False))
        with pytest.raises(asyncio.CancelledError):
            await turns.take(message("确认"))
    assert [await count(database, table) for table in (Order, Inbox, Outbox, ConversationRow)] == [0, 0, 0, 0]
    await turns.take(message("确认"))
    assert [await count(database, table) for table in (Order, Inbox)] == [1, 1]


async def test_a_desk_that_breaks_hands_the_words_to_a_person(
    turns: Turns, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Danger first, then a receipt; once, however often it is sent; the conversation goes on from where it was."""
    set_up_logging()
    await turns.take(message("你好", "m1"))
    posted = await turns.take(message("坏 着火了 13812345678", "m2"))
    assert await turns.take(message("坏 着火了 13812345678", "m2")) == posted
    assert "119" in texts(posted)[0]
    receipt = dict(posted[-1].reply.rows)["回执号"]
    async with database.reading() as session:
        handoff = (await session.execute(select(Handoff))).scalar_one()
    assert (handoff.receipt, handoff.reason, handoff.account) == (receipt, "desk failed", "visitor-1")
    assert handoff.packet["words"] == ["坏 着火了 13812345678"]
    assert await count(database, Inbox) == 2
    assert texts(await turns.take(message("在吗", "m3"))) == ["第2句：在吗"]
    told = capsys.readouterr().err
    assert "desk failed" in told
    assert "13812345678" not in told


async def test_effects_without_end_leave_nothing_but_a_receipt(turns: Turns, database: Database) -> None:
    """What was half done is undone."""
    posted = await turns.take(message("不停"))
    assert [one.reply.kind for one in posted] == ["receipt"]
    assert (await count(database, Handoff), await count(database, ContactRecord)) == (1, 0)


async def test_a_database_that_does_not_answer_is_no_fault_of_the_desk(
    turns: Turns, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is handed over: the same message can be sent again."""

    def gone() -> AsyncSession:
        raise OperationalError("", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(database, "writing", gone)
        with pytest.raises(OperationalError):
            await turns.take(message("你好"))
    assert await count(database, Handoff) == 0
    assert texts(await turns.take(message("你好"))) == ["第1句：你好"]


async def test_effects_are_performed_and_reported(turns: Turns, database: Database) -> None:
    """Filing, handing over and looking up answer with their numbers; a record is silent."""
    filed = dict((await turns.take(message("确认", "m1")))[1].reply.rows)
    assert filed["unit"] == "示例市生态环境局"
    assert filed["due_at"].startswith("2026-12-11")
    handed = dict((await turns.take(message("人工", "m2")))[1].reply.rows)
    assert handed["receipt"].startswith("R20261122-0001-")
    looked = dict((await turns.take(message(f"查 {filed['number']} {filed['query_code']}", "m3")))[1].reply.rows)
    assert looked["status_zh"] == "已派单"
    assert [await count(database, table) for table in (Order, Handoff, ContactRecord)] == [1, 1, 1]


async def test_an_error_with_a_sentence_is_a_reply(turns: Turns, database: Database) -> None:
    """Out of scope and not found are told by the desk; the turn itself stands."""
    assert "不走热线工单" in texts(await turns.take(message("越界", "m1")))[1]
    assert "没有查到" in texts(await turns.take(message("查 999 ABC", "m2")))[1]
    assert (await count(database, Order), await count(database, Inbox)) == (0, 2)


async def test_the_outbox_waits_only_for_channels_that_must_be_sent(turns: Turns, database: Database) -> None:
    """The web page fetches its replies; a pushed channel finds them unsent."""
    await turns.take(message("你好"))
    await turns.take(message("你好", channel="telegram"))
    async with database.reading() as session:
        sent = [one.sent_at for one in (await session.execute(select(Outbox).order_by(text("id")))).scalars()]
    assert sent == [NOON, None]


async def test_history_has_both_sides_in_order_and_masks_numbers(turns: Turns, database: Database) -> None:
    photo = Attachment("photo", "photo-x.jpg")
    rich = Incoming(
        "web", "visitor-1", "m1", NOON, "打13812345678", attachments=(photo,), location=Location(31.3, 120.6)
    )
    await turns.take(rich)
    await turns.take(message("好", "m2"))
    async with database.reading() as session:
        conversations = Conversations(session)
        row = await conversations.find("web", "visitor-1")
        assert row is not None
        whole = await conversations.history(row, 0, 100)
        tail = await conversations.history(row, 2, 100)
        last = await conversations.history(row, 0, 1)
    assert [one.seq for one in whole] == [1, 2, 3, 4]
    assert whole[0] == Said(1, "m1", "打138****5678", "", ("photo-x.jpg",), located=True)
    assert (tail, last) == (whole[2:], whole[3:])


async def test_a_state_of_an_unknown_shape_does_not_stop_the_conversation(turns: Turns, database: Database) -> None:
    await turns.take(message("你好", "m1"))
    async with database.writing() as session, session.begin():
        await session.execute(update(ConversationRow).values(state={"version": 99, "step": "no such step"}))
    assert texts(await turns.take(message("在吗", "m2"))) == ["第1句：在吗"]


def test_replies_survive_json() -> None:
    reply = Reply("好", "order", (Option("a", "甲"),), (("工单号", "1"),), (("依据", "法"),))
    assert reply_from_json(reply_to_json(reply)) == reply
    assert Turn((reply,), Conversation.new()).effects == ()
