"""The last real messages, for the publish gate: what residents said of late, numbers masked, nothing of who said it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from config.masking import mask
from orders.book import CONTACT

LAST: Final = 500
"""Messages that are replayed; at half a millisecond each this is the cheap part of the gate."""
LOOKED_AT: Final = 4
"""Contact records looked at per message: not every contact has words, and old ones have lost them."""
LONGEST: Final = 1000
"""Characters of a message that are replayed and shown."""


async def last_messages(session: AsyncSession, count: int = LAST, known: Collection[str] = ()) -> list[str]:
    """What was decided last, newest first, as it was said; the same words as often as they were said.

    `known` are numbers of offices, which may be read.
    """
    wanted = select(CONTACT.c.decision).order_by(CONTACT.c.id.desc()).limit(count * LOOKED_AT)
    rows = (await session.execute(wanted)).scalars()
    texts = (str(decision.get("text") or "").strip() for decision in rows if isinstance(decision, dict))
    return [mask(text[:LONGEST], known) for text in texts if text][:count]
