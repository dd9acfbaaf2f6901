"""Handoffs as staff see them, with the titles of today's cards and the region's numbers."""

from __future__ import annotations

from bot.asking import Desk
from bot.handoff_card import View, handoff_card
from config.clock import Clock
from config.region import Region
from handlers.message import Reply
from knowledge_base.card import Card
from orders.tables import Handoff, Staff


class Cards:
    """Shows handoffs."""

    def __init__(self, desk: Desk, region: Region, clock: Clock) -> None:
        self.desk = desk
        self.region = region
        self.clock = clock

    def waiting(self, handoff: Handoff) -> Reply:
        """For whoever does not hold it."""
        return self.seen_by(handoff, None)

    def held(self, handoff: Handoff, staff: Staff) -> Reply:
        """For the person who holds it."""
        return self.seen_by(handoff, staff.id)

    def seen_by(self, handoff: Handoff, staff_id: int | None, holder: str = "") -> Reply:
        """For the person of that number; `holder` is the name of who has it."""
        return handoff_card(handoff, self.view(staff_id, holder))

    def view(self, staff_id: int | None, holder: str = "") -> View:
        """Who looks, with today's titles."""
        return View(self.clock.now(), staff_id, holder, title_of=self.title, known=self.region.numbers)

    def card(self, card_id: str) -> Card | None:
        """The card of that id as it is today; None where there is none any more."""
        engine = getattr(self.desk, "engine", None)
        if engine is None or card_id not in engine.whole.versions:
            return None
        found: Card = engine.whole[card_id]
        return found

    def title(self, card_id: str) -> str:
        """The card's title; its id where there is no such card any more."""
        card = self.card(card_id)
        return card.title if card else card_id
