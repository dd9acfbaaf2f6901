"""Who acts is asked anew: by every handler of every page, with every way of losing a right."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.accounts.book import LoginBook
from bot.accounts.rights import NotAllowed, all_rights, may
from bot.accounts.sessions import Sessions
from bot.accounts.tables import AuditEvent
from bot.database import Database
from bot.pages.staff.visit import SignedOut, Visit
from bot.services import Services
from orders.tables import Staff
from tests.bot.pages.staff.handlers import asks, functions

READS = {
    "desk.canned_view:CannedView._choose": "shows a canned reply; sending it is TalkView._send",
    "desk.canned_view:CannedView._choose.go": "sends by TalkView._send, which it was given",
    "orders.form:StepForm._send": "sends by OrderPage.make, which it was given",
    "desk.log_view:LogView._earlier": "reads by TalkView._earlier, which it was given, and which asks",
    "knowledge.knowledge_page:knowledge.fill": "lists the cards that anybody may read in the guide",
    "knowledge.editor:Editor._heard": "notes in the page what was typed there",
    "knowledge.editor:Editor._catch_up": "draws what was typed as residents would read it",
    "knowledge.editor:Editor._restore": "puts back what this browser kept",
    "knowledge.conflict:ask.join": "puts two texts together in the page; saving is DraftPage.save",
    "knowledge.conflict:ask.apart": "saves by DraftPage._apart, which it was given",
}
"""Handlers that do not ask themselves, and why they need not."""
GIVEN = (
    "knowledge.draft_page:DraftPage._apart",
    "desk.talk_view:TalkView._send",
    "desk.talk_view:TalkView._earlier",
    "orders.order_page:OrderPage.make",
)
"""What they were given instead."""
FIRST = {
    "door:Door.enter": "signs in",
    "door:Door.leave": "signs out",
    "desk.actions:Desk.__init__": "keeps the service for the actions, each of which asks",
    "visit:Visit.check": "asks",
    "visit:Visit.note": "is written after the asking",
}
"""Functions that write without having asked, and what they are."""


def test_every_handler_asks_who_acts() -> None:
    """All but the few that only read; and none is on that list for nothing."""
    silent = {where for where, one in functions() if one.handles and not asks(where, one)}
    assert silent - set(READS) == set(), "ask visit.check(…) or visit.acting(…) first"
    there = {where for where, _ in functions()}
    assert {where for where in READS if where in there} <= silent, "these ask by now: take them off the list"
    assert all(not one.writes for where, one in functions() if where in READS)
    assert all(asks(where, one) for where, one in functions() if where in GIVEN)


def test_nothing_is_written_before_it_was_asked() -> None:
    """Whatever opens a transaction that writes, or lets a service write, asks who acts."""
    unasked = {where for where, one in functions() if one.writes and not asks(where, one)}
    assert unasked - set(FIRST) == set(), "ask visit.check(…) or visit.acting(…) first"


async def visit_of(services: Services, database: Database, login: str) -> Visit:
    """An admin who is signed in."""
    async with database.writing() as session, session.begin():
        row = await LoginBook(session, services.clock).create(login, login, "admin", "three quiet rivers", given=False)
        sessions = Sessions(session, services.clock)
        token = await sessions.open(row.staff_id)
        signed = await sessions.find(token)
    assert signed is not None
    return Visit(services, token, signed)


@pytest.mark.parametrize("loss", ["signed out", "left", "moved", "must change", "lowered"])
async def test_every_loss_counts_for_every_right(services: Services, loss: str) -> None:
    """`check` and `acting` refuse at once, the try is put down, and nothing else is."""
    database = services.database
    visit = await visit_of(services, database, "walker")
    async with database.writing() as session, session.begin():
        row, staff = await LoginBook(session, services.clock).get("walker")
        if loss == "signed out":
            await Sessions(session, services.clock).close_all(row.staff_id)
        row.must_change = loss == "must change"
        row.regions = ["second"] if loss == "moved" else []
        staff.role, staff.active = ("worker" if loss == "lowered" else "admin"), loss != "left"
    kept = {"lowered": {right for right in all_rights() if may("worker", right)}, "must change": {"own"}}.get(
        loss, set()
    )
    out = loss in ("signed out", "left")
    for right in all_rights():
        if right in kept:
            await visit.check(right)
            continue
        with pytest.raises(SignedOut if out else NotAllowed):
            await visit.check(right)
        with pytest.raises(SignedOut if out else NotAllowed):
            async with visit.acting(right, "tried", "x") as session:
                session.add(Staff(name="nobody", role="admin", created_at=services.clock.now()))
    async with database.reading() as session:
        names = set((await session.execute(select(col(Staff.name)))).scalars())
        tried = list((await session.execute(select(col(AuditEvent.action), col(AuditEvent.subject)))).all())
    assert "nobody" not in names
    refused = [] if out else [right for right in all_rights() if right not in kept for _ in range(2)]
    assert [row[1] for row in tried if row[0] == "refused"] == refused
    assert {row[0] for row in tried} <= {"refused"}
