"""The order of updates: how far they are here without a gap.

A bot's updates carry consecutive numbers and may come out of order, from several connections to several processes.
A conversation is taken only up to the frontier: the last number below which none is missing. A missing one is waited
for, but not longer than `patience`; whenever it comes after that, it is taken all the same. (The Bot API names the
numbers for this very use; after a week without updates they start anew elsewhere, which patience covers too.)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import INBOX

STEP = 2000
"""Updates looked at in one go."""


class Frontier:
    """The frontier as one process sees it; any process finds the same one from the inbox."""

    def __init__(self, patience: timedelta) -> None:
        self.patience = patience
        self.place: int | None = None

    async def advance(self, session: AsyncSession, now: datetime) -> int | None:
        """Moves on as far as updates are here or have been waited for long enough; None where there is no order."""
        if not self.patience:
            return None
        if self.place is None:
            self.place = await _start(session)
        seen = INBOX.c.place > self.place
        rows = select(INBOX.c.place, INBOX.c.arrived_at).where(seen).order_by(INBOX.c.place).limit(STEP)
        found = [(place, at) for place, at in await session.execute(rows)]
        oldest = list(accumulate((at for _, at in reversed(found)), min))[::-1]
        for (place, _), since in zip(found, oldest, strict=True):
            if place > self.place + 1 and since > now - self.patience:
                break
            self.place = place
        return self.place


async def _start(session: AsyncSession) -> int:
    """The last place that was taken; where nothing was, right before the first that waits."""
    done = select(func.max(INBOX.c.place)).where(INBOX.c.done_at.is_not(None))
    last = (await session.execute(done)).scalar_one()
    if last is None:
        first = (await session.execute(select(func.min(INBOX.c.place)).where(INBOX.c.place > 0))).scalar_one()
        return int(first or 1) - 1
    return int(last)
