"""A card as the guide shows it: every sentence and number filled in from the region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from config.contact import Contact
from config.region import Region
from config.units import BY_PLACE
from config.vocabulary import name_of
from handlers import card_words
from handlers.wording import Wording
from knowledge_base.card import Card, Law

HOTLINE = "hotline"
OFFICIAL = ("order", *card_words.BY_HANDLER)
"""Destinations with a unit behind them."""


@dataclass(frozen=True)
class Row:
    """One card in a list: where it belongs, and the unit where there is one."""

    card: Card
    place: str
    unit: str


@dataclass(frozen=True)
class Citation:
    """One law: the words of the chat, and from when it holds; empty where the text was not read."""

    text: str
    holds: str


@dataclass(frozen=True)
class Sheet:
    """One card with all that its page tells."""

    card: Card
    place: str
    unit: str
    goes: str
    steps: tuple[str, ...]
    contacts: tuple[Contact, ...]
    laws: tuple[Citation, ...]


class Sheets:
    """Fills cards in for one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.say = Wording(region)

    def sheet(self, card: Card) -> Sheet:
        """All of a card.

        Raises:
            RegionError: the card names a contact that the region does not have.
        """
        return Sheet(
            card=card,
            place=name_of("destinations", card.destination),
            unit=self.unit(card),
            goes=self.goes(card),
            steps=tuple(map(self.region.fill, card.next_steps)),
            contacts=self.contacts(card),
            laws=tuple(map(self._citation, card.law)),
        )

    def rows(self, cards: Iterable[Card]) -> list[Row]:
        """Cards for a list."""
        return [Row(card, name_of("destinations", card.destination), self.unit(card)) for card in cards]

    def unit(self, card: Card) -> str:
        """The unit it belongs to; empty where the destination has none."""
        return self._unit(card.handler) if card.destination in OFFICIAL else ""

    def goes(self, card: Card) -> str:
        """这件事去哪办, as the chat says it."""
        if card.destination == "order":
            return self.say("consent.matter", unit=self._unit(card.handler))
        return card_words.goes(self.say, card)

    def contacts(self, card: Card) -> tuple[Contact, ...]:
        """Whom to reach; what the hotline takes has the hotline's own number as well."""
        own = (HOTLINE,) if card.destination == "order" and HOTLINE in self.region.contacts else ()
        return tuple(self.region.contact(key) for key in dict.fromkeys((*card.contacts, *own)))

    def named(self, labels: Mapping[str, str]) -> list[tuple[str, Contact]]:
        """Those contacts that the region has with a number, under their labels."""
        known = self.region.contacts
        return [(label, known[key]) for key, label in labels.items() if key in known and known[key].phone]

    def _unit(self, handler: str | None) -> str:
        """Streets and communities are many: the reader's own is meant."""
        return f"您所在的{name_of('handlers', handler)}" if handler in BY_PLACE else self.region.unit(handler)

    def _citation(self, law: Law) -> Citation:
        since = law.effective_from if law.verified else None
        return Citation(card_words.law_line(self.say, law), f"{since:%Y-%m-%d} 起施行" if since else "")
