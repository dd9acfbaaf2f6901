"""Libraries of a wanted number of phrases, made from the real one."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from knowledge_base.card import Card
from knowledge_base.library import Library

_HAN = re.compile(r"[\u4e00-\u9fff]")
FEWEST = 12
"""Phrases that a card keeps."""


def library_of(everything: Library, size: int) -> Library:
    """The first cards of the library with about so many phrases in all; beyond the real ones, invented cards.

    An invented card is a real one with its characters exchanged, each for another of the same alphabet: as many
    characters, pairs and repeats as in real cards, and other meanings, so that growth is measured on likely text.
    """
    cards = list(everything)
    have = sum(len(card.phrases) for card in cards)
    if size < have:
        cards = _fewer(cards, size)
    copies = 1
    while sum(len(card.phrases) for card in cards) < size:
        cards.extend(_exchanged(list(everything), copies))
        copies += 1
    kept, total = [], 0
    for card in cards:
        if total >= size:
            break
        kept.append(card)
        total += len(card.phrases)
    questions = {card.id: everything.questions.get(card.id, ()) for card in kept}
    return replace(
        everything,
        cards={card.id: card for card in kept},
        questions=questions,
        versions={card.id: everything.versions.get(card.id, "") for card in kept},
    )


def _fewer(cards: list[Card], size: int) -> list[Card]:
    """All cards with fewer phrases each while a dozen is left to each, then fewer cards, spread over all topics."""
    if size < FEWEST * len(cards):
        return cards[:: max(1, sum(len(card.phrases) for card in cards) // size)]
    floor = FEWEST * len(cards)
    share = (size - floor) / (sum(len(card.phrases) for card in cards) - floor)
    return [_spread(card, FEWEST + round((len(card.phrases) - FEWEST) * share)) for card in cards]


def _spread(card: Card, count: int) -> Card:
    """The card with so many of its phrases, evenly from first to last."""
    kept = tuple(card.phrases[place * len(card.phrases) // count] for place in range(count))
    return card.model_copy(update={"phrases": kept})


def _exchanged(cards: list[Card], number: int) -> list[Card]:
    alphabet = sorted({char for card in cards for phrase in card.phrases for char in phrase if _HAN.match(char)})
    other = alphabet.copy()
    random.Random(number).shuffle(other)  # noqa: S311 - no secret, the same each time
    table = str.maketrans(dict(zip(alphabet, other, strict=True)))
    return [
        card.model_copy(
            update={
                "id": f"{card.id}-{number}",
                "phrases": tuple(phrase.translate(table) for phrase in card.phrases),
                "title": card.title.translate(table),
                "why": card.why.translate(table),
                "next_steps": tuple(step.translate(table) for step in card.next_steps),
                "near_miss_of": (),
            }
        )
        for card in cards
    ]
