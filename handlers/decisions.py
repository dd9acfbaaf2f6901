"""Asking the engine, with what the conversation knows, and keeping what it said for replay."""

from __future__ import annotations

from typing import Any

from config.masking import mask
from handlers import in_english
from handlers.extract import residue, says_more
from handlers.message import Record
from handlers.talk import Talk
from knowledge_base.card import Card
from knowledge_base.decision import Candidate, Context, Decision

MAX_KEPT = 12
"""Decisions kept per matter: enough to see how it went, and the state stays small."""
NEAR = 0.08
"""A runner-up is offered from this share of belief on; below it stands noise (chosen on the test questions)."""


def decide(talk: Talk, text: str, *, alone: bool = False) -> Decision:
    """Decides `text`; unless `alone`, together with what was said before about the matter in hand."""
    matter = talk.matter
    earlier = [in_english.understood(talk, words) for words in matter.words if words != text]
    before = "，".join(words for words in earlier if words)
    context = None if alone else Context(asked=matter.asked, only=tuple(matter.offered), before=before)
    if in_english.speaks(talk, text):
        return in_english.decide(talk, text, context)
    return talk.engine.decide(text, context)


def keep(talk: Talk, decision: Decision) -> None:
    """Remembers a decision with the matter and puts it on the contact record."""
    written = decision.without_also().as_record()
    talk.matter.decisions.append(written)
    del talk.matter.decisions[:-MAX_KEPT]
    name = decision.card or decision.outcome
    talk.effects.append(Record(what=f"decided: {name}", decision=masked(written)))


def masked(record: dict[str, Any]) -> dict[str, Any]:
    """A decision's record without the numbers that the resident may have written."""
    words = [[mask(str(word)), share] for word, share in record.get("words", ())]
    return record | {"text": mask(str(record.get("text", ""))), "words": words}


def best_card(talk: Talk, decision: Decision) -> str:
    """The card decided, or the best candidate that the resident has not turned down; empty where none is left."""
    if decision.card and decision.card not in talk.matter.excluded:
        return decision.card
    left = near(talk, decision.candidates)
    return left[0].card if left and decision.card else ""


def near(talk: Talk, candidates: tuple[Candidate, ...]) -> list[Candidate]:
    """Candidates worth offering: known to the library, believed enough, not turned down."""
    cards, excluded = talk.engine.library.cards, talk.matter.excluded
    return [one for one in candidates if one.card in cards and one.card not in excluded and one.score >= NEAR]


def another_card(talk: Talk, text: str, *, sure: float, shortest: int) -> Card | None:
    """The card of another matter that `text` states by itself; None where it is more likely an answer.

    What is nothing but a number, a name, a place or a time states no matter, however it sounds to the matcher.
    """
    found = other_matters(talk, text, sure=sure, shortest=shortest)
    return found[0][0] if found else None


def other_matters(talk: Talk, text: str, *, sure: float, shortest: int) -> list[tuple[Card | None, str]]:
    """The matters of `text` that are not the one in hand, each with its words; a further one that is not clear has no
    card. Empty where the first of them is none."""
    if len(residue(text)) < shortest or not says_more(text):
        return []
    decision = decide(talk, text, alone=True)
    cards = talk.engine.library.cards
    first = cards.get(decision.card or "") if decision.outcome == "route" else None
    if first is None or first.id == talk.matter.card or unit_belief(decision) < sure:
        return []
    further = [one for one in decision.also if one.text and one.card != talk.matter.card]
    more = [(cards.get(one.card or "") if one.outcome == "route" else None, one.text) for one in further]
    return [(first, decision.text if further and decision.text else text), *more]


def unit_belief(decision: Decision) -> float:
    """Belief in the unit of the first candidate: several of its cards may share what is certain about the unit."""
    unit = {(one.destination, one.handler) for one in decision.candidates[:1]}
    return sum(one.score for one in decision.candidates if (one.destination, one.handler) in unit)


def kinds(talk: Talk, decision: Decision) -> frozenset[str]:
    """The kinds of the signals of a decision."""
    return frozenset(talk.engine.signal(name).kind for name in decision.signals)


def title_of(talk: Talk, card_id: str) -> str:
    """The title of a card; its id where the library does not know it."""
    card = talk.engine.library.cards.get(card_id)
    return card.title if card else card_id
