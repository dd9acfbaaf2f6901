"""The cards that are published today: what the guide shows and nothing else."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge_base.card import Card
from knowledge_base.library import Library

OTHER = "other"
"""The topic of a card that stands in no folder."""


@dataclass(frozen=True)
class Published:
    """The cards of one library that are valid on one day."""

    library: Library | None
    day: date
    cards: Mapping[str, Card]
    topic_of: Mapping[str, str]
    topics: Mapping[str, tuple[Card, ...]]
    mark: str
    """Digest of the library's version, its topics and the day: what a page is made of changes only with it."""

    def known(self, names: Iterable[str]) -> tuple[Card, ...]:
        """The published cards among those names, in that order, each once."""
        return tuple(self.cards[name] for name in dict.fromkeys(names) if name in self.cards)


def published(library: Library | None, day: date) -> Published:
    """The cards of a library on a day, both ends of their time included; none where there is no library."""
    cards = {card.id: card for card in library or () if valid(card, day)}
    topic_of = {name: library.topics.get(name, OTHER) for name in cards} if library else {}
    topics: dict[str, list[Card]] = defaultdict(list)
    for card in cards.values():
        topics[topic_of[card.id]].append(card)
    mark = _digest(library.version if library else "", sorted(topic_of.items()), day)
    return Published(library, day, cards, topic_of, {code: tuple(found) for code, found in topics.items()}, mark)


def valid(card: Card, day: date) -> bool:
    """Whether a card is for that day."""
    return card.valid_from <= day and (card.valid_to is None or day <= card.valid_to)


def _digest(version: str, topics: Iterable[tuple[str, str]], day: date) -> str:
    parts = "|".join((version, *(f"{name}={topic}" for name, topic in topics), day.isoformat()))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]
