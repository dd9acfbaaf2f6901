"""Whether two appeals are the same matter: rules and a small learned model together, with reasons in Chinese.

Nothing here merges: `same` is asked of the resident, `ambiguous` is for a worker's eye, `opposing` is paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from rapidfuzz import fuzz

from orders.alike.nearness import Level
from orders.alike.rules import WINDOW, Examined, Likeness, Verdict, examine
from orders.alike.signs import Signs, signs
from orders.alike.told import Told
from orders.alike.traits import Traits, traits
from orders.alike.trees import Model, model
from orders.alike.words import core, read_yaml

__all__ = ["WINDOW", "Chances", "Likeness", "Verdict", "asked", "chances", "compare", "contrary", "judge", "verdict"]
PLAIN = 80.0
"""RapidFuzz ratio, 0 to 100, of texts without marks and courtesies, from which they are the same words."""
TOLD = 2
"""Signs that are told to the worker beside the reasons of the rules."""


@dataclass(frozen=True)
class Chances:
    """What the model makes of two appeals: chances between 0 and 1."""

    same: float
    opposing: float


def judge(a: Told, b: Told, *, window: timedelta = WINDOW) -> Likeness:
    """Compares two appeals; the same whichever comes first."""
    return compare(traits(a), traits(b), window=window)


def contrary(a: Traits, b: Traits) -> float | None:
    """How surely two appeals are contrary demands at one place, which only the rules say; None where they are not."""
    if not (a.pulls and b.pulls):
        return None
    seen = examine(a, b)
    return seen.likeness.score if seen.likeness.verdict == "opposing" and not seen.never else None


def asked(a: Traits, b: Traits) -> float | None:
    """The chance that two appeals are one matter, where it is enough to ask a resident; None where it is not.

    The verdict `same` of `compare`, without the reasons that only workers read.
    """
    seen = examine(a, b)
    plain = plainly(a, b, seen)
    if seen.never or not (plain or may_be_suggested(seen)):
        return None
    said = chances(signs(a, b, seen), model())
    return said.same if plain or verdict(seen, said, model()) == "same" else None


def compare(a: Traits, b: Traits, *, window: timedelta = WINDOW) -> Likeness:
    """Compares two appeals that were read already."""
    seen = examine(a, b, window=window)
    if seen.never:
        return seen.likeness
    found, known = signs(a, b, seen), model()
    said = chances(found, known)
    which = "same" if plainly(a, b, seen) else verdict(seen, said, known)
    if which in ("opposing", "different"):
        return Likeness(which, seen.likeness.score if which == "opposing" else said.same, seen.likeness.reasons)
    because = _because(found, known) if which == "same" else ()
    told = (*seen.likeness.reasons, *because, f"像是同一件的可能{said.same:.0%}")
    return Likeness(which, round(said.same, 3), told)


def plainly(a: Traits, b: Traits, seen: Examined) -> bool:
    """Whether the rules say one matter and hardly a word differs: no labelled pair is so plain, no model knows it."""
    near = seen.near
    whole = near.level is Level.SITE and not near.differs and not near.alone
    return seen.likeness.verdict == "same" and whole and fuzz.ratio(core(a.text), core(b.text)) >= PLAIN


def chances(found: Signs, known: Model) -> Chances:
    """What the model says; of opposing demands only where it would be suggested."""
    same = known.same.chance(found)
    return Chances(same, known.opposing.chance(found) if same >= known.suggest else 0.0)


def verdict(seen: Examined, said: Chances, known: Model) -> Verdict:
    """Rules and model together. Only the model suggests; a suspicion of opposing demands alone forbids it."""
    ruled = seen.likeness.verdict
    if seen.never:
        return "different"
    if ruled == "opposing":
        return "opposing"
    if said.same >= known.suggest and said.opposing < known.contrary and may_be_suggested(seen):
        return "same"
    return "different" if ruled == "different" and said.same < known.look else "ambiguous"


def may_be_suggested(seen: Examined) -> bool:
    """Whether the model is asked at all; what the rules forbid it cannot allow.

    Of 113 right suggestions on the blind pairs two are lost where the rules see two matters, and no wrong one is made.
    """
    return not (seen.never or seen.doubt) and seen.likeness.verdict in ("same", "ambiguous")


def _because(found: Signs, known: Model) -> tuple[str, ...]:
    """The strongest signs, in words."""
    words, told = _say(), list[str]()
    for name, added in known.same.because(found):
        if name in words and len(told) < TOLD:
            told.append(words[name][added < 0])
    return tuple(told)


@lru_cache(maxsize=1)
def _say() -> Mapping[str, tuple[str, str]]:
    return {name: (pair[0], pair[1]) for name, pair in read_yaml("signs")["say"].items()}
