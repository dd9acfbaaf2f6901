"""Where: the named place of a message, or the house number that completes one.

Own rules: JioNLP's `parse_location` takes whole sentences for an address (“楼道里” becomes 哈尔滨市道里区), and
cpca names districts only, while residents name estates, roads and house numbers.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handlers import names, times
from handlers.extract_data import data

HOUSE_ONLY = re.compile(r"^[0-9A-Za-z一二三四五六七八九十零#\-号楼栋幢座单元层室弄门组房]+$")
HOUSE_PART = re.compile(r"([0-9一二三四五六七八九十]+)(号楼|栋|幢|座|单元|楼|层|室|号|门|弄)")
CROSSING = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![字个条这那的村区岔路街])路口")
"""建设路口 is the crossing of 建设路; a 十字路口 names no road."""
LAST_NUMBER = re.compile("[0-9]+$")
BUS = re.compile("[0-9]+路")
BUILDING = ("号楼", "栋", "幢", "座")


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    place = data()["place"]
    return (*place["named"], *place["road"])


@lru_cache(maxsize=1)
def _tail() -> re.Pattern[str]:
    """What may follow a name and still belongs to the address: 3栋502门口."""
    place = data()["place"]
    house = f"(?:{place['house']}|{place['rest']}(?![0-9个年月天点块万元人次米]))"
    return re.compile(rf"(?:[ ,的]?{house})*(?:的?(?:{place['near']}))*")


@lru_cache(maxsize=1)
def _houses() -> re.Pattern[str]:
    house = data()["place"]["house"]
    numbers = r"[0-9]{1,3}(?:-[0-9]{1,5}){1,3}"
    return re.compile(rf"(?<![A-Za-z0-9]){house}(?:[ ]?(?:{house}|[0-9]{{2,5}}室?))*|(?<![\w-]){numbers}")


def read(text: str) -> str:
    """The most precise named place of `text`; empty where it names none."""
    spelt = CROSSING.sub("路路口", text)
    place = _read(spelt)
    return place if "路路口" in text else place.replace("路路口", "路口")


def _read(text: str) -> str:
    named = names.find(times.without(text), _endings())
    found = [_whole(name) for name in named if name.own and not BUS.fullmatch(name.text)]
    return max(_joined(text, found), key=_precision, default="")


def _whole(name: names.Name) -> str:
    tail = _tail().match(name.rest)
    return f"{name.text}{tail.group() if tail else ''}".strip(" ,的")


def _joined(text: str, found: list[str]) -> list[str]:
    """Neighbouring names are one place: 人民路和解放路交叉口, 庐山路江星公寓."""
    joined: list[str] = []
    for place in found:
        both = next((mid for mid in ("", "和", "与") if joined and f"{joined[-1]}{mid}{place}" in text), None)
        if both is not None:
            joined[-1] = f"{joined[-1]}{both}{place}"
        elif not (joined and joined[-1].endswith(place)):
            joined.append(place)
    return joined


def _precision(place: str) -> tuple[int, int]:
    return len(HOUSE_PART.findall(place)) + len(re.findall(r"\d+$", place)), len(place)


def house(text: str) -> str:
    """A house number without a place name: 3栋502. Empty where there is none."""
    return max((found.group() for found in _houses().finditer(times.without(text))), key=len, default="")


def is_house_only(value: str) -> bool:
    """Whether an address says only which house, not where."""
    return HOUSE_ONLY.match(value.replace(" ", "")) is not None


def replace_house(old: str, new: str) -> str:
    """`old` with the part that `new` corrects: 幸福小区2幢502 and 3幢 -> 幸福小区3幢502."""
    for part in HOUSE_PART.finditer(new):
        wrong, right = swapped(old, part.group())
        old = old.replace(wrong, right, 1) if wrong else f"{LAST_NUMBER.sub('', old)}{part.group()}"
    return old


def swapped(old: str, new: str) -> tuple[str, str]:
    """The house part of `old` that `new` corrects, and the right one; empty where there is no such pair."""
    for part in HOUSE_PART.finditer(new):
        kinds = BUILDING if part.group(2) in BUILDING else (part.group(2),)
        for wrong in HOUSE_PART.finditer(old):
            if wrong.group(2) in kinds:
                return wrong.group(), part.group()
    return "", ""
