"""What may be merged without being asked: hardly anything. Everything else is a question to the resident."""

from __future__ import annotations

import re
from datetime import timedelta

from rapidfuzz import fuzz

from orders.alike.nearness import Level, nearness
from orders.alike.rules import ruled
from orders.alike.told import Told
from orders.alike.traits import Traits, traits
from orders.alike.words import core, plain

DIGITS = re.compile(r"\d+")
WITHIN = timedelta(days=7)
IDENTICAL = 95.0
"""RapidFuzz ratio, 0 to 100, of texts without marks and courtesies."""
FINE = ("number", "phase", "building", "unit", "floor", "room", "gates", "sides")


def certain(a: Told, b: Told) -> bool:
    """Whether both are one matter beyond doubt: the same number elsewhere, or the same person's same words.

    The same person means the same account, place down to the door, thing and card, and nearly the same text, within
    seven days. One that tells a part of the place that the other leaves open is not certain.
    """
    if set(a.refs) & set(b.refs):
        return True
    if not a.account or a.account != b.account or a.card_id != b.card_id:
        return False
    if a.received_at is None or b.received_at is None or abs(a.received_at - b.received_at) > WITHIN:
        return False
    return _same_words(a, b) and _same_door(traits(a), traits(b)) and ruled(traits(a), traits(b)).verdict == "same"


def _same_words(a: Told, b: Told) -> bool:
    if DIGITS.findall(plain(a.text)) != DIGITS.findall(plain(b.text)) or plain(a.occurred_at) != plain(b.occurred_at):
        return False
    return fuzz.ratio(core(a.text), core(b.text)) >= IDENTICAL


def _same_door(a: Traits, b: Traits) -> bool:
    near = nearness(a.place, b.place)
    return (
        near.level is Level.SITE
        and not near.differs
        and not near.alone
        and a.place.roads == b.place.roads
        and a.respondent == b.respondent
        and a.marks == b.marks
        and a.when.day == b.when.day
    )
