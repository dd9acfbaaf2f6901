"""Whether two appeals are about one thing, and the same wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from orders.alike.meaning import cosine
from orders.alike.traits import Traits
from orders.alike.things import Thing, things
from orders.alike.words import likeness, read_yaml

CLOSE, LOOSE = 0.52, 0.30
"""Likeness of texts in which no thing is known: one matter; perhaps one matter."""
MEANT, HINTED, UNSEEN = 0.45, 0.20, 0.05
"""The same of what the library makes of the texts; below the last it sees two matters, whatever both name."""
BELIEVED, ALONE = 0.7, 0.9
"""What the library alone needs to say, where at least one appeal names a thing; where neither does."""
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
    """Compares what two appeals are about: by the things they name, by what the library makes of them, by words."""
    alike = likeness(a.grams, b.grams)
    meant = cosine(a.told.meaning, b.told.meaning) if a.told.meaning and b.told.meaning else None
    shared = _shared(a, b)
    weight = max(alike, meant or 0.0)
    if shared is None:
        kinship, why = _by_meaning(a, b, alike, meant)
    else:
        kinship, why = _by_thing(shared, a.named.main == b.named.main, alike, meant)
    if kinship is Kinship.ONE and _other_fault(a.faults, b.faults):
        kinship, why = Kinship.KIN, "说的是同一样东西，毛病不同"
    return Matter(kinship, shared, weight, why)


def _by_thing(shared: Thing, main: bool, alike: float, meant: float | None) -> tuple[Kinship, str]:  # noqa: FBT001
    """Both name the thing; `main`: it is what both are about. A broad thing (物业, 公交) has many matters."""
    if meant is None:
        needed = CLOSE if shared.broad else 0.0
        return (Kinship.ONE, f"都说{shared.name}") if alike >= needed else (Kinship.KIN, f"都提到{shared.name}")
    needed = MEANT if shared.broad else UNSEEN if main else HINTED
    if meant >= needed:
        return Kinship.ONE, f"都说{shared.name}"
    return Kinship.KIN, f"都提到{shared.name}，但像是两件事"


def _by_meaning(a: Traits, b: Traits, alike: float, meant: float | None) -> tuple[Kinship, str]:
    """No thing that both are about: what they mean decides, then the words."""
    one, two = a.thing, b.thing
    names = f"一件说{one.name}，一件说{two.name}" if one and two else "说的不像一件事"
    narrow = bool(one and two and not one.broad and not two.broad and not _related(a, b))
    if meant is not None:
        if meant >= (BELIEVED if one or two else ALONE) and not narrow:
            return Kinship.ONE, f"知识库看是同一类事（{meant:.0%}）"
        return (Kinship.KIN if meant >= HINTED or alike >= CLOSE else Kinship.OTHER), names
    if one and two:
        kin = _related(a, b) or bool(a.named.all & b.named.all)
        return (Kinship.KIN if kin or alike >= CLOSE else Kinship.OTHER), names
    kinship = Kinship.ONE if alike >= CLOSE else Kinship.KIN if alike >= LOOSE else Kinship.OTHER
    return kinship, f"说法相近（{alike:.0%}）" if kinship else names


@lru_cache(maxsize=1)
def _families() -> dict[str, frozenset[int]]:
    """In which families each thing is."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, family in enumerate(read_yaml("families")["families"]):
        for code in family:
            found[code].add(number)
    return {code: frozenset(numbers) for code, numbers in found.items()}


def _related(a: Traits, b: Traits) -> bool:
    """Whether the main thing of one is named in the other, or is of a family with its main thing."""
    one, two = a.named.main, b.named.main
    if one in b.named.all or two in a.named.all:
        return True
    return bool(_families().get(one, frozenset()) & _families().get(two, frozenset()))


def _shared(a: Traits, b: Traits) -> Thing | None:
    """The thing that weighs enough in both."""
    if not a.named.weights or not b.named.weights:
        return None
    weights_a, weights_b = dict(a.named.weights), dict(b.named.weights)
    top_a, top_b = a.named.weights[0][1], b.named.weights[0][1]
    both = {
        code: min(weight / top_a, weights_b[code] / top_b) for code, weight in weights_a.items() if code in weights_b
    }
    if not both:
        return None
    known = things()
    best = max(both, key=lambda code: (not known[code].broad, both[code], code))
    mains = {a.named.main, b.named.main}
    if known[best].broad and len(mains) > 1 and not any(known[main].broad for main in mains):
        return None
    return known[best] if both[best] >= SECOND else None


def _other_fault(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether both tell what is wrong, and nothing of it is the same."""
    return bool(one and two and not one & two)
