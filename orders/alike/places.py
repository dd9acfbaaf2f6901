"""Where it is: names, roads, number, building, unit, room, gates.

Whatever stands in the address counts; the running text only fills in what the address leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from orders.alike.addresses import STREET, UPPER, Found, fill, positions, read, take_numbers, word_sets
from orders.alike.people import bare, name_of_respondent
from orders.alike.told import Told
from orders.alike.words import plain

COUNTED = re.compile(r"(\d+)号?(摊|铺|班|组|床|井|杆|仓|厅|队|门|门岗|车间|线|站台|通道|窗口|桥|闸|泵|坑|库|年级)")
EXIT = re.compile(r"([a-h])(?:\d)?(?=出?口|出入口|区|馆)")
BRANCH = re.compile(r"^[(（,， ]*([\u4e00-\u9fff]{1,5}?)(?:分?店|校区|门店|分院|院区|训练场|支行|分校|分公司)")
TEXT = 300
"""Characters of a story in which a place is looked for."""
PARTS = ("number", "phase", "building", "unit", "floor", "room", "upper")


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


def place_of(told: Told) -> Place:
    """Everything that is said of the place."""
    address = read(plain(told.address), loose=True)
    said = plain(told.text[:TEXT])
    fill(address, said)
    if "number" not in address.parts and (number := _number_in(said, address.names["roads"])):
        address.parts["number"] = number
    written = plain(told.address)
    joined = f"{written} {said}"
    point = (told.lng, told.lat) if told.lng is not None and told.lat is not None else None
    return Place(
        estates=frozenset(address.names["estates"]),
        others=frozenset(address.names["others"]),
        roads=frozenset(address.names["roads"]),
        crossing=len(address.names["roads"]) > 1,
        words=_bare(told),
        branch=_branch(told),
        counted=_counted(plain(f"{told.address} {told.respondent}")),
        bare=written,
        gates=frozenset(gate for gate in word_sets()["gates"] if gate in joined),
        sides=frozenset(side[0] for side in word_sets()["sides"] if side in written),
        street=told.street or address.parts.get("street", ""),
        community=told.community,
        point=point,
        **{part: address.parts.get(part, "") for part in PARTS},
    )


def _number_in(text: str, roads: Iterable[str]) -> str:
    """The number that the text tells of one of the roads."""
    found = (re.search(re.escape(road) + r"(\d+)号", text) for road in roads)
    return next((hit.group(1) for hit in found if hit), "")


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
    return next((hit.group(1) for hit in hits if hit and hit.group(1) + "店" not in word_sets()["shops"]), "")


def _bare(told: Told) -> str:
    text = take_numbers(plain(f"{told.address},{name_of_respondent(told.respondent)}"), Found())
    upper = UPPER.match(text)
    text = text[upper.end() :] if upper else text
    street = STREET.match(text)
    text = text[street.end() :] if street else text
    return positions().sub(",", re.sub(r"[^\u4e00-\u9fffa-z,]", ",", text))
