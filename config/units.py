"""Who gets an order: a department of the city by its handler code, a street office or a community by the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import RegionError
from config.gazetteer import Gazetteer, Spot
from config.region_checks import TEXT, Check, Sourced, check, check_entry, wrong
from config.vocabulary import name_of, vocabulary

FIELDS: Mapping[str, Check] = {"name": TEXT, "legal_name": TEXT, "phone": TEXT}
BY_PLACE = ("street", "community")
"""Handlers of which every street or community has its own unit."""
TEXT_OR_UNIT = f"{TEXT[1]}；或 {{name: 简称, legal_name: 法定名称, phone: 电话}}"


@dataclass(frozen=True)
class Unit:
    """One unit. `code` is the handler code, or `street:<code>` or `community:<code>`; `place` is then that code."""

    code: str
    handler: str
    name: str
    legal_name: str
    phone: str = ""
    place: str = ""


class Units:
    """The units of a region. The streets and communities come from the gazetteer."""

    def __init__(self, listed: Mapping[str, Unit], places: Gazetteer) -> None:
        self.listed = dict(listed)
        self._places = places
        self._by_place = {unit.code: unit for unit in _of_places(places)}

    def at(self, handler: str, spot: Spot | None) -> Unit | None:
        """The unit of this handler at that place. None for no handler, or where a place is needed and unknown.

        A region that lists no streets (communities) has one street office (community) for all.

        Raises:
            RegionError: no such handler in the vocabulary.
        """
        if not handler:
            return None
        if handler not in BY_PLACE or not self._divided(handler):
            return self.by_code(handler)
        place = getattr(spot, handler, None)
        return self._by_place.get(f"{handler}:{place}") if place else None

    def by_code(self, code: str) -> Unit:
        """The unit of that code; a handler the region does not list goes by its general name.

        Raises:
            RegionError: there is no such unit.
        """
        if unit := self._by_place.get(code) or self.listed.get(code):
            return unit
        if code in vocabulary()["handlers"]:
            name = name_of("handlers", code)
            return Unit(code, code, name, name)
        msg = f"没有代码是 {code} 的承办单位；请核对地区文件的 units、streets 和 communities"
        raise RegionError(msg, say=msg)

    def all(self) -> list[Unit]:
        """Every unit the region lists, departments first."""
        return [*self.listed.values(), *self._by_place.values()]

    def _divided(self, handler: str) -> bool:
        return bool(self._places.streets if handler == "street" else self._places.communities)


def _of_places(places: Gazetteer) -> list[Unit]:
    streets = [
        Unit(f"street:{street.code}", "street", street.office, street.legal_name, street.phone, street.code)
        for street in places.streets.values()
    ]
    communities = [
        Unit(f"community:{one.code}", "community", one.name, one.legal_name, one.phone, one.code)
        for one in places.communities.values()
    ]
    return [*streets, *communities]


def check_unit(path: Path, handler: Any, value: Any) -> None:
    """One entry under `units`: the name, or the name with lawful name and telephone.

    Raises:
        RegionError: an unknown handler code, or a field that is missing, unknown or of the wrong kind.
    """
    field = f"units.{handler}"
    if handler not in vocabulary()["handlers"]:
        raise wrong(path, field, "词表 handlers 里的代码", handler)
    if isinstance(value, dict):
        check_entry(path, field, value, FIELDS, needed=("name",))
    else:
        check(path, field, value, (TEXT[0], TEXT_OR_UNIT), empty=False)


def read_units(entries: Mapping[str, Sourced], places: Gazetteer) -> Units:
    """The units of checked entries."""
    listed: dict[str, Unit] = {}
    for handler, entry in entries.items():
        raw = entry.value if isinstance(entry.value, dict) else {"name": entry.value}
        legal_name, phone = raw.get("legal_name") or raw["name"], raw.get("phone") or ""
        listed[handler] = Unit(handler, handler, raw["name"], legal_name, phone)
    return Units(listed, places)
