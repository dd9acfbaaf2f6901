"""Whether two appeals are about one thing, and the same wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from orders.alike.traits import Traits
from orders.alike.things import Thing, things
from orders.alike.words import likeness, read_yaml

CLOSE, LOOSE = 0.52, 0.30
"""Likeness of texts in which no thing is known: one matter; perhaps one matter."""
SECOND = 0.4
"""A thing that weighs this much of the main one is what the appeal is about, too."""


class Kinship(IntEnum):
    """How far two matters agree."""

    OTHER = 0
    KIN = 1
    ONE = 2


@dataclass(frozen=True)
class Matter:
    """The kinship, the thing that both name, how alike the texts are (0 to 1), and the sentence for the worker."""

    kinship: Kinship
    thing: Thing | None
    likeness: float
    why: str


def matter(a: Traits, b: Traits) -> Matter:
    """Compares what two appeals are about."""
    alike = likeness(a.grams, b.grams)
    one, two = a.thing, b.thing
    if one is None or two is None:
        known = one or two
        kin = Kinship.ONE if alike >= CLOSE else Kinship.KIN if alike >= LOOSE else Kinship.OTHER
        return Matter(kin, known, alike, f"说法相近（{alike:.0%}）" if kin else "说的不像一件事")
    shared = _shared(a, b)
    if shared is None:
        kin = two.code in one.kin or one.code in two.kin or bool(a.named.all & b.named.all)
        names = f"一件说{one.name}，一件说{two.name}"
        return Matter(Kinship.KIN if kin or alike >= CLOSE else Kinship.OTHER, one, alike, names)
    if not _go_together(a.faults, b.faults):
        return Matter(Kinship.KIN, shared, alike, f"都说{shared.name}，但毛病不同")
    return Matter(Kinship.ONE, shared, alike, f"都说{shared.name}")


def _shared(a: Traits, b: Traits) -> Thing | None:
    """The thing that weighs enough in both."""
    weights_a, weights_b = dict(a.named.weights), dict(b.named.weights)
    top_a, top_b = a.named.weights[0][1], b.named.weights[0][1]
    both = {
        code: min(weight / top_a, weights_b[code] / top_b) for code, weight in weights_a.items() if code in weights_b
    }
    if not both:
        return None
    best = max(both, key=lambda code: (both[code], code))
    return things()[best] if both[best] >= SECOND else None


@lru_cache(maxsize=1)
def _together() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in read_yaml("faults")["together"])


def _go_together(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two sets of faults may be of one matter; one that is not told proves nothing."""
    if not one or not two or one & two:
        return True
    return any(frozenset((x, y)) in _together() for x in one for y in two)
