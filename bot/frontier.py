"""The order of updates: how far they are here without a gap.

A bot's updates carry consecutive numbers and may come out of order, from several connections to several processes.
A conversation is taken only up to the frontier: the last number below which none is missing. A missing one is waited
for, but not longer than `patience`; whenever it comes after that, it is taken all the same. (The Bot API names the
numbers for this very use; after a week without updates they start anew elsewhere, which patience covers too.)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import INBOX
from bot.seen_updates import SEEN

NOTHING = 0
"""Messages without a number of their own, such as those that were kept on disk, are below every frontier."""
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
        if self.place is None:
            return NOTHING
        found = await _beyond(session, self.place)
        oldest = list(accumulate((at for _, at in reversed(found)), min))[::-1]
        for (place, _), since in zip(found, oldest, strict=True):
            if place > self.place + 1 and since > now - self.patience:
                break
            self.place = place
        return self.place


async def _beyond(session: AsyncSession, place: int) -> list[tuple[int, datetime]]:
    """The updates that are here beyond that place, in order: those that made a message, and those that did not."""
    here = (select(one.c.place, one.c.arrived_at).where(one.c.place > place) for one in (INBOX, SEEN))
    rows = union_all(*here).order_by("place").limit(STEP)
    return [(number, at) for number, at in await session.execute(rows)]


async def _start(session: AsyncSession) -> int | None:
    """The last place that was taken; where nothing was, right before the first that waits; None in an empty inbox."""
    done = select(func.max(INBOX.c.place)).where(INBOX.c.done_at.is_not(None))
    last = (await session.execute(done)).scalar_one()
    if last:
        return int(last)
    first = (await session.execute(select(func.min(INBOX.c.place)).where(INBOX.c.place > 0))).scalar_one()
    return int(first) - 1 if first is not None else None
