"""What an admin does with cards and what is put down of it stand together, or neither does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts.audit import AuditLog
from bot.accounts.tables import AuditEvent
from bot.gate_works import GateWorks
from bot.knowledge import Knowledge
from knowledge_base.revisions.switches import Target
from tests.bot.knowledge.conftest import REVIEWER, VICTIM, WRITER, Admin
from tests.conftest import StandingClock

WHY = "借钱是民事纠纷，要由法院来判。"
Step = Callable[[Knowledge], Awaitable[Any]]


async def put_down(session: AsyncSession, made: Any) -> None:
    """A row of its own."""
    await AuditLog(session, StandingClock()).write("card.save", type(made).__name__)


async def breaks(session: AsyncSession, made: Any) -> None:
    """The row is written, and the disk is full."""
    await put_down(session, made)
    raise OSError("disk")


async def rows(admin: Admin) -> list[str]:
    """What was put down: of what each was the row."""
    async with admin.source.database.reading() as session:
        found = (await session.execute(select(AuditEvent).order_by(col(AuditEvent.id)))).scalars()
        return [row.subject for row in found]


async def state(admin: Admin) -> tuple[Any, ...]:
    """All that a step could have changed."""
    knowledge = admin.knowledge
    drafts = [(row.id, row.state, row.saves) for row in await knowledge.drafts(("draft", "review", "approved"))]
    runs = [(run.id, run.state) for run in await knowledge.runs()]
    changes = [(one.id, one.accepted_by) for run, _ in runs for one in await knowledge.changes(run or 0)]
    made = [edition.number for edition in await knowledge.editions()]
    return drafts, runs, changes, made, [(row.name, row.off) for row in await knowledge.switched()]


async def refused_then_done(admin: Admin, made: str, step: Step) -> Any:
    """Nothing stays where the row breaks; then it is done, with one row."""
    before = await state(admin), await rows(admin)
    with pytest.raises(OSError, match="disk"):
        await step(admin.knowledge.noting(breaks))
    assert (await state(admin), await rows(admin)) == before
    done = await step(admin.knowledge.noting(put_down))
    assert await state(admin) != before[0]
    assert await rows(admin) == [*before[1], made]
    return done


async def test_from_the_draft_to_the_edition(admin: Admin) -> None:
    """Every step on the way, and the switch."""
    row = await refused_then_done(admin, "CardRevision", lambda made: made.start(VICTIM, WRITER))
    content = {**row.content, "why": WHY}
    await refused_then_done(admin, "CardRevision", lambda made: made.save(row.id, row.saves, WRITER, content=content))
    await refused_then_done(admin, "CardRevision", lambda made: made.submit(row.id, WRITER))
    await refused_then_done(admin, "CardRevision", lambda made: made.approve(row.id, REVIEWER))
    begun = await refused_then_done(admin, "Begun", lambda made: made.begin([row.id], WRITER))
    await admin.knowledge.finish(begun)
    for change in await admin.knowledge.changes(begun.run):
        accept = partial(Knowledge.accept, change=change.id or 0, who=REVIEWER)
        await refused_then_done(admin, "GateChange", accept)
    await refused_then_done(admin, "Edition", lambda made: made.publish(begun.run, WRITER))
    await refused_then_done(
        admin, "CardSwitch", lambda made: made.switch(Target("card", VICTIM), WRITER, off=True, reason="法条改了")
    )


async def test_a_check_that_cannot_be_put_down_is_not_begun(admin: Admin, clock: StandingClock) -> None:
    """Neither forward nor back; nothing waits to be done."""
    number = await admin.approved(VICTIM, why=WHY)
    works, before = GateWorks(admin.knowledge, clock), await state(admin)
    with pytest.raises(OSError, match="disk"):
        await works.start([number], WRITER, breaks)
    assert (works.works, await state(admin)) == ({}, before)
    run = await works.start([number], WRITER, put_down)
    assert (list(works.works), await rows(admin)) == ([run], ["Begun"])


async def test_without_a_note_nothing_is_put_down(admin: Admin) -> None:
    """What the command line does stands in the history of cards and editions; a note is for one step, not for good."""
    await admin.knowledge.noting(put_down).start(VICTIM, WRITER)
    await admin.approved(VICTIM, why=WHY)
    assert await rows(admin) == ["CardRevision"]
