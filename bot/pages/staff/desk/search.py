"""Finds an open handoff by what is remembered of it: the matter, words of the resident, its number, who has it."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import col

from bot.handoff_words import reason_in_words
from bot.pages.staff.desk.queue import Line, Queue
from orders.status import CLAIMED, WAITING
from orders.tables import Handoff, Staff

MOST: Final = 2000
"""Open handoffs that are looked through, the most pressing first."""
LONGEST: Final = 60
"""Characters of a search."""
PACKET: Any = col(Handoff.packet)
OPEN: Final = (
    select(
        col(Handoff.id), col(Handoff.receipt), col(Handoff.reason), col(Staff.name),
        PACKET["title"].as_string(), PACKET["card"].as_string(), PACKET["words"], PACKET["added"],
    )
    .outerjoin(Staff, col(Staff.id) == col(Handoff.staff_id))
    .where(col(Handoff.status).in_((WAITING, CLAIMED)))
    .order_by(col(Handoff.urgent).desc(), col(Handoff.created_at), col(Handoff.id))
    .limit(MOST)
)  # fmt: skip
"""Of the packet only what is looked at: the whole of it is ten times as long."""


class Search:
    """Looks through what is open, whoever has it. Only what the list may show is found: numbers of persons are not."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

    async def lines(self, words: str, limit: int) -> list[Line]:
        """Those in which every one of the words occurs, urgent ones first, then the oldest."""
        wanted = _plain(words)[:LONGEST].split()
        if not wanted:
            return []
        found: list[int] = []
        for number, *about in await self.queue.session.execute(OPEN):
            if len(found) == limit:
                break
            if self._fits(self._told(*about), wanted):
                found.append(number)
        return await self.queue.lines_of(found)

    def _told(
        self, receipt: str, reason: str, holder: str | None, title: str | None, card: str | None, *said: Any
    ) -> str:
        """Everything by which somebody may remember it."""
        about = (receipt, self.queue.title(title, card), reason_in_words(reason), holder or "")
        return "\n".join([*about, *(str(one) for some in said for one in some or ())])

    def _fits(self, text: str, wanted: list[str]) -> bool:
        """The masked text is looked at last: masking takes longest, and few come so far."""
        if not all(one in _plain(text) for one in wanted):
            return False
        shown = _plain(self.queue.hidden(text))
        return all(one in shown for one in wanted)


def _plain(text: str) -> str:
    """However it was typed: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()
