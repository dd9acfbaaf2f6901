"""Whether two places agree as far as their thing reaches (`reach` in objects.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from orders.alike.matters import Matter
from orders.alike.nearness import Level, Nearness
from orders.alike.people import same_respondent
from orders.alike.traits import Traits

POINTS = frozenset({"building", "number", "gates", "sides", "unit"})
"""What tells one point of an estate or a road from another."""


class Fit(IntEnum):
    """How far the places agree."""

    NOT = 0
    DOUBTFUL = 1
    SURE = 2


@dataclass(frozen=True)
class Fitting:
    """The level and what speaks for and against it, for the worker."""

    level: Fit
    reasons: tuple[str, ...] = ()


def fit(a: Traits, b: Traits, near: Nearness, about: Matter) -> Fitting:
    """Judges the places by the reach of the thing; without a known thing as for an estate."""
    reach = about.thing.reach if about.thing else "estate"
    who = _respondents(a, b)
    if "phase" in near.differs:
        return Fitting(Fit.NOT, ("期数或分区不同",))
    if reach == "own":
        return _own(a, b, near)
    if reach in ("named", "wide"):
        return _named(near, who, reach)
    if near.level is not Level.SITE:
        return Fitting(Fit.DOUBTFUL if near.level is Level.AREA else Fit.NOT, ("具体位置不能确定",))
    return RULES[reach](near)


def _respondents(a: Traits, b: Traits) -> bool | None:
    """Whether one is complained of in both; None where one names nobody."""
    if not a.respondent or not b.respondent:
        return None
    return same_respondent(a.respondent, b.respondent)


def _own(a: Traits, b: Traits, near: Nearness) -> Fitting:
    same = bool(a.told.account) and a.told.account == b.told.account
    if same and near.level >= Level.AREA:
        return Fitting(Fit.SURE, ("同一个人",))
    if near.level is Level.SITE:
        return Fitting(Fit.DOUBTFUL, ("各人自己的事，要分开办",))
    return Fitting(Fit.NOT, ("各人自己的事",))


def _named(near: Nearness, who: bool | None, reach: str) -> Fitting:  # noqa: FBT001 - three answers
    if who is False and reach == "named":
        return Fitting(Fit.NOT, ("被反映的不是同一家",))
    if near.level is Level.SITE:
        return Fitting(Fit.SURE)
    if who and near.level >= Level.UNKNOWN:
        return Fitting(Fit.SURE if near.level is Level.AREA else Fit.DOUBTFUL, ("被反映的是同一家",))
    return Fitting(Fit.DOUBTFUL if near.level is Level.AREA else Fit.NOT, ("具体位置不能确定",))


def _estate(near: Nearness) -> Fitting:
    if near.differs & {"building"}:
        return Fitting(Fit.DOUBTFUL, ("楼栋不同",))
    return Fitting(Fit.SURE)


def _spot(near: Nearness) -> Fitting:
    if near.agrees & POINTS and not near.differs & {"building", "number"}:
        return Fitting(Fit.SURE)
    if near.differs & POINTS:
        return Fitting(Fit.NOT, ("不是同一个位置",))
    if near.alone & {"building", "number", "gates"}:
        return Fitting(Fit.DOUBTFUL, ("有一件没有说清具体位置",))
    return Fitting(Fit.SURE)


def _stair(near: Nearness) -> Fitting:
    if near.differs & {"building", "unit"}:
        return Fitting(Fit.NOT, ("楼栋或单元不同",))
    if near.alone & {"building"}:
        return Fitting(Fit.DOUBTFUL, ("有一件没有说是哪栋楼",))
    if near.alone & {"unit"} and "building" in near.agrees:
        return Fitting(Fit.DOUBTFUL, ("有一件没有说是哪个单元",))
    return Fitting(Fit.SURE)


def _door(near: Nearness) -> Fitting:
    stair = _stair(near)
    if stair.level == Fit.SURE and "room" in near.differs:
        return Fitting(Fit.DOUBTFUL, ("房号不同，可能一个是反映人的家",))
    return stair


RULES = {"estate": _estate, "spot": _spot, "stair": _stair, "door": _door}
