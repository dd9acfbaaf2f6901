"""Reads `streets` and `communities` of a region file into its gazetteer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.gazetteer import Community, Gazetteer, Person, Street
from config.region_checks import (
    AREA,
    CODE,
    MAPPING,
    PLACES,
    TEXT,
    WHOLE_OR_ZERO,
    Check,
    Sourced,
    check,
    check_entry,
    wrong,
)  # fmt: skip

PEOPLE: Check = (lambda value: isinstance(value, list), "几个人，例如 [{name: 某某, phone: 0000-3001}]")
STREET: Mapping[str, Check] = {
    "name": TEXT, "aliases": PLACES, "population": WHOLE_OR_ZERO, "office": TEXT, "legal_name": TEXT, "phone": TEXT,
}  # fmt: skip
COMMUNITY: Mapping[str, Check] = {
    "name": TEXT, "street": CODE, "aliases": PLACES, "estates": PLACES, "roads": PLACES, "villages": PLACES,
    "population": WHOLE_OR_ZERO, "legal_name": TEXT, "phone": TEXT, "mediators": PEOPLE, "advisers": PEOPLE,
    "wechat": MAPPING, "area": AREA,
}  # fmt: skip
PERSON: Mapping[str, Check] = {"name": TEXT, "phone": TEXT, "account": TEXT, "hours": TEXT}
COMMITTEES = {"社区": "居委会", "村": "村委会"}
FULL_NAMES = {
    "社区": "社区居民委员会",
    "村": "村村民委员会",
    "街道": "街道办事处",
    "镇": "镇人民政府",
    "乡": "乡人民政府",
}


def check_street(path: Path, code: Any, value: Any) -> None:
    """One entry under `streets`.

    Raises:
        RegionError: a field that is missing, unknown or of the wrong kind.
    """
    check(path, f"streets.{code}", code, TEXT, empty=False)
    check_entry(path, f"streets.{code}", value, STREET, needed=("name",))


def check_community(path: Path, code: Any, value: Any) -> None:
    """One entry under `communities`.

    Raises:
        RegionError: a field that is missing, unknown or of the wrong kind.
    """
    field = f"communities.{code}"
    check(path, field, code, CODE, empty=False)
    check_entry(path, field, value, COMMUNITY, needed=("name", "street"))
    for part in ("mediators", "advisers"):
        for number, person in enumerate(value.get(part) or (), start=1):
            check_entry(path, f"{field}.{part}.{number}", person, PERSON, needed=("name",))
    if value.get("wechat"):
        check_entry(path, f"{field}.wechat", value["wechat"], PERSON, needed=("name",))


def read_places(streets: Mapping[str, Sourced], communities: Mapping[str, Sourced]) -> Gazetteer:
    """The gazetteer of checked entries.

    A street without `population` has that of its communities.

    Raises:
        RegionError: a community of an unknown street, or a name or alias that two places of a kind share.
    """
    for code, entry in communities.items():
        if entry.value["street"] not in streets:
            known = "、".join(streets) or "（还没有）"
            raise wrong(entry.path, f"communities.{code}.street", f"streets 里的代码：{known}", entry.value["street"])
    for part, entries in (("streets", streets), ("communities", communities)):
        _names_differ(part, entries)
    found = [_community(code, entry.value) for code, entry in communities.items()]
    return Gazetteer([_street(code, entry.value, found) for code, entry in streets.items()], found)


def _names_differ(part: str, entries: Mapping[str, Sourced]) -> None:
    taken: dict[str, str] = {}
    for code, entry in entries.items():
        for field, names in (("name", [entry.value["name"]]), ("aliases", entry.value.get("aliases") or [])):
            for name in names:
                other = taken.setdefault(name, code)
                if other != code:
                    wanted = f"没有别处用过的名称（{part}.{other} 已经用了）"
                    raise wrong(entry.path, f"{part}.{code}.{field}", wanted, name)


def _street(code: str, raw: Mapping[str, Any], communities: list[Community]) -> Street:
    name = raw["name"]
    office = raw.get("office") or _full(name)
    living = sum(one.population for one in communities if one.street == code)
    return Street(
        code, name, tuple(raw.get("aliases") or ()), raw.get("population") or living, office,
        raw.get("legal_name") or office, raw.get("phone") or "",
    )  # fmt: skip


def _community(code: str, raw: Mapping[str, Any]) -> Community:
    name, wechat = raw["name"], raw.get("wechat")
    committees = [name.removesuffix(end) + committee for end, committee in COMMITTEES.items() if name.endswith(end)]
    return Community(
        code=code,
        name=name,
        street=raw["street"],
        aliases=tuple(dict.fromkeys([*(raw.get("aliases") or ()), *committees])),
        estates=tuple(raw.get("estates") or ()),
        roads=tuple(raw.get("roads") or ()),
        villages=tuple(raw.get("villages") or ()),
        population=raw.get("population") or 0,
        legal_name=raw.get("legal_name") or _full(name),
        phone=raw.get("phone") or "",
        mediators=_people(raw.get("mediators")),
        advisers=_people(raw.get("advisers")),
        wechat=_people([wechat])[0] if wechat else None,
        area=tuple((float(lng), float(lat)) for lng, lat in raw.get("area") or ()),
    )


def _people(raw: list[dict[str, str | None]] | None) -> tuple[Person, ...]:
    return tuple(Person(**{name: value or "" for name, value in person.items()}) for person in raw or ())


def _full(name: str) -> str:
    """The lawful name that follows from the usual one: 甲街道 → 甲街道办事处."""
    for end, full in FULL_NAMES.items():
        if name.endswith(end):
            return name.removesuffix(end) + full
    return name
