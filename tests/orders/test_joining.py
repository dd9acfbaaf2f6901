"""One matter, one number: voices join, keep their own code, and leave again; none is ever lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveNotAllowed
from orders.actor import RESIDENT, SYSTEM
from orders.book import OrderBook
from orders.case_tables import Alert, Notice
from orders.joining import Joining
from tests.orders.dispatching import DISPATCHER, dispatched, filed, handled, solve

SAME = "同一处工地，同一周夜里"


async def test_a_voice_joins_and_keeps_its_own_code(book: OrderBook) -> None:
    """重复并单: handled once under the lead's number; whoever joined looks it up with number and code of their own."""
    lead = await dispatched(book)
    voice = await filed(book, account="visitor-2")
    code = voice.query_code
    await Joining(book.life).merge(voice, lead, RESIDENT, SAME)
    assert (voice.status, voice.merged_into, lead.voices) == ("merged", lead.id, 2)
    assert (await book.find(voice.number, code)).id == voice.id
    assert voice.query_code != lead.query_code
    alerts = (await book.session.execute(select(Alert))).scalars().all()
    assert [(alert.kind, alert.unit) for alert in alerts] == [("joined", "ecology")]
    assert [event.move for event in await book.events(lead)] == ["file", "dispatch", "join"]


async def test_every_voice_hears_the_answer(book: OrderBook) -> None:
    """What is done for the lead is told to each who joined, with their own number."""
    lead = await handled(book)
    voices = [await filed(book, account=f"visitor-{count}") for count in (2, 3)]
    for voice in voices:
        await Joining(book.life).merge(voice, lead, RESIDENT, SAME)
    await solve(book.life, lead)
    notices = (await book.session.execute(select(Notice).where(col(Notice.key) == "resolved_solved"))).scalars().all()
    assert {notice.values["number"] for notice in notices} == {lead.number, *(voice.number for voice in voices)}
    assert {notice.values.get("lead") for notice in notices} == {None, lead.number}


async def test_a_chain_of_merges_comes_apart_again(book: OrderBook) -> None:
    """Two joined B, B joined A; taking B out takes its own voices with it, and nothing else."""
    top, middle = await dispatched(book), await filed(book, account="b")
    low = [await filed(book, account=f"c{count}") for count in (1, 2)]
    joining = Joining(book.life)
    for voice in low:
        await joining.merge(voice, middle, SYSTEM, SAME)
    await joining.merge(middle, top, DISPATCHER, SAME)
    assert (top.voices, middle.voices) == (4, 3)
    late = await filed(book, account="d")
    assert (await joining.merge(late, middle, RESIDENT, SAME)).id == top.id
    assert top.voices == 5
    await joining.unmerge(middle, DISPATCHER, "不是一处工地")
    assert (top.voices, middle.voices, middle.status) == (2, 3, "filed")
    assert {voice.id for voice in await joining.voices(top)} == {late.id}
    assert {voice.id for voice in await joining.voices(middle)} == {voice.id for voice in low}
    for order in (top, middle, late, *low):
        assert await book.life.check(order) == ""


async def test_a_withdrawn_voice_leaves_the_others(book: OrderBook) -> None:
    """One takes their appeal back; the matter of the other goes on."""
    lead, voice = await dispatched(book), await filed(book, account="visitor-2")
    joining = Joining(book.life)
    await joining.merge(voice, lead, RESIDENT, SAME)
    with pytest.raises(MoveNotAllowed):
        await joining.withdraw(lead, RESIDENT)
    await joining.withdraw(voice, RESIDENT, "已经好了")
    assert (voice.status, lead.voices, lead.status) == ("closed", 1, "dispatched")


async def test_what_is_over_takes_no_voices(book: OrderBook) -> None:
    """Joining an order that was answered already would leave the new voice without an answer."""
    lead, voice = await solve(book.life, await handled(book)), await filed(book, account="visitor-2")
    for wrong in (lead, voice):
        with pytest.raises(MoveNotAllowed):
            await Joining(book.life).merge(voice, wrong, RESIDENT, SAME)
    assert voice.status == "filed"
