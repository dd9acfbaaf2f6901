"""What is different for a resident who writes English: deciding by the glossary, the answer, and the form."""

from __future__ import annotations

import re
from dataclasses import replace

from config.errors import FenliuError
from config.vocabulary import vocabulary
from handlers import people
from handlers.lexicon import lexicon
from handlers.talk import Talk
from knowledge_base import english
from knowledge_base.card import Card
from knowledge_base.decision import Candidate, Context, Decision
from knowledge_base.engine import urgency

MAX_CONTACTS = 3
UNIT_SURE = 0.5
"""Belief in one unit from which a question between its cards is spared: the English answer names the unit."""
SHORTEST_NUMBER = 7
"""Digits of a telephone number from abroad, which no Chinese rule knows."""
OWN_NAME = re.compile(r"^(?:my name is|i am|i'm|call me|it's|this is|name is)\s+", re.IGNORECASE)
SPOKEN = frozenset({"danger", "self_harm", "violence", "group", "human", "status", "chat"})
"""Kinds of signals that count as they are written, before any matter."""


def speaks(talk: Talk, text: str) -> bool:
    """Whether `text` is to be read as English: in an English conversation everything that is not Chinese."""
    return talk.language == "en" and not english.is_chinese(text)


def understood(talk: Talk, text: str) -> str:
    """The words as the engine knows them."""
    return english.to_chinese(text) if speaks(talk, text) else text


def decide(talk: Talk, text: str, context: Context | None) -> Decision:
    """Decides an English message: its signals as written, its matter by the glossary; undecided goes to a person."""
    written = talk.engine.decide(text, context)
    meant = english.to_chinese(text)
    matter = _one(talk, meant, context) if meant else None
    kinds = {talk.engine.signal(name).kind for name in written.signals}
    if kinds & SPOKEN:
        return replace(written, also=(), candidates=matter.candidates if matter else ())
    if matter is not None:
        return _several(talk, text, context) or matter
    chat = lexicon().said["chat"].search(text) is not None
    return replace(_undecided(written), outcome="chat" if chat else "human", candidates=(), also=())


def _one(talk: Talk, meant: str, context: Context | None) -> Decision:
    return _settled(replace(talk.engine.decide(meant, context), also=()))


def _several(talk: Talk, text: str, context: Context | None) -> Decision | None:
    """The matters of a message that go to different units, the most urgent first; None where there is but one."""
    if context is not None and (context.only or context.before):
        return None
    parts: dict[tuple[str | None, str | None], Decision] = {}
    for piece in english.matters(text):
        part = replace(_one(talk, english.to_chinese(piece), context), text=piece)
        if part.outcome == "route":
            parts.setdefault((part.destination, part.handler), part)
    if len(parts) < 2:  # noqa: PLR2004 - one matter
        return None
    first, *others = sorted(parts.values(), key=urgency)
    return replace(first, also=tuple(others))


def _settled(decision: Decision) -> Decision:
    """No question between Chinese titles: the unit that is clear, else a person."""
    if decision.outcome != "ask":
        return decision
    best = decision.candidates[0] if decision.candidates else None
    if best is None or _unit_belief(decision, best) < UNIT_SURE:
        return _undecided(decision)
    return replace(decision, outcome="route", card=best.card, destination=best.destination, handler=best.handler)


def _unit_belief(decision: Decision, best: Candidate) -> float:
    same = (one for one in decision.candidates if (one.destination, one.handler) == (best.destination, best.handler))
    return sum(one.score for one in same)


def _undecided(decision: Decision) -> Decision:
    return replace(decision, outcome="human", destination=None, card=None, handler=None)


def contacts(talk: Talk, card: Card) -> list[str]:
    """The card's contacts with English names; numbers are the same in every language."""
    found = [talk.region.contact(key) for key in card.contacts]
    unconfirmed = talk.wording("answer.contact_unconfirmed")
    return [f"{one.short_in('en')}{'' if one.verified else unconfirmed}" for one in found]


def next_step(card: Card) -> str:
    """What to do next, by destination."""
    return vocabulary("en")["next_steps"][card.destination]


def answer(talk: Talk, card: Card, goes: str) -> str:
    """Where the matter belongs, whom to reach, and what is next; the Chinese card follows below."""
    reach = [talk.region.contact(key).short_in("en") for key in card.contacts[:MAX_CONTACTS]]
    lines = [goes]
    if reach:
        lines.append(talk.wording("midway.reach", contacts="; ".join(reach)))
    return "\n".join([*lines, talk.wording("answer.next", step=next_step(card))])


def value(asking: str, text: str) -> str:
    """An answer to the form as given; empty where it cannot be one."""
    words = text.strip()
    if asking == "contact_phone":
        return people.phone(words) or _from_abroad(words)
    return OWN_NAME.sub("", words) if asking == "requester_name" else words


def _from_abroad(text: str) -> str:
    number = re.search(r"\+?\d[\d\s().-]*\d", text)
    digits = re.sub(r"[^\d+]", "", number.group()) if number else ""
    return digits if digits.startswith("+") and len(digits) > SHORTEST_NUMBER else ""


def note(talk: Talk) -> str:
    """For the Chinese staff who read the order: the resident writes English, and what the glossary makes of it."""
    words = dict.fromkeys(filter(None, (english.to_chinese(one) for one in talk.matter.words)))
    return talk.wording("language.note", words="，".join(words)) if words else talk.wording("language.note_plain")


def problem(talk: Talk, error: FenliuError) -> str:
    """What an error says to a resident."""
    if talk.language == "zh":
        return error.say
    known = vocabulary("en")["errors"]
    return next(known[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in known)
