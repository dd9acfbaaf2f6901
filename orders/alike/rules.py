"""What the rules say of two appeals: place, thing, direction and time, each with its reason.

Strict where nobody is asked (`certain`); for suggestions it is one sign among others (`judge`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from orders.alike.fits import Fit, Fitting, fit, told_again
from orders.alike.matters import Kinship, Matter, matter
from orders.alike.nearness import Level, Nearness, nearness
from orders.alike.people import marks_differ
from orders.alike.stances import NEITHER
from orders.alike.things import things
from orders.alike.traits import Traits

Verdict = Literal["same", "ambiguous", "opposing", "different"]
WINDOW = timedelta(days=60)
"""Received farther apart than this, it is a new matter; a setting of the region may say otherwise."""
SAME_DAYS = timedelta(days=3)
"""Two told days of what may be one happening: people are off by so much."""
ONE_DAY = timedelta(days=2)
"""A single happening of which only one appeal tells the day was received by then."""


@dataclass(frozen=True)
class Likeness:
    """The verdict, how sure it is (0 to 1; for ordering only), and the reasons in Chinese for the worker."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """Two appeals side by side: what the rules found, and what they make of it. `never`: no model may overrule it."""

    near: Nearness
    about: Matter
    fitting: Fitting
    likeness: Likeness
    never: bool = False
    doubt: bool = False
    """One tells no more of the place than a part of the town, or one alone speaks against a change: never suggested."""


def ruled(a: Traits, b: Traits, *, window: timedelta = WINDOW) -> Likeness:
    """The verdict of the rules alone; the same whichever comes first."""
    return examine(a, b, window=window).likeness


def examine(a: Traits, b: Traits, *, window: timedelta = WINDOW) -> Examined:
    """Compares two appeals that were read already."""
    near, about = nearness(a.place, b.place), matter(a, b)
    fitting = fit(a, b, near, about)
    if marks_differ(a.marks, b.marks):
        return Examined(near, about, fitting, Likeness("different", 0.0, ("车牌、线路或编号不同",)), never=True)
    found = _likeness(a, b, near, about, fitting=fitting, window=window)
    return Examined(near, about, fitting, found, never=_between(a, b) > window, doubt=_doubt(a, b))


def _doubt(a: Traits, b: Traits) -> bool:
    rough = any(one.vague and one.place.bare for one in (a, b))
    return rough or a.says("resist") != b.says("resist")


def _likeness(a: Traits, b: Traits, near: Nearness, about: Matter, *, fitting: Fitting, window: timedelta) -> Likeness:
    reasons = tuple(why for why in (near.why, about.why) if why)
    if about.kinship is Kinship.OTHER or near.level is Level.APART:
        return Likeness("different", 0.0, reasons)
    if late := apart_in_time(a, b, about, window):
        return Likeness("different", 0.1, (*reasons, late))
    reasons = (*reasons, *fitting.reasons)
    if fitting.level == Fit.NOT:
        return Likeness("different", 0.1, reasons)
    if opposed := _opposed(a, b, about, fitting):
        return Likeness("opposing", _score(near, about), (*reasons, opposed))
    again = told_again(a, b, about) and near.level is Level.SITE
    one = about.kinship is Kinship.ONE or "room" in near.agrees or again
    sure = fitting.level == Fit.SURE and one and not _open_day(a, b, about)
    verdict: Verdict = "same" if sure else "ambiguous"
    return Likeness(verdict, _score(near, about) * (1.0 if sure else 0.6), reasons)


def _score(near: Nearness, about: Matter) -> float:
    fine = min(len(near.agrees), 3) / 3
    return round(min(1.0, 0.35 + 0.2 * (near.level is Level.SITE) + 0.15 * fine + 0.3 * about.likeness), 3)


def apart_in_time(a: Traits, b: Traits, about: Matter, window: timedelta) -> str:
    """Why they are too far apart in time; the empty string where they are not."""
    between = _between(a, b)
    if between > window:
        return f"相隔{between.days}天"
    once = about.thing is not None and about.thing.once
    if a.when.again or b.when.again or (about.thing is not None and about.thing.lasts):
        return ""
    if a.when.day and b.when.day and abs(a.when.day - b.when.day) > (timedelta(0) if once else SAME_DAYS):
        return "不是同一天的事"
    return "一次性的事，相隔几天" if once and between > ONE_DAY else ""


def _open_day(a: Traits, b: Traits, about: Matter) -> bool:
    """A single happening, and only one of the two tells the day."""
    once = about.thing is not None and about.thing.once
    return once and (a.when.day is None) != (b.when.day is None) and not (a.when.again or b.when.again)


def _between(a: Traits, b: Traits) -> timedelta:
    if a.received_at is None or b.received_at is None:
        return timedelta(0)
    return abs(a.received_at - b.received_at)


def _opposed(a: Traits, b: Traits, about: Matter, fitting: Fitting) -> str:
    """The sentence where both pull at one thing from two sides; the empty string otherwise."""
    if fitting.level == Fit.NOT:
        return ""
    for code in dict.fromkeys(filter(None, (about.thing.code if about.thing else "", a.named.main, b.named.main, "-"))):
        one, two = a.stance(code), b.stance(code)
        if one != NEITHER and one == -two:
            return f"对{things()[code].name if code in things() else '同一件东西'}的要求相反"
    return ""
