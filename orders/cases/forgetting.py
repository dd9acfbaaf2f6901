"""What is forgotten of cases that are over: a council's handover card, the words of an objection (个保法47)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.case_tables import Case
from orders.cases.state import CARD

WITH_CARDS = col(Case.kind).in_(("council", "objection"))


async def forget_cards(session: AsyncSession, before: datetime, *, after: int = 0, limit: int = 500) -> int | None:
    """Takes the cards off the next cases that ended before then; the steps stay. The last number, None at the end."""
    return await _forget(session, WITH_CARDS & (col(Case.ended_at) < before), after, limit)


async def forget_cards_of(
    session: AsyncSession, channel: str, account: str, *, after: int = 0, limit: int = 500
) -> int | None:
    """The same for the cases of one person that are over; what is still to be answered keeps its words until then."""
    own = (col(Case.channel) == channel) & (col(Case.account) == account) & col(Case.ended_at).is_not(None)
    return await _forget(session, WITH_CARDS & own, after, limit)


async def _forget(session: AsyncSession, which: Any, after: int, limit: int) -> int | None:
    wanted = select(Case).where(which, col(Case.id) > after).order_by(col(Case.id)).limit(limit)
    wanted = wanted.with_for_update(skip_locked=True)
    cases = (await session.execute(wanted)).scalars().all()
    for case in cases:
        if CARD in case.data:
            case.data = {name: value for name, value in case.data.items() if name != CARD}
    await session.flush()
    return cases[-1].id if cases else None
