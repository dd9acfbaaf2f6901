"""Cards that may not answer now: out of the library that others see, and out of a decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge_base.decision import Decision, Outcome
from knowledge_base.library import Library

MARK = "off"
"""Key among a decision's versions: the switched-off cards that changed it."""


def without(library: Library, gone: Collection[str]) -> Library:
    """The library less some cards, under the same version; the library itself where none is gone."""
    if not gone:
        return library
    left = {card_id: card for card_id, card in library.cards.items() if card_id not in gone}
    questions = {card_id: asked for card_id, asked in library.questions.items() if card_id not in gone}
    versions = {card_id: version for card_id, version in library.versions.items() if card_id not in gone}
    topics = {card_id: topic for card_id, topic in library.topics.items() if card_id not in gone}
    return Library(left, questions, versions, library.version, topics)


def closed(parts: Sequence[Decision], off: Collection[str]) -> list[Decision]:
    """The matters of a message, none answered with a card of `off`.

    What such a card would have answered is undecided: as the first matter it goes to a person, as a further one it
    stays on the list and is taken up in its turn. It is never given to the next best card: that one was not meant.
    """
    first, *further = parts
    return [_closed(first, off, "human"), *(_closed(part, off, "ask") for part in further)]


def _closed(part: Decision, off: Collection[str], outcome: Outcome) -> Decision:
    touched = {one.card for one in part.candidates} | {part.card or ""}
    if touched.isdisjoint(off):
        return part
    best = part.card or part.candidates[0].card
    part = replace(
        part,
        candidates=tuple(one for one in part.candidates if one.card not in off),
        versions=part.versions | {MARK: ",".join(sorted(touched.intersection(off)))},
    )
    return replace(part, outcome=outcome, destination=None, card=None, handler=None) if best in off else part
