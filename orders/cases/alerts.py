"""Alerts to the staff about cases: each said once, and over when whoever it waits for has made a step."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from orders.actor import RESIDENT, SYSTEM
from orders.case_tables import Alert, Case
from orders.follow_up.alerts import end
from orders.life_state import Step

OF_THE_ORDER = "joint_help_co"
"""The kind that asks for something at the order, so that no step of the case ends it."""
LATE = "late"
"""How what is told of a case in which nothing happens begins (`Reminder.once`); any step ends it."""
UNANSWERED = "unanswered"
"""How what is told of one unit that does not answer begins, with its code after it; its answer ends it."""


class CaseAlerts:
    """Writes alerts, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def say(self, case: Case, kind: str, once: str, text: str, *, unit: str = "") -> Alert | None:
        """An alert about a case; None where the same was said before. `unit` empty: the hotline's supervisors."""
        key = f"{case.receipt} {once}"
        if (await self.session.execute(select(col(Alert.id)).where(col(Alert.once) == key))).first() is not None:
            return None
        alert = Alert(
            once=key,
            kind=kind,
            order_id=case.order_id,
            unit=unit,
            text=text,
            data={"receipt": case.receipt, "kind": case.kind, "to": ["unit" if unit else "supervisor"]},
            created_at=self.clock.now(),
        )
        try:
            async with self.session.begin_nested():
                self.session.add(alert)
        except IntegrityError:  # another process was faster
            return None
        return alert

    async def over(self, case: Case, step: Step) -> None:
        """Ends what no longer waits for anybody after that step: all of it where the case has ended, otherwise what
        was told to the unit that made the step, or to the hotline where one of its people made it."""
        said, unit = f"{case.receipt} ", str(step.data.get("by_unit", ""))
        mine = col(Alert.once).startswith(said, autoescape=True) & (col(Alert.kind) != OF_THE_ORDER)
        if case.ended_at is None:
            told = [col(Alert.once).startswith(f"{said}{LATE} ", autoescape=True)]
            if unit:
                told.append(col(Alert.once).startswith(f"{said}{UNANSWERED} {unit} ", autoescape=True))
            if unit or step.role not in (RESIDENT.role, SYSTEM.role):
                told.append(col(Alert.unit) == unit)
            mine &= or_(*told)
        found = await self.session.execute(select(col(Alert.id)).where(col(Alert.ended_at).is_(None), mine))
        if numbers := [number for number in found.scalars() if number]:
            await end(self.session, numbers, step.actor, step.at)
