"""Reads `community_list` and `catalogue` of a region file; what the list does not give a community is refused here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.catalogue import LEVELS, POWERS, URGENCIES, Catalogue, CatalogueItem, CommunityDuty
from config.region_checks import (
    CATEGORY,
    CODE,
    CODES,
    DAY,
    TEXT,
    Check,
    Sourced,
    check,
    check_entry,
    one_of,
    some_of,
    wrong,
)
from config.vocabulary import vocabulary

HANDLERS = tuple(vocabulary()["handlers"])
MATTER = re.compile(rf"[A-Za-z0-9_-]+/(?:{'|'.join(HANDLERS)})")
SOME_HANDLERS = some_of(HANDLERS, "词表 handlers 里的代码")
MATTERS: Check = (
    lambda value: isinstance(value, list) and all(isinstance(one, str) and MATTER.fullmatch(one) for one in value),
    "“主题/承办代码”的列表，例如 [environment/ecology]",
)
DUTY: Mapping[str, Check] = {"name": TEXT, "basis": TEXT}
ITEM: Mapping[str, Check] = {
    "title": TEXT, "category": CATEGORY, "level": one_of(LEVELS), "lead": one_of(HANDLERS), "co": SOME_HANDLERS,
    "candidates": SOME_HANDLERS, "powers": some_of(POWERS, f"权限（{'、'.join(POWERS)}）"), "community_class": CODE,
    "bundle": TEXT, "basis": TEXT, "valid_from": DAY, "valid_to": DAY, "cards": CODES, "matters": MATTERS,
    "handlers": SOME_HANDLERS, "urgency": one_of(URGENCIES),
}  # fmt: skip
LISTS = ("co", "candidates", "powers", "cards", "matters", "handlers")
FEWEST_FOR_JOINT = 2
OWN = ("/community", " community")
"""How the key of a community's own matters ends."""


def check_duty(path: Path, code: Any, value: Any) -> None:
    """One entry under `community_list`; an empty one takes the class of the extended region out.

    Raises:
        RegionError: a field that is missing, unknown or of the wrong kind.
    """
    check(path, f"community_list.{code}", code, CODE, empty=False)
    if value is not None:
        check_entry(path, f"community_list.{code}", value, DUTY, needed=("name", "basis"))


def check_item(path: Path, code: Any, value: Any) -> None:
    """One entry under `catalogue`; an empty one takes the item of the extended region out.

    Raises:
        RegionError: a field that is missing, unknown, of the wrong kind or at odds with another.
    """
    field = f"catalogue.{code}"
    check(path, field, code, CODE, empty=False)
    if value is None:
        return
    check_entry(path, field, value, ITEM, needed=("title", "category", "level", "basis"))
    item = _item(code, value)
    _check_owner(path, field, item)
    _check_community(path, field, item)
    if not any(item.keys()):
        raise wrong(path, field, "写明 cards、matters 或 handlers 至少一项，说明哪些诉求归它", "三项都没有")
    if item.valid_from and item.valid_to and item.valid_to < item.valid_from:
        raise wrong(path, f"{field}.valid_to", f"不早于 valid_from（{item.valid_from}）的日期", str(item.valid_to))


def _check_owner(path: Path, field: str, item: CatalogueItem) -> None:
    if not item.lead and not item.candidates:
        raise wrong(path, f"{field}.lead", "牵头单位的代码；定不了就写 candidates（候选单位）", None)
    if item.lead and item.candidates:
        raise wrong(path, f"{field}.candidates", "空的：已经写明 lead 就不再写候选", list(item.candidates))
    if item.level == "joint" and len(item.candidates) < FEWEST_FOR_JOINT:
        raise wrong(path, f"{field}.candidates", "至少两个候选单位，第一个是建议牵头", list(item.candidates))
    if twice := {item.lead, *item.candidates} & set(item.co):
        raise wrong(path, f"{field}.co", "不同于牵头和候选的单位", sorted(twice))
    if item.level == "street" and item.lead and item.lead != "street":
        raise wrong(path, f"{field}.lead", "street（level 是 street）", item.lead)


def _check_community(path: Path, field: str, item: CatalogueItem) -> None:
    """A community leads what its list gives, and nothing that takes a power (北京条例17, 潍坊条例24, 66号文)."""
    if item.level != "community":
        if "community" in (item.lead, *item.candidates):
            part = "lead" if item.lead == "community" else "candidates"
            raise wrong(path, f"{field}.{part}", "社区以外的单位：社区只在 level: community 的事项里牵头", "community")
        if item.community_class:
            raise wrong(path, f"{field}.community_class", "空的：只有 level: community 才写", item.community_class)
        return
    if item.lead != "community":
        raise wrong(path, f"{field}.lead", "community（level 是 community）", item.lead or list(item.candidates))
    if item.powers:
        wanted = "空的：涉及立规、执法、资金或检测的事项不能由社区牵头，请改 level"
        raise wrong(path, f"{field}.powers", wanted, list(item.powers))
    wide = [key for key in item.keys() if not key.startswith("card ") and not key.endswith(OWN)]  # noqa: SIM118
    if wide:
        part, value = wide[0].split(" ", 1)
        wanted = "承办代码是 community 的；别的单位的事要给社区，就在 cards 里逐张写"
        raise wrong(path, f"{field}.{part}s", wanted, value)
    if not item.community_class:
        raise wrong(path, f"{field}.community_class", "community_list 里的代码", None)


def read_duties(entries: Mapping[str, Sourced]) -> dict[str, CommunityDuty]:
    """What a community may lead, of checked entries."""
    return {code: CommunityDuty(code, **entry.value) for code, entry in entries.items() if entry.value is not None}


def read_catalogue(entries: Mapping[str, Sourced], duties: Mapping[str, CommunityDuty]) -> Catalogue:
    """The catalogue of checked entries.

    Raises:
        RegionError: a class that is not on the community list, or two items for the same matter on the same day.
    """
    kept = {code: entry for code, entry in entries.items() if entry.value is not None}
    catalogue = Catalogue(_item(code, entry.value) for code, entry in kept.items())
    for item in catalogue.items.values():
        if item.community_class and item.community_class not in duties:
            wanted = f"community_list 里的代码：{'、'.join(duties) or '（还没有）'}"
            raise wrong(kept[item.code].path, f"catalogue.{item.code}.community_class", wanted, item.community_class)
    for key, items in catalogue.by_key.items():
        _one_at_a_time(key, items, kept)
    return catalogue


def _one_at_a_time(key: str, items: list[CatalogueItem], entries: Mapping[str, Sourced]) -> None:
    for number, item in enumerate(items):
        for other in items[:number]:
            if item.overlaps(other):
                kind, value = key.split(" ", 1)
                wanted = f"同一天只归一项：{other.code} 也管它；改其中一项，或用 valid_from、valid_to 分开"
                raise wrong(entries[item.code].path, f"catalogue.{item.code}.{kind}s", wanted, value)


def _item(code: str, raw: Mapping[str, Any]) -> CatalogueItem:
    """The item of a checked entry."""
    values = {name: value for name, value in raw.items() if value is not None}
    values |= {name: tuple(values[name]) for name in (*LISTS, "category") if name in values}
    return CatalogueItem(code=code, **values)
