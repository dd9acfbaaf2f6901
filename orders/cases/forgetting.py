"""What is forgotten of cases: the handover card, some time after the council was done with it (个保法47)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.case_tables import Case
from orders.cases.state import CARD


async def forget_cards(session: AsyncSession, before: datetime, *, after: int = 0, limit: int = 500) -> int | None:
    """Takes the cards off the next cases that ended before then; the steps stay. The last number, None at the end."""
    ended = (col(Case.kind) == "council") & (col(Case.ended_at) < before) & (col(Case.id) > after)
    wanted = select(Case).where(ended).order_by(col(Case.id)).limit(limit).with_for_update(skip_locked=True)
    cases = (await session.execute(wanted)).scalars().all()
    for case in cases:
        if CARD in case.data:
            case.data = {name: value for name, value in case.data.items() if name != CARD}
    await session.flush()
    return cases[-1].id if cases else None
