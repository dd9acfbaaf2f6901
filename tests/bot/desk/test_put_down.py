"""What a worker does and its row in the audit log stand together, or neither does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.accounts.audit import AuditLog
from bot.accounts.tables import AuditEvent
from bot.pages.staff.desk.actions import Desk
from bot.tables import Outbox
from orders.tables import Handoff, Order
from tests.bot.desk.conftest import Office
from tests.bot.desk.test_actions import FORM

Step = Callable[[Desk, int, int], Awaitable[Any]]
"""Of somebody, with a handoff, with a colleague at hand."""
STEPS: dict[str, Step] = {
    "desk.claim": lambda desk, number, _: desk.claim(number),
    "desk.reply": lambda desk, number, _: desk.say(number, "马上去看", "t", canned="light"),
    "desk.file": lambda desk, number, _: desk.file(number, FORM),
    "desk.transfer": lambda desk, number, other: desk.transfer(number, other, "我去开会"),
    "desk.end": lambda desk, number, _: desk.end(number, "answered", "电话里说清了"),
    "desk.give_back": lambda desk, number, _: desk.give_back(number, "不用人办"),
    "desk.put_back": lambda desk, number, _: desk.put_back(number, desk.visit.me.staff_id, "换人"),
    "desk.take_over": lambda desk, number, _: desk.take_over(number, None),
}
TOLD: dict[str, dict[str, Any]] = {
    "desk.reply": {"length": 4, "canned": "light"},
    "desk.file": {"reason": FORM["reason"]},
    "desk.end": {"ended_as": "answered", "note": "电话里说清了"},
}


async def everything(office: Office) -> tuple[Any, ...]:
    """All that a step could have changed."""
    async with office.services.database.reading() as session:
        handoffs = (await session.execute(select(Handoff).order_by(col(Handoff.id)))).scalars()
        seen = [(one.status, one.staff_id, one.ended_as, one.order_number) for one in handoffs]
        counts = [
            (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (Outbox, Order, AuditEvent)
        ]
    return *seen, *counts


@pytest.mark.parametrize("action", STEPS)
async def test_a_step_that_cannot_be_put_down_is_not_made(
    office: Office, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """The log breaks as its row is written: nothing stays. Tried again, the step is made, with one row."""
    desk, other = await office.desk("李四", "li.si", "supervisor"), await office.desk("王五", "wang.wu")
    number = await office.asks("v1")
    if action not in {"desk.claim", "desk.take_over"}:
        await desk.claim(number)
    before = await everything(office)

    async def broken(*_args: Any, **_data: Any) -> None:
        raise OSError(action)

    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "write", broken)
        with pytest.raises(OSError, match=action):
            await STEPS[action](desk, number, other.visit.me.staff_id)
    assert await everything(office) == before
    await STEPS[action](desk, number, other.visit.me.staff_id)
    after = await everything(office)
    assert after[-1] == before[-1] + 1
    assert after != (*before[:-1], after[-1])
    handoff = await office.handoff(number)
    async with office.services.database.reading() as session:
        (row,) = await AuditLog(session, office.clock).read(action=action)
    assert (row.actor, row.role, row.subject) == ("李四", "supervisor", handoff.receipt)
    assert row.data.items() >= TOLD.get(action, {}).items()
    assert row.data.get("order", "") == handoff.order_number


async def test_taken_from_a_colleague_leaves_a_row_for_each_half(office: Office) -> None:
    """It is two steps: let go of in the colleague's place, and claimed. A repeated reply leaves no row."""
    worker, chief = await office.desk("李四", "li.si"), await office.desk("赵主管", "zhao", "supervisor")
    number = await office.asks("v1")
    await worker.claim(number)
    await chief.take_over(number, worker.visit.me.staff_id)
    assert await chief.say(number, "我来接着办", "t")
    assert not await chief.say(number, "我来接着办", "t")
    mine = [action for actor, action in await office.audit() if actor == "赵主管"]
    assert mine == ["desk.put_back", "desk.take_over", "desk.reply"]
