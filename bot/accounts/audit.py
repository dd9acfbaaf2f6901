"""The audit log: who did what, and who tried. Rows are added in the transaction of the change; none is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts.tables import AuditEvent
from config.clock import Clock
from config.masking import mask, mask_fields

LONGEST = 120


class AuditLog:
    """Writes and reads the log, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def write(
        self, action: str, subject: str = "", *, staff_id: int | None = None, actor: str = "", role: str = "",
        **data: Any,
    ) -> None:  # fmt: skip
        """One row. `data` is plain data; what could be a person's number is masked."""
        event = AuditEvent(at=self.clock.now(), staff_id=staff_id, actor=actor, role=role, action=action)
        event.subject, event.data = mask(subject)[:LONGEST], mask_fields(data)
        self.session.add(event)
        await self.session.flush()

    async def read(
        self, *, action: str = "", actions: Sequence[str] = (), staff_id: int | None = None, actor: str = "",
        subject: str = "", since: datetime | None = None, before: int | None = None, limit: int = 50,
    ) -> Sequence[AuditEvent]:  # fmt: skip
        """Rows, newest first.

        Args:
            actions: any of these; one that ends with a dot stands for all that begin so.
            actor, subject: what stands in them.
            before: only those older than that number, for the next page.
        """
        wanted = select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(limit)
        if action:
            wanted = wanted.where(col(AuditEvent.action) == action)
        if actions:
            wanted = wanted.where(or_(*map(_is, actions)))
        if actor:
            wanted = wanted.where(col(AuditEvent.actor).contains(actor, autoescape=True))
        if staff_id is not None:
            wanted = wanted.where(col(AuditEvent.staff_id) == staff_id)
        if subject:
            wanted = wanted.where(col(AuditEvent.subject).contains(subject, autoescape=True))
        if since is not None:
            wanted = wanted.where(col(AuditEvent.at) >= since)
        if before is not None:
            wanted = wanted.where(col(AuditEvent.id) < before)
        return (await self.session.execute(wanted)).scalars().all()


def _is(action: str) -> ColumnElement[bool]:
    if action.endswith("."):
        return col(AuditEvent.action).startswith(action, autoescape=True)
    return col(AuditEvent.action) == action
