"""Opposing demands at one place: both stay open, both sides are invited first, and the outcome goes with the orders."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveNotAllowed
from orders.book import OrderBook
from orders.case_tables import Alert
from orders.dispatch.conflicts import Conflicts
from orders.filing import Filing
from orders.tables import Order
from tests.orders.dispatching import CHAIR, COUNT
from tests.orders.drafts import draft

BUMP = {
    "card_id": "speed-bump", "handler": "transport", "title": "减速带", "respondent": "", "required": (),
    "incident_address": "松烟社区墨池路幸福小学门口",
}  # fmt: skip


async def both(book: OrderBook) -> tuple[Order, Order]:
    """Somebody wants the speed bump, somebody wants it gone."""
    filing = Filing(book)
    first = draft(**BUMP, account="parent", content="学校门口车速太快", demand="请装减速带")
    second = draft(**BUMP, account="sleeper", content="减速带颠得厉害，夜里咯噔咯噔响", demand="请拆除减速带")
    return (
        await filing.file(first, key=f"c{next(COUNT)}", asked=True),
        await filing.file(second, key=f"c{next(COUNT)}", asked=True),
    )


async def test_both_sides_are_paired_before_dispatch(book: OrderBook) -> None:
    """对立诉求 减速带装/拆 (facts 5.5): paired by themselves when filed; the second waits, both stay open."""
    wants, against = await both(book)
    (conflict,) = await Conflicts(book.life).open()
    assert {conflict.one_id, conflict.other_id} == {wants.id, against.id}
    assert (wants.conflict_with, against.conflict_with) == (against.number, wants.number)
    assert wants.status == "dispatched"
    assert against.status == "consulting"
    (alert,) = (await book.session.execute(select(Alert).where(col(Alert.kind) == "conflict"))).scalars().all()
    assert "先邀两边商议" in alert.text


async def test_the_outcome_goes_with_both(book: OrderBook) -> None:
    """对立诉求: what both sides came to is written down, once; nothing is decided without it."""
    wants, against = await both(book)
    conflicts = Conflicts(book.life)
    (conflict,) = await conflicts.open()
    with pytest.raises(MoveNotAllowed):
        await conflicts.end(conflict, CHAIR, " ")
    await conflicts.end(conflict, CHAIR, "改成橡胶减速带，学校放学时段有人疏导")
    assert (wants.conflict_with, against.conflict_with) == ("", "")
    assert await conflicts.open() == []
    with pytest.raises(MoveNotAllowed):
        await conflicts.end(conflict, CHAIR, "再写一遍")
