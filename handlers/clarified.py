"""Answers to a clarifying question, and to the offer of a person."""

from __future__ import annotations

from handlers import clarify, decisions, handoff, matters, midway
from handlers.lexicon import bare, lexicon
from handlers.message import Doubt
from handlers.talk import Talk
from knowledge_base.card import Card
from knowledge_base.decision import Context

SURE = 0.6
"""Belief in a card that was not offered from which the words are no answer to the question."""
LIKELY = 0.35
"""The same after the one question about what lies behind a request: it asked for just that."""
SHORTEST = 4


def take(talk: Talk) -> None:
    """The CLARIFY step: a button, its number, or other words, which are decided again with all that was said."""
    code = talk.heard.code
    if code.startswith(clarify.CARD):
        _chosen(talk, code.removeprefix(clarify.CARD))
    elif code == "none":
        _none_of_them(talk)
    else:
        _other_words(talk, talk.heard.text)


def _other_words(talk: Talk, text: str) -> None:
    """Words instead of a button: an answer among those offered, or plainly something else."""
    matter = talk.matter
    if _plainly_else(talk, text):
        matters.open_matter(talk, text)
    elif matter.card in matter.probed:
        _behind(talk, text)
    else:
        matters.go_on(talk, text)


def _behind(talk: Talk, text: str) -> None:
    """What lies behind a request that cannot be granted: first among the answers offered, then anywhere."""
    matter, library = talk.matter, talk.engine.library
    found = talk.engine.decide(text, Context(only=(*matter.offered, matter.card)))
    best = found.candidates[0] if found.candidates else None
    denied = lexicon().said["after_no"].search(bare(text)) is not None
    if best is not None and best.card in matter.offered and best.score >= SURE and not denied:
        talk.remember(text)
        matters.take_up(talk, library[best.card])
    elif (other := decisions.another_card(talk, text, sure=LIKELY, shortest=SHORTEST)) and not _wish(other):
        matters.open_matter(talk, text)
    elif matter.card not in library.cards:  # it left, or was switched off, while the resident was thinking
        talk.remember(text)
        clarify.undecided(talk)
    else:
        talk.remember(text)
        matters.take_up(talk, library[matter.card])


def _wish(card: Card) -> bool:
    """Whether a card is one more request that nobody may grant: no matter behind the first one."""
    return card.destination == "declined"


def _plainly_else(talk: Talk, text: str) -> bool:
    """Whether the words decide by themselves for a card that was neither offered nor turned down."""
    other, matter = decisions.another_card(talk, text, sure=SURE, shortest=SHORTEST), talk.matter
    if other is None or other.id in (*matter.offered, *matter.excluded):
        return False
    return not (_wish(other) and matter.card in matter.probed)


def _chosen(talk: Talk, name: str) -> None:
    card = talk.engine.library.cards.get(name)
    if card is None:
        clarify.in_other_words(talk)
        return
    talk.tried(f"the resident chose {name}")
    talk.effects.append(Doubt("chosen", name))
    matters.take_up(talk, card)


def _none_of_them(talk: Talk) -> None:
    """都不是: a probed request gets its answer; otherwise other words, and after two questions a person."""
    matter = talk.matter
    card = talk.card
    if card is not None and card.id in matter.probed:
        matters.give_answer(talk, card)
        return
    matter.excluded.extend(name for name in matter.offered if name not in matter.excluded)
    talk.tried("none of them")
    if matter.asked >= clarify.MAX_QUESTIONS:
        clarify.undecided(talk)
    else:
        clarify.in_other_words(talk)


def take_offer(talk: Talk) -> None:
    """The OFFER step: a person, or the matter in other words."""
    if talk.heard.code == "person":
        handoff.start(talk, "undecided")
    elif talk.heard.code in ("reword", "no_thanks"):
        talk.matter.asked = 1
        talk.ask("clarify.reword", "human", step=talk.state.step)
    elif talk.card is not None and midway.is_question(talk.heard.text, ""):
        midway.answer(talk, talk.heard.text)
        talk.ask_again()
    elif _plainly_else(talk, talk.heard.text):
        matters.open_matter(talk, talk.heard.text)
    else:
        matters.go_on(talk, talk.heard.text)
