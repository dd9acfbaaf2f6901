"""How far two places agree, from the coarse to the fine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from math import cos, hypot, radians

from orders.alike.people import marks_differ
from orders.alike.places import Place
from orders.alike.words import read_yaml, sound

METRES = 111_320.0
"""Of one degree of latitude."""
HERE, FAR = 60.0, 1_500.0
"""Metres: at one point; surely not at one point."""
TURNED = frozenset("东西南北新老大小上下前后内外中")
"""A name with one of these before it is another name: 东湖花园, 西湖花园."""
SHORTEST = 2
COMMON = 3
DIRECTIONS = re.compile(r"[东西南北左右]")
COARSE = ("社区", "村", "新区", "开发区", "公园", "河", "湖", "江", "大学", "大学城", "景区", "工业园", "产业园")
COMMON_NAMES = re.compile(
    r"^(?:实验|中心|人民|文化|社区|第?\d|育才|希望)?(?:学校|小学|中学|幼儿园|医院|广场|公园|市场|菜市场)$"
)
"""Names that many places have: the fuller name may be another place."""


class Level(IntEnum):
    """What two places share at least."""

    APART = -1
    UNKNOWN = 0
    AREA = 1
    ROAD = 2
    """One road, of which neither tells a part."""
    SITE = 3


@dataclass(frozen=True)
class Nearness:
    """`level`, what both tell finer (`agrees`), where they contradict (`differs`), and what only one of them tells."""

    level: Level
    agrees: frozenset[str] = frozenset()
    differs: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    why: str = ""
    coarse: bool = False
    """What they share is a whole community, village, park or river: no single point."""


def nearness(a: Place, b: Place) -> Nearness:
    """Compares two places."""
    agrees, differs, alone = _fine(a, b)
    level, why = _level(a, b)
    if "upper" in differs and level is Level.SITE and not (a.estates and b.estates):
        level, why = Level.UNKNOWN, "名称相同，但区或镇不同"
    if level >= Level.AREA and _turned(a.bare, b.bare):
        level, why = Level.APART, "地点只差方位"
    return Nearness(level, frozenset(agrees), frozenset(differs), frozenset(alone), why, coarse=_coarse(a, b))


def _fine(a: Place, b: Place) -> tuple[set[str], set[str], set[str]]:
    agrees: set[str] = set()
    differs: set[str] = set()
    alone: set[str] = set()
    for part in ("number", "phase", "building", "unit", "floor", "room", "gates", "sides", "upper", "branch"):
        one, two = getattr(a, part), getattr(b, part)
        if one and two:
            (agrees if one == two or (part in ("gates", "sides") and one & two) else differs).add(part)
        elif one or two:
            alone.add(part)
    if marks_differ(a.counted, b.counted):
        differs.add("counted")
    if a.counted & b.counted:
        agrees.add("counted")
    return agrees, differs, alone


def _coarse(a: Place, b: Place) -> bool:
    pools = ((a.others, b.others), (a.estates, b.others), (a.others, b.estates))
    shared = [(_shared(one, two), _shared(two, one)) for one, two in pools if _shared(one, two)]
    both = [name for pair in shared for name in pair]
    return bool(both) and all(name.endswith(COARSE) for name in both) and not _shared(a.estates, b.estates)


def _turned(one: str, two: str) -> bool:
    """Whether two addresses differ by nothing but a direction: 大学城东公交站, 大学城西公交站."""
    return one != two and DIRECTIONS.sub("", one) == DIRECTIONS.sub("", two) and all(map(DIRECTIONS.search, (one, two)))


def _rivals(one: Iterable[str], two: Iterable[str]) -> bool:
    """Whether both name places of one kind (村, 小学, 公交站) that are not the same."""
    return any(
        len(kind) > 1 or kind == "村"
        for x in one
        for y in two
        if not same_name(x, y)
        for kind in (_kind_of(x),)
        if kind and kind == _kind_of(y)
    )


@lru_cache(maxsize=20_000)
def _kind_of(name: str) -> str:
    return next((kind for kind in _ordered() if name.endswith(kind) and name != kind), "")


@lru_cache(maxsize=1)
def _ordered() -> tuple[str, ...]:
    table = read_yaml("places")
    return tuple(sorted({*table["villages"], *table["pois"], "分店"}, key=len, reverse=True))


def _level(a: Place, b: Place) -> tuple[Level, str]:
    """The level with a sentence for the worker."""
    metres = distance(a, b)
    if metres is not None and metres > FAR:
        return Level.APART, f"定位相距约{metres / 1000:.1f}公里"
    estate = _shared(a.estates, b.estates) or _shared(a.estates, b.others) or _shared(a.others, b.estates)
    if estate:
        return Level.SITE, f"都在{estate}"
    if a.estates and b.estates:
        return Level.APART, f"一件在{_one(a.estates)}，一件在{_one(b.estates)}"
    if metres is not None and metres <= HERE:
        return Level.SITE, f"定位相距不到{max(10, round(metres, -1)):.0f}米"
    return _by_name(a, b)


def _by_name(a: Place, b: Place) -> tuple[Level, str]:
    """What markets, schools, shops and roads tell, where no estate is shared."""
    other, road = _shared(a.others, b.others), _shared(a.roads, b.roads)
    if _rivals(a.others, b.others):
        return Level.APART, f"一件在{_one(a.others)}，一件在{_one(b.others)}"
    if other:
        apart = bool(a.roads and b.roads and not road)
        return (Level.APART, f"都是{other}，但不在同一条路") if apart else (Level.SITE, f"都在{other}")
    return _by_road(a, b, road)


def _by_road(a: Place, b: Place, road: str) -> tuple[Level, str]:
    """What the roads tell, where no name is shared."""
    if road:
        return _on_road(a, b, road)
    common = _common(a.words, b.words)
    if a.roads and b.roads:
        return Level.APART, f"一件在{_one(a.roads)}，一件在{_one(b.roads)}"
    if a.number and a.number == b.number and (there := _common(a.words, b.words, SHORTEST)):
        return Level.SITE, f"都提到{there}{a.number}号"
    if common:
        begins = a.words.startswith(common) and b.words.startswith(common)
        return (Level.SITE if begins else Level.AREA), f"地点都提到{common}"
    if a.others and b.others and not (a.estates or b.estates):
        return Level.APART, f"一件在{_one(a.others)}，一件在{_one(b.others)}"
    return Level.UNKNOWN, "看不出是不是同一个地方"


def _on_road(a: Place, b: Place, road: str) -> tuple[Level, str]:
    """Two places on one road."""
    if a.number and b.number:
        same = a.number == b.number
        return (Level.SITE, f"都在{road}{a.number}号") if same else (Level.APART, f"{road}上的门牌号不同")
    if a.crossing and b.crossing:
        same = len([name for name in a.roads if _shared({name}, b.roads)]) > 1
        return (
            (Level.SITE, f"都在{'和'.join(sorted(a.roads))}的路口") if same else (Level.APART, f"是{road}上不同的路口")
        )
    if a.building and a.building == b.building:
        return Level.SITE, f"都在{road}{a.building}号楼"
    if common := _common(_without(a.words, a.roads), _without(b.words, b.roads), SHORTEST, landmark=True):
        return Level.SITE, f"都在{road}，都提到{common}"
    if a.others and b.others:
        return Level.AREA, f"都在{road}，一个说{_one(a.others)}，一个说{_one(b.others)}"
    whole = not (a.others or b.others or a.number or b.number or a.crossing or b.crossing)
    return (Level.ROAD if whole else Level.AREA), f"都在{road}，没有更细的位置"


def _without(words: str, names: Iterable[str]) -> str:
    for name in names:
        words = words.replace(name, ",")
    return words


def _common(one: str, two: str, fewest: int = COMMON, *, landmark: bool = False) -> str:
    """The longest run of at least so many characters in both; the name of a kind alone counts as a `landmark` only."""
    best = ""
    for start in range(len(one)):
        end = start + max(len(best) + 1, fewest)
        while end <= len(one) and "," not in one[start:end] and one[start:end] in two:
            best = one[start:end]
            end += 1
    if landmark:
        return "" if best in _positions() or _of_two(best, one, two) else best
    dull = best in _kinds() or any(best.endswith(kind) and len(best) - len(kind) < SHORTEST for kind in _kinds())
    return "" if dull else best


def _of_two(kind: str, one: str, two: str) -> bool:
    """Whether the word is only the kind of two names: 工商银行, 建设银行."""
    before = [text[: text.index(kind)].rpartition(",")[2] for text in (one, two)]
    return all(before) and before[0] != before[1]


@lru_cache(maxsize=1)
def _positions() -> frozenset[str]:
    table = read_yaml("places")
    return frozenset((*table["position"], *table["sides"], "小区", "商铺", "不清"))


@lru_cache(maxsize=1)
def _kinds() -> frozenset[str]:
    table = read_yaml("places")
    keys = ("roads", "not_roads", "estates", "villages", "pois", "shops", "position", "generic")
    return frozenset(word for key in keys for word in table[key] if len(word) > 1)


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
        if COMMON_NAMES.match(short):
            return False
        return long.endswith(short) and len(short) > SHORTEST and front not in TURNED and front[-1] not in TURNED
    return len(one) == len(two) and len(one) > SHORTEST and sound(one) == sound(two)


def _one(names: Iterable[str]) -> str:
    return min(names)
