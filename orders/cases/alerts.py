"""Alerts to the staff about cases: each said once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from orders.case_tables import Alert, Case


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
