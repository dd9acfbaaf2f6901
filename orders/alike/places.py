"""A Chinese address taken apart: names, roads, number, building, unit, room, gates.

Whatever stands in the address counts; the running text only fills in what the address leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from orders.alike.people import bare, name_of_respondent
from orders.alike.things import named_in
from orders.alike.told import Told
from orders.alike.words import plain, read_yaml

ROOM_CODE = re.compile(r"(?<![\d-])(\d{1,3})-(?:(\d{1,2})-)?(\d{3,4})(?!\d)")
BUILDING = re.compile(r"([a-z]?\d+|[a-z甲乙丙丁])(?:栋|幢|号楼|座|橦|#楼|#)")
UNIT = re.compile(r"(\d+|[a-z])(?:单元|门洞|门(?![口面店诊卫]))")
FLOOR = re.compile(r"(\d{1,2})(?:层|楼)(?![道梯])")
ROOM = re.compile(r"(?<!\d)(\d{3,4})(?:室|号房|房|户|号(?=$|[^\d路街]))")
LOOSE_ROOM = re.compile(r"^\D?(\d{3,4})(?![\d路号年元米])")
NUMBER = re.compile(r"(\d+(?:-\d+)?(?:之\d+)?)号(?!线|楼|院?[,，]?线)")
PHASE = re.compile(r"(\d|[a-z]|(?<=[\u4e00-\u9fff])[东西南北中])(?:期|区)(?!域)")
CROSSING = re.compile(r"(?:(?:交叉|十字|丁字|三岔)路?口|交汇处?|交界处?|转角|拐角|交口|路口)")
UPPER = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,3}[^超菜夜早城商花场]市(?!场|民|政))?"
    r"([\u4e00-\u9fff]{1,2}[^小社园校景厂库山新街院住东西南北中老片开]区(?!域))?([\u4e00-\u9fff]{2,3}县)?"
)
STREET = re.compile(r"([\u4e00-\u9fff]{2,5}?)(?:街道(?:办事处)?|镇(?!中心|政府)|乡(?!村|镇))")
COUNTED = re.compile(r"(\d+)号?(摊|铺|班|组|床|井|杆|仓|厅|队|门|门岗|车间|线|站台|通道|窗口|桥|闸|泵|坑|库|年级)")
EXIT = re.compile(r"([a-h])(?:\d)?(?=出?口|出入口|区|馆)")
BRANCH = re.compile(r"^[(（,， ]*([\u4e00-\u9fff]{1,5}?)(?:分?店|校区|门店|分院|院区|训练场|支行|分校|分公司)")
HAN = re.compile(r"(?:[\u4e00-\u9fffa-z]|\d(?=[路街巷弄小中院村队]))+")
JOINT = re.compile(r"(?<=[路街道巷弄])[与和跟至到、及](?=.)")
AFTER = r"$|[门东西南北旁附对内外口后前中楼底侧一地小社物停全公大正偏斜靠边上下]"
"""What may follow a name that ends in one weak character (苑, 里), which otherwise belongs to a longer name."""
LONGEST = 9
PARTS = ("number", "phase", "building", "unit", "floor", "room", "upper")
"""Characters of a name before its suffix; a longer one is running text."""


@dataclass(frozen=True)
class Place:
    """Where it is. Names and roads as written; everything else in digits or small letters, empty where unknown."""

    estates: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    """Markets, schools, shops, villages, and names without a kind."""
    roads: frozenset[str] = frozenset()
    crossing: bool = False
    number: str = ""
    phase: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    gates: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    branch: str = ""
    counted: frozenset[str] = frozenset()
    """Stalls, classes, groups, beds, ... with their numbers: 5号摊."""
    bare: str = ""
    """The address as it stands, made plain."""
    words: str = ""
    """Address and respondent without numbers and positions, for names of no known kind."""
    upper: str = ""
    """District or town."""
    street: str = ""
    community: str = ""
    point: tuple[float, float] | None = None
    """Longitude and latitude in degrees."""

    @property
    def known(self) -> bool:
        """Whether anything is known that two places could share."""
        return bool(self.estates or self.others or self.roads or self.point)


@dataclass
class _Found:
    """What was read so far."""

    parts: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: {"estates": set(), "others": set(), "roads": set()})


@lru_cache(maxsize=1)
def _suffixes() -> re.Pattern[str]:
    table = read_yaml("places")
    kinds = {"road": table["roads"], "estate": table["estates"], "other": table["villages"] + table["pois"] + table["shops"]}
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
def _position() -> re.Pattern[str]:
    words = sorted(read_yaml("places")["position"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """Positions of more than one character: a single one may belong to a name (上沙村, 和煦路)."""
    words = sorted((word for word in read_yaml("places")["position"] if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1)
def _leads() -> re.Pattern[str]:
    words = sorted(read_yaml("places")["leads"], key=len, reverse=True)
    return re.compile(rf"^(?:.*(?:{'|'.join(word for word in words if len(word) > 1)})|(?:{'|'.join(words)}))+")


@lru_cache(maxsize=1)
def _sets() -> dict[str, frozenset[str]]:
    table = read_yaml("places")
    return {key: frozenset(table[key]) for key in ("not_roads", "generic", "gates", "sides", "shops")}


def place_of(told: Told) -> Place:
    """Everything that is said of the place."""
    address = _read(plain(told.address), loose=True)
    text = _read(plain(told.text), loose=False)
    _fill(address, text)
    if "number" not in address.parts and (number := _number_in(plain(told.text), address.names["roads"])):
        address.parts["number"] = number
    joined = plain(f"{told.address} {told.text}")
    point = (told.lng, told.lat) if told.lng is not None and told.lat is not None else None
    return Place(
        estates=frozenset(address.names["estates"]),
        others=frozenset(address.names["others"]),
        roads=frozenset(address.names["roads"]),
        crossing=len(address.names["roads"]) > 1,
        words=_bare(told),
        branch=_branch(told),
        counted=_counted(plain(f"{told.address} {told.respondent}")),
        bare=plain(told.address),
        gates=frozenset(gate for gate in _sets()["gates"] if gate in joined),
        sides=frozenset(side[0] for side in _sets()["sides"] if side in plain(told.address)),
        street=told.street or address.parts.get("street", ""),
        community=told.community,
        point=point,
        **{part: address.parts.get(part, "") for part in PARTS},
    )


def _number_in(text: str, roads: Iterable[str]) -> str:
    """The number that the text tells of one of the roads."""
    found = (re.search(re.escape(road) + r"(\d+)号", text) for road in roads)
    return next((hit.group(1) for hit in found if hit), "")


def _fill(address: _Found, text: _Found) -> None:
    """What the address leaves open is taken from the text."""
    for part, value in text.parts.items():
        if part != "number":
            address.parts.setdefault(part, value)
    if not (address.names["estates"] or address.names["others"] or address.names["roads"]):
        address.names = text.names
        return
    if not address.names["estates"] and not address.names["others"]:
        address.names["estates"] = text.names["estates"]


def _read(text: str, *, loose: bool) -> _Found:
    """`loose`: it is an address, so what is left between the parts is a name too."""
    found = _Found()
    rest = text
    if loose and (upper := UPPER.match(text)):
        found.parts["upper"] = upper.group(1) or upper.group(2) or ""
        rest = text[upper.end() :]
    if loose and (street := STREET.match(rest)):
        found.parts["street"] = street.group(1)
        found.parts["upper"] = found.parts["upper"] or street.group()
        rest = rest[street.end() :]
    rest = _take_numbers(JOINT.sub(",", rest), found)
    crossing = CROSSING.search(rest)
    found.parts["crossing"] = "1" if crossing else ""
    for segment in HAN.findall(rest.replace("路口", "路,") if loose else rest):
        _take_names(segment, found, loose=loose)
    return found


def _take_numbers(text: str, found: _Found) -> str:
    """Takes out what is counted; each leaves a comma."""
    if code := ROOM_CODE.search(text):
        building, unit, room = code.groups()
        found.parts |= {"building": building, "room": room} | ({"unit": unit} if unit else {})
        text = text[: code.start()] + "," + text[code.end() :]
    for part, pattern in (("building", BUILDING), ("unit", UNIT), ("room", ROOM), ("floor", FLOOR), ("number", NUMBER)):
        if hit := pattern.search(text):
            found.parts.setdefault(part, hit.group(1))
            text = pattern.sub(",", text)
    if phase := PHASE.search(text):
        found.parts["phase"] = phase.group(1)
        text = PHASE.sub(",", text, count=1)
    if {"building", "unit"} & found.parts.keys() and (room := re.search(r"(?<!\d)(\d{3,4})(?!\d|年|元|米|路)", text)):
        found.parts.setdefault("room", room.group(1))
    return text


def _take_names(segment: str, found: _Found, *, loose: bool) -> None:
    """Roads, estates and other names of one run of characters."""
    at = 0
    for hit in _suffixes().finditer(segment):
        if loose:
            _take_rest(segment[at : hit.start()], found)
        at = hit.end()
        _take_name(hit.group(1), hit.group(2), found, loose=loose)
    if loose:
        _take_rest(segment[at:], found)


def _take_name(stem: str, suffix: str, found: _Found, *, loose: bool) -> None:
    stem = _phrases().sub("", stem) if loose and len(stem) > 3 else stem
    stem = stem if loose else _leads().sub("", stem)
    name = stem + suffix
    if not stem or name in _sets()["generic"] or (not loose and (len(stem) < 2 or len(suffix) < 2 and suffix not in "路街")):
        return
    kind = _kind(suffix)
    if kind == "roads" and (name in _sets()["not_roads"] or any(name.endswith(word) for word in _sets()["not_roads"] if len(word) > 1)):
        return
    if kind == "others" and "路" in stem[1:]:  # a stop or a branch is named after its road
        found.names["roads"].add(stem[: stem.index("路", 1) + 1])
    found.names[kind].add(_alias(name.removesuffix("小区") if len(name) > 4 else name))


def _kind(suffix: str) -> str:
    """Of several suffixes in a row the last one tells."""
    kinds = _kinds()
    for start in range(len(suffix)):
        if suffix[start:] in kinds:
            return kinds[suffix[start:]]
    return "others"


def _take_rest(rest: str, found: _Found) -> None:
    """A name without a suffix that we know: whatever an address says beside positions."""
    name = _phrases().sub("", rest).lstrip("口在与和的").rstrip("上下内外旁侧处口前后边")
    if 1 < len(name) <= LONGEST and name not in _sets()["generic"] | _sets()["gates"] and not named_in(name).main:
        found.names["others"].add(_alias(name))


def _alias(name: str) -> str:
    for other, usual in read_yaml("places")["aliases"].items():
        if name.endswith(other) and not name.endswith(usual):
            return name.removesuffix(other) + str(usual)
    return name


def names_of(place: Place) -> Iterable[str]:
    """All names, of estates first."""
    return (*sorted(place.estates), *sorted(place.others))


def _counted(text: str) -> frozenset[str]:
    """Parts with their numbers or letters: 5摊, a口."""
    parts = {f"{unit}:{number}" for number, unit in COUNTED.findall(text)}
    return frozenset(parts | {f"口:{letter}" for letter in EXIT.findall(text)})


def _branch(told: Told) -> str:
    """Which branch of a chain: what stands behind the firm's name, or in brackets, before 店."""
    address, firm = plain(told.address), bare(name_of_respondent(told.respondent))
    after = [address.split(firm, 1)[1]] if firm and firm in address else []
    after += [part for part in address.split("(")[1:] if "店)" in part or "校区)" in part or "院区)" in part]
    hits = (BRANCH.match(part) for part in after)
    return next((hit.group(1) for hit in hits if hit and hit.group(1) + "店" not in _sets()["shops"]), "")


def _bare(told: Told) -> str:
    text = _take_numbers(plain(f"{told.address},{name_of_respondent(told.respondent)}"), _Found())
    upper = UPPER.match(text)
    text = text[upper.end() :] if upper else text
    street = STREET.match(text)
    text = text[street.end() :] if street else text
    return _phrases().sub(",", re.sub(r"[^\u4e00-\u9fffa-z,]", ",", text))
