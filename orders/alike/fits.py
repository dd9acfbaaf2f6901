"""Whether two places agree as far as their thing reaches (`reach` in objects.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from orders.alike.matters import HINTED, Matter
from orders.alike.nearness import Level, Nearness
from orders.alike.people import bare, same_respondent
from orders.alike.traits import Traits

POINTS = frozenset({"building", "number", "gates", "sides", "unit", "counted"})
"""What tells one point of an estate or a road from another."""

OFFICES = ("大厅", "派出所", "医院", "银行", "支行", "平台", "局", "窗口", "服务中心", "法院", "税务局", "车管所")


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
    """Judges the places by the reach of the thing; without one, as for an estate."""
    reach = _reach(a, b, about)
    who = _respondents(a, b)
    if near.differs & {"phase", "branch", "counted"}:
        return Fitting(Fit.NOT, ("期数、分店或编号不同",))
    if told_again(a, b, about) and near.level >= Level.AREA and not near.differs & {"building", "number"}:
        return Fitting(Fit.SURE, ("说是之前反映过的",))
    if reach == "own" or (about.thing is None and _at_office(a, b)):
        return _own(a, b, near)
    if "branch" in near.alone:
        return Fitting(Fit.DOUBTFUL, ("有一件没有说是哪一家分店",))
    if reach in ("named", "wide"):
        return _named(near, reach, who=who)
    if near.level < Level.ROAD or (near.level is Level.ROAD and reach != "estate"):
        return Fitting(Fit.DOUBTFUL if near.level >= Level.AREA else Fit.NOT, ("具体位置不能确定",))
    if reach == "door":
        return _door(near, rooms=bool(a.rooms & b.rooms))
    return RULES[reach](near)


def _reach(a: Traits, b: Traits, about: Matter) -> str:
    if about.thing is not None:
        return about.thing.reach
    reaches = {thing.reach for thing in (a.thing, b.thing) if thing and not thing.broad}
    return reaches.pop() if len(reaches) == 1 else "estate"


def _at_office(a: Traits, b: Traits) -> bool:
    """Whether it happened at an office, where everybody has a case of their own."""
    return any(name.endswith(OFFICES) for one in (a, b) for name in one.place.others)


def told_again(a: Traits, b: Traits, about: Matter) -> bool:
    """Whether one of them says that it was told before, and it may be this."""
    return a.follows != b.follows and about.likeness >= HINTED


def _respondents(a: Traits, b: Traits) -> bool | None:
    """Whether one is complained of in both; None where one names nobody."""
    if not a.respondent or not b.respondent:
        return None
    if same_respondent(a.respondent, b.respondent):
        return True
    if bare(a.respondent) in b.spoken or bare(b.respondent) in a.spoken:
        return True
    return False


def _own(a: Traits, b: Traits, near: Nearness) -> Fitting:
    same = bool(a.told.account) and a.told.account == b.told.account
    if same and near.level >= Level.AREA:
        return Fitting(Fit.SURE, ("同一个人",))
    if near.level is Level.SITE and _one_case(a, b):
        return Fitting(Fit.SURE, ("金额或日子也一样",))
    if near.level is Level.SITE:
        return Fitting(Fit.DOUBTFUL, ("各人自己的事，要分开办",))
    return Fitting(Fit.NOT, ("各人自己的事",))


def _one_case(a: Traits, b: Traits) -> bool:
    """Whether a sum or the day is the same, so that two strangers' cases are hardly meant."""
    if a.figures and b.figures:
        return bool(a.figures & b.figures)
    days = a.when.day and a.when.day == b.when.day
    return bool(days or (a.when.weekday and a.when.weekday == b.when.weekday))


def _named(near: Nearness, reach: str, *, who: bool | None) -> Fitting:
    if who is False:
        return Fitting(Fit.NOT if reach == "named" else Fit.DOUBTFUL, ("被反映的不像同一家",))
    if near.level >= Level.ROAD:
        return Fitting(Fit.SURE)
    if who and near.level >= Level.UNKNOWN:
        return Fitting(Fit.SURE if near.level is Level.AREA else Fit.DOUBTFUL, ("被反映的是同一家",))
    return Fitting(Fit.DOUBTFUL if near.level is Level.AREA else Fit.NOT, ("具体位置不能确定",))


def _estate(near: Nearness) -> Fitting:
    if near.differs & {"building"}:
        return Fitting(Fit.DOUBTFUL, ("楼栋不同",))
    return Fitting(Fit.SURE)


def _spot(near: Nearness) -> Fitting:
    if "floor" in near.differs:
        return Fitting(Fit.DOUBTFUL, ("楼层不同",))
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
    if "building" not in near.agrees and not near.agrees & {"number", "room"}:
        return Fitting(Fit.DOUBTFUL, ("没有都说是哪栋楼",))
    if near.alone & {"unit"} and "building" in near.agrees:
        return Fitting(Fit.DOUBTFUL, ("有一件没有说是哪个单元",))
    return Fitting(Fit.SURE)


def _building(near: Nearness) -> Fitting:
    if "building" in near.differs:
        return Fitting(Fit.NOT, ("楼栋不同",))
    if not near.agrees & {"building", "number", "room", "sides"}:
        return Fitting(Fit.DOUBTFUL, ("没有都说是哪栋楼",))
    return Fitting(Fit.SURE)


def _door(near: Nearness, *, rooms: bool) -> Fitting:
    """`rooms`: some room is named in both."""
    stair = _building(near) if rooms else _stair(near)
    if stair.level == Fit.SURE and "room" in near.differs and not rooms:
        return Fitting(Fit.DOUBTFUL, ("房号不同，可能一个是反映人的家",))
    return stair


RULES = {"estate": _estate, "spot": _spot, "stair": _stair, "building": _building}
