"""How far two places agree, from the coarse to the fine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import cos, hypot, radians

from orders.alike.places import Place
from orders.alike.words import sound

METRES = 111_320.0
"""Of one degree of latitude."""
HERE, FAR = 60.0, 1_500.0
"""Metres: at one point; surely not at one point."""
TURNED = frozenset("东西南北新老大小上下前后内外中")
"""A name with one of these before it is another name: 东湖花园, 西湖花园."""
SHORTEST = 2


class Level(IntEnum):
    """What two places share at least."""

    APART = -1
    UNKNOWN = 0
    AREA = 1
    SITE = 2


@dataclass(frozen=True)
class Nearness:
    """`level`, what both tell finer (`agrees`), where they contradict (`differs`), and what only one of them tells."""

    level: Level
    agrees: frozenset[str] = frozenset()
    differs: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    why: str = ""


def nearness(a: Place, b: Place) -> Nearness:
    """Compares two places."""
    agrees, differs, alone = _fine(a, b)
    level, why = _level(a, b)
    return Nearness(level, frozenset(agrees), frozenset(differs), frozenset(alone), why)


def _fine(a: Place, b: Place) -> tuple[set[str], set[str], set[str]]:
    agrees, differs, alone = set(), set(), set()
    for part in ("number", "phase", "building", "unit", "floor", "room", "gates", "sides"):
        one, two = getattr(a, part), getattr(b, part)
        if one and two:
            (agrees if one == two or (part in ("gates", "sides") and one & two) else differs).add(part)
        elif one or two:
            alone.add(part)
    return agrees, differs, alone


def _level(a: Place, b: Place) -> tuple[Level, str]:
    """The level with a sentence for the worker."""
    metres = distance(a, b)
    estate, other, road = (_shared(getattr(a, kind), getattr(b, kind)) for kind in ("estates", "others", "roads"))
    across = _shared(a.estates, b.others) or _shared(a.others, b.estates)
    if metres is not None and metres > FAR:
        return Level.APART, f"定位相距约{metres / 1000:.1f}公里"
    if estate or across:
        return Level.SITE, f"都在{estate or across}"
    if a.estates and b.estates:
        return Level.APART, f"一件在{_one(a.estates)}，一件在{_one(b.estates)}"
    if metres is not None and metres <= HERE:
        return Level.SITE, f"定位相距不到{max(10, round(metres, -1)):.0f}米"
    if other:
        apart = bool(a.roads and b.roads and not road)
        return (Level.APART, f"都是{other}，但不在同一条路") if apart else (Level.SITE, f"都在{other}")
    return _by_road(a, b, road)


def _by_road(a: Place, b: Place, road: str) -> tuple[Level, str]:
    """What the roads tell, where no name is shared."""
    if road:
        if a.number and b.number:
            same = a.number == b.number
            return (Level.SITE, f"都在{road}{a.number}号") if same else (Level.APART, f"{road}上的门牌号不同")
        if a.crossing and b.crossing:
            same = len([name for name in a.roads if _shared({name}, b.roads)]) > 1
            return (Level.SITE, f"都在{'和'.join(sorted(a.roads))}的路口") if same else (Level.APART, f"是{road}上不同的路口")
        return Level.AREA, f"都在{road}，具体位置不能确定"
    if a.roads and b.roads:
        return Level.APART, f"一件在{_one(a.roads)}，一件在{_one(b.roads)}"
    if a.others and b.others and not (a.estates or b.estates):
        return Level.APART, f"一件在{_one(a.others)}，一件在{_one(b.others)}"
    return Level.UNKNOWN, "看不出是不是同一个地方"


def distance(a: Place, b: Place) -> float | None:
    """Metres between two points; None where one is not known."""
    if a.point is None or b.point is None:
        return None
    east = (a.point[0] - b.point[0]) * METRES * cos(radians((a.point[1] + b.point[1]) / 2))
    return hypot(east, (a.point[1] - b.point[1]) * METRES)


def _shared(one: Iterable[str], two: Iterable[str]) -> str:
    """A name that both have, as the first writes it; the empty string where none is."""
    two = tuple(two)
    return next((name for name in sorted(one) if any(same_name(name, other) for other in two)), "")


def same_name(one: str, two: str) -> bool:
    """Whether two names mean one place: equal, read alike, or one is the other's short form."""
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    if len(short) >= SHORTEST and len(long) > len(short):
        if long.startswith(short):
            return True
        front = long[: -len(short)]
        return long.endswith(short) and len(short) > SHORTEST and front not in TURNED and not front[-1] in TURNED
    return len(one) == len(two) and len(one) > SHORTEST and sound(one) == sound(two)


def _one(names: Iterable[str]) -> str:
    return min(names)
