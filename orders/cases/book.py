"""The book of side processes: opens, moves and finds them; nothing else writes their rows.

The book never commits: the caller's transaction holds the step and all that comes of it. What runs here never ends the
answer that an order owes (facts 5.1: 剔除考核 ≠ 停止答复).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import CaseNotFound
from config.region import Region
from orders.actor import Actor
from orders.case_tables import Case, CaseEvent
from orders.cases.alerts import CaseAlerts
from orders.cases.effects import EFFECTS
from orders.cases.guards import Facts
from orders.cases.kinds import for_residents, open_states
from orders.cases.making import make
from orders.cases.rows import key_of, state_of, step_of
from orders.cases.state import CARD, CaseState, advance, replay
from orders.ledger import broken, digest
from orders.life import Life
from orders.life_state import Step
from orders.number import case_number, read_case_number
from orders.sequence import next_number
from orders.tables import Order

ONLY_ONE = frozenset({"exemption", "three_step"})
"""Kinds of which an order has one at a time."""


class Cases:
    """All that may happen to side processes, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.life = Life(session, region, clock)
        self.alerts = CaseAlerts(session, clock)

    async def open(
        self,
        kind: str,
        *,
        key: str,
        actor: Actor,
        order: Order | None = None,
        title: str = "",
        unit: str = "",
        channel: str = "",
        account: str = "",
        **said: Any,
    ) -> Case:
        """Opens a case; the same key gives the same case. `said` as the table of the kind asks.

        Raises:
            CaseNotFound: there is no such kind.
            MoveNotAllowed: not in this role, or a guard refuses; `say` tells why.
            MoveIncomplete: something that it needs was not said.
        """
        key = key_of(kind, key)
        if (known := await self._case(col(Case.key) == key)) is not None:
            return known
        now, told = self.clock.now(), said | {"unit": unit}
        if order is not None:
            told["order"] = order.number
        self.check_units(told)
        if order is not None:
            await self.life.lock(order)
        facts = await self.facts(kind, order)
        row, step, persons = make(CaseState(kind), "open", actor, told, now, facts=facts)
        case = Case(
            kind=kind, key=key, order_id=order.id if order else None, title=title, state=step.status, opened_at=now
        )
        case.receipt = case_number(now.date(), await next_number(self.session, "case", now.date()))
        told_of = order if for_residents(kind) else None
        case.channel = channel or (told_of.channel if told_of else "")
        case.account = account or (told_of.account if told_of else "")
        if not await self._add(case):
            return await self._one(col(Case.key) == key)
        await self._write(case, CaseState(kind), step, persons, "")
        await self._effect(case, row.move, row.say, step, order)
        return case

    async def move(self, case: Case, code: str, actor: Actor, *, key: str = "", **said: Any) -> Case:
        """Makes one move. With a `key` the same move asked for again changes nothing.

        Raises:
            MoveNotAllowed: not from this state, not in this role, or a guard refuses; `say` tells why.
            MoveIncomplete: something that the move needs was not said.
        """
        case = await self.lock(case)
        events = await self.events(case)
        if key and any(event.data.get("key") == key for event in events):
            return case
        order = await self.order(case)
        state = state_of(case, events)
        told = said | ({"key": key} if key else {})
        self.check_units(told)
        facts = await self.facts(case.kind, order, case)
        row, step, persons = make(state, code, actor, told, self.clock.now(), facts=facts)
        await self._write(case, state, step, persons, events[-1].digest)
        await self.alerts.over(case, step)
        await self._effect(case, row.move, row.say, step, order)
        return case

    async def get(self, receipt: str) -> Case:
        """The case with that receipt, however it was typed, for staff.

        Raises:
            CaseNotFound: there is none.
        """
        return await self._one(col(Case.receipt) == (read_case_number(receipt) or receipt))

    async def list(self, kind: str, *, open_only: bool = True) -> Sequence[Case]:
        """The cases of a kind, oldest first."""
        wanted = select(Case).where(col(Case.kind) == kind).order_by(col(Case.id))
        if open_only:
            wanted = wanted.where(col(Case.state).in_(open_states(kind)))
        return (await self.session.execute(wanted)).scalars().all()

    async def events(self, case: Case) -> Sequence[CaseEvent]:
        """The steps of a case, oldest first."""
        wanted = select(CaseEvent).where(col(CaseEvent.case_id) == case.id).order_by(col(CaseEvent.sequence))
        return (await self.session.execute(wanted)).scalars().all()

    async def check(self, case: Case) -> str:
        """What is wrong between a case and its log, as a sentence; empty where they agree."""
        events = await self.events(case)
        at = broken(case.receipt, ((step_of(event), event.digest) for event in events))
        if at is not None or not events:
            return f"{case.receipt} 的流转记录从第 {at or 1} 步起对不上，可能被改动过。"
        if replay(case.kind, map(step_of, events)) != state_of(case, events):
            return f"{case.receipt} 和它的流转记录不一致。"
        return ""

    async def order(self, case: Case) -> Order | None:
        """The order that a case is about, if any."""
        return await self.session.get(Order, case.order_id) if case.order_id else None

    async def lock(self, case: Case) -> Case:
        """Reads the case anew and keeps everybody else from moving it until the transaction ends."""
        wanted = select(Case).where(col(Case.id) == case.id).execution_options(populate_existing=True)
        return (await self.session.execute(wanted.with_for_update())).scalar_one()

    async def facts(self, kind: str, order: Order | None, case: Case | None = None) -> Facts:
        """What the guards ask of the world."""
        another = False
        if kind in ONLY_ONE and order is not None:
            wanted = select(col(Case.id)).where(col(Case.kind) == kind, col(Case.order_id) == order.id)
            wanted = wanted.where(col(Case.state).in_((*open_states(kind), "granted")))
            others = (await self.session.execute(wanted)).scalars().all()
            another = bool(set(others) - {case.id if case else None})
        latest = self.clock.now() + timedelta(days=self.region.limits.restraint_days)
        by_hand = order is not None and bool(order.worker)
        return Facts(order.lead_code if order else "", another, latest, by_hand)

    def check_units(self, said: Mapping[str, Any]) -> None:
        """That every unit named exists.

        Raises:
            RegionError: one does not.
        """
        for code in (said.get("unit"), *(said.get("units") or ())):
            if code:
                self.region.unit_by_code(str(code))

    async def _write(self, case: Case, before: CaseState, step: Step, persons: dict[str, Any], head: str) -> None:
        after = advance(before, step)
        card = case.data.get(CARD, {}) | persons
        case.data = after.data | ({CARD: card} if card and after.state != "withdrawn" else {})
        case.state, case.unit, case.opened_by = after.state, after.unit, after.opened_by
        case.expires_at, case.ended_at = after.expires_at, after.ended_at
        event = CaseEvent(
            case_id=case.id,
            sequence=step.sequence,
            move=step.move,
            at=step.at,
            state=step.status,
            actor=step.actor,
            role=step.role,
            data=dict(step.data),
            digest=digest(head, case.receipt, step),
        )
        self.session.add(event)
        await self.session.flush()

    async def _effect(self, case: Case, move: str, say: str, step: Step, order: Order | None) -> None:
        if effect := EFFECTS.get((case.kind, move)):
            await effect(self, case, step, order)
        if say and case.account:
            self.life.notices.of_case(case, say, self.told(case, step), step.at)
        await self.session.flush()

    def told(self, case: Case, step: Step) -> dict[str, Any]:
        """What a notice about a step may name: nothing that others said in the council."""
        unit = self.region.unit_by_code(case.unit).name if case.unit else ""
        shown = ("opinion", "committee", "result", "reason", "next_step", "next_meeting")
        values = {name: step.data[name] for name in shown if step.data.get(name)}
        if case.kind == "council":
            values["round"] = len(case.data.get("rounds", ()))
        return {"receipt": case.receipt, "title": case.title, "unit": unit} | values

    async def _one(self, condition: Any) -> Case:
        found = await self._case(condition)
        if found is None:
            raise CaseNotFound
        return found

    async def _case(self, condition: Any) -> Case | None:
        return (await self.session.execute(select(Case).where(condition))).scalar_one_or_none()

    async def _add(self, case: Case) -> bool:
        try:
            async with self.session.begin_nested():
                self.session.add(case)
        except IntegrityError:  # another process was faster with the same key
            return False
        return True
