"""Reads a Chinese address: what is counted, and what has a name.

Everything here takes text as `words.plain` leaves it. `loose`: it is an address, so what is left between the parts is
a name too; running text gives only names with a known suffix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from orders.alike.things import named_in
from orders.alike.words import read_yaml

ROOM_CODE = re.compile(r"(?<![\d-])(\d{1,3})-(?:(\d{1,2})-)?(\d{3,4})(?!\d)")
BUILDING = re.compile(r"([a-z]?\d+|[a-z甲乙丙丁])(?:栋|幢|号楼|座|橦|#楼|#)")
UNIT = re.compile(r"(\d+|[a-z])(?:单元|门洞|门(?![口面店诊卫]))")
FLOOR = re.compile(r"(\d{1,2})(?:层|楼)(?![道梯])")
ROOM = re.compile(r"(?<!\d)(\d{3,4})(?:室|号房|房|户|号(?=$|[^\d路街]))")
DOOR = re.compile(r"(?<!\d)(\d{3,4})(?!\d|年|元|米|路)")
NUMBER = re.compile(r"(\d+(?:-\d+)?(?:之\d+)?)号(?!线|楼|院?[,，]?线)")
PHASE = re.compile(r"(\d|[a-z]|(?<=[\u4e00-\u9fff])[东西南北中])(?:期|区)(?!域)")
COUNTS = (("building", BUILDING), ("unit", UNIT), ("room", ROOM), ("floor", FLOOR), ("number", NUMBER))
UPPER = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,3}[^超菜夜早城商花场]市(?!场|民|政))?"
    r"([\u4e00-\u9fff]{1,2}[^小社园校景厂库山新街院住东西南北中老片开]区(?!域))?([\u4e00-\u9fff]{2,3}县)?"
)
STREET = re.compile(r"([\u4e00-\u9fff]{2,5}?)(?:街道(?:办事处)?|镇(?!中心|政府)|乡(?!村|镇))")
HAN = re.compile(r"(?:[\u4e00-\u9fffa-z]|\d(?=[路街巷弄小中院村队]))+")
JOINT = re.compile(r"(?<=[路街道巷弄])[与和跟至到、及](?=.)")
AFTER = r"$|[门东西南北旁附对内外口后前中楼底侧一地小社物停全公大正偏斜靠边上下]"
"""What may follow a name that ends in one weak character (苑, 里), which otherwise belongs to a longer name."""
LONGEST = 9
"""Characters of a name before its suffix; a longer one is running text."""
SHORT, FULL = 2, 4
"""Characters of the shortest stem that counts in running text; of a name that is more than its suffix."""


@dataclass
class Found:
    """What was read so far."""

    parts: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: {"estates": set(), "others": set(), "roads": set()})


@lru_cache(maxsize=1)
def _suffixes() -> re.Pattern[str]:
    table = read_yaml("places")
    kinds = {
        "road": table["roads"],
        "estate": table["estates"],
        "other": table["villages"] + table["pois"] + table["shops"],
    }
    every = sorted({word for words in kinds.values() for word in words} - set(kinds["road"]), key=len, reverse=True)
    strong = "|".join(word for word in every if len(word) > 1)
    weak = "|".join(word for word in every if len(word) == 1)
    road = "|".join(sorted(kinds["road"], key=len, reverse=True))
    stem = rf"(?:[\u4e00-\u9fffa-z]|\d(?=[路街巷弄小中院村队])){{1,{LONGEST}}}?"
    homes = "|".join(word for word in every if len(word) > 1 and word in kinds["estate"])
    ends = rf"(?:{weak})?(?:{homes})+|(?:{strong})+|(?:{weak})(?={AFTER})|(?:{road})(?![灯面舞边道])"
    return re.compile(rf"({stem})({ends})")


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    table = read_yaml("places")
    other = dict.fromkeys(table["villages"] + table["pois"] + table["shops"], "others")
    return other | dict.fromkeys(table["estates"], "estates") | dict.fromkeys(table["roads"], "roads")


@lru_cache(maxsize=1)
def positions() -> re.Pattern[str]:
    """Positions of more than one character: a single one may belong to a name (上沙村, 和煦路)."""
    words = sorted((word for word in read_yaml("places")["position"] if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1)
def _leads() -> re.Pattern[str]:
    words = sorted(read_yaml("places")["leads"], key=len, reverse=True)
    return re.compile(rf"^(?:.*(?:{'|'.join(word for word in words if len(word) > 1)})|(?:{'|'.join(words)}))+")


@lru_cache(maxsize=1)
def word_sets() -> dict[str, frozenset[str]]:
    """Sets of words of `places.yaml` by their key."""
    table = read_yaml("places")
    return {key: frozenset(table[key]) for key in ("not_roads", "generic", "gates", "sides", "shops")}


def fill(address: Found, said: str) -> None:
    """What the address leaves open is taken from the text."""
    text = Found()
    rest = take_numbers(said, text)
    for part, value in text.parts.items():
        if part != "number":
            address.parts.setdefault(part, value)
    if address.names["estates"] or address.names["others"]:
        return
    for segment in HAN.findall(rest):
        _take_names(segment, text, loose=False)
    if address.names["roads"]:
        address.names["estates"] = text.names["estates"]
    else:
        address.names = text.names


def read(text: str, *, loose: bool) -> Found:
    """`loose`: it is an address, so what is left between the parts is a name too."""
    found = Found()
    rest = text
    if loose and (upper := UPPER.match(text)):
        found.parts["upper"] = upper.group(1) or upper.group(2) or ""
        rest = text[upper.end() :]
    if loose and (street := STREET.match(rest)):
        found.parts["street"] = street.group(1)
        found.parts["upper"] = found.parts["upper"] or street.group()
        rest = rest[street.end() :]
    rest = take_numbers(JOINT.sub(",", rest), found)
    for segment in HAN.findall(rest.replace("路口", "路,") if loose else rest):
        _take_names(segment, found, loose=loose)
    return found


def take_numbers(text: str, found: Found) -> str:
    """Takes out what is counted; each leaves a comma."""
    if code := ROOM_CODE.search(text):
        building, unit, room = code.groups()
        found.parts |= {"building": building, "room": room} | ({"unit": unit} if unit else {})
        text = text[: code.start()] + "," + text[code.end() :]
    for part, pattern in COUNTS:
        if hit := pattern.search(text):
            found.parts.setdefault(part, hit.group(1))
            text = pattern.sub(",", text)
    if phase := PHASE.search(text):
        found.parts["phase"] = phase.group(1)
        text = PHASE.sub(",", text, count=1)
    if {"building", "unit"} & found.parts.keys() and (room := DOOR.search(text)):
        found.parts.setdefault("room", room.group(1))
    return text


def _take_names(segment: str, found: Found, *, loose: bool) -> None:
    """Roads, estates and other names of one run of characters."""
    at = 0
    for hit in _suffixes().finditer(segment):
        if loose:
            _take_rest(segment[at : hit.start()], found)
        at = hit.end()
        _take_name(hit.group(1), hit.group(2), found, loose=loose)
    if loose:
        _take_rest(segment[at:], found)


def _take_name(stem: str, suffix: str, found: Found, *, loose: bool) -> None:
    if not loose or len(stem) > SHORT + 1:
        stem = (positions() if loose else _leads()).sub("", stem)
    name, kind = stem + suffix, _kind(suffix)
    if not stem or name in word_sets()["generic"] or (not loose and _is_vague(stem, suffix)):
        return
    if kind == "roads" and _is_no_road(name):
        return
    if kind == "others" and "路" in stem[1:]:  # a stop or a branch is named after its road
        found.names["roads"].add(stem[: stem.index("路", 1) + 1])
    found.names[kind].add(_alias(name.removesuffix("小区") if len(name) > FULL else name))


def _is_vague(stem: str, suffix: str) -> bool:
    """In running text a short stem or a weak suffix is hardly a name."""
    return len(stem) < SHORT or (len(suffix) < SHORT and suffix not in "路街")


def _is_no_road(name: str) -> bool:
    words = word_sets()["not_roads"]
    return name in words or any(name.endswith(word) for word in words if len(word) > 1)


def _kind(suffix: str) -> str:
    """Of several suffixes in a row the last one tells."""
    kinds = _kinds()
    for start in range(len(suffix)):
        if suffix[start:] in kinds:
            return kinds[suffix[start:]]
    return "others"


def _take_rest(rest: str, found: Found) -> None:
    """A name without a suffix that we know: whatever an address says beside positions."""
    name = positions().sub("", rest).lstrip("口在与和的").rstrip("上下内外旁侧处口前后边")
    dull = word_sets()["generic"] | word_sets()["gates"]
    if 1 < len(name) <= LONGEST and name not in dull and not named_in(name).main:
        found.names["others"].add(_alias(name))


def _alias(name: str) -> str:
    for other, usual in read_yaml("places")["aliases"].items():
        if name.endswith(other) and not name.endswith(usual):
            return name.removesuffix(other) + str(usual)
    return name
