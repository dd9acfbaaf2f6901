"""Cards as lists show them: all, of one topic, of one destination, or near some words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from bot.pages.guide.look import topic_name
from config.vocabulary import name_of
from knowledge_base.card import Card
from knowledge_base.engine import Engine

MOST = 200
"""Rows at once; who needs more narrows it down."""
LIKE = 70.0
"""RapidFuzz partial ratio, 0 to 100, of a title or code from which it is listed."""


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    card_id: str
    title: str
    topic: str
    destination: str
    handler: str
    state: str


def listed(engine: Engine, *, words: str, topic: str, destination: str, today: date) -> list[Line]:
    """The cards that fit all three; with words those that the engine thinks of come first, then those named so."""
    library = engine.library
    chosen = _near(engine, words.strip()) if words.strip() else list(library)
    fits = [
        card
        for card in chosen
        if (not topic or library.topics.get(card.id) == topic) and (not destination or card.destination == destination)
    ]
    return [line(card, library.topics.get(card.id, ""), today) for card in fits[:MOST]]


def line(card: Card, topic: str, today: date) -> Line:
    """A card as a row."""
    return Line(
        card_id=card.id,
        title=card.title,
        topic=topic_name(topic),
        destination=name_of("destinations", card.destination),
        handler=name_of("handlers", card.handler) if card.handler else "",
        state=state_of(card, today),
    )


def state_of(card: Card, today: date) -> str:
    """Whether it is valid today, in a word or two."""
    if card.valid_from and card.valid_from > today:
        return f"{card.valid_from} 起用"
    if card.valid_to and card.valid_to < today:
        return f"{card.valid_to} 已到期"
    return "在用"


def _near(engine: Engine, words: str) -> list[Card]:
    decision = engine.decide(words)
    found = [candidate.card for one in (decision, *decision.also) for candidate in one.candidates]
    wanted = words.lower()
    named = [card.id for card in engine.library if fuzz.partial_ratio(wanted, f"{card.title} {card.id}") >= LIKE]
    return [engine.library[name] for name in dict.fromkeys([*found, *named])]
