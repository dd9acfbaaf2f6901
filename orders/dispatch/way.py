"""The way of an order: which unit leads, at which level, on what basis; or why a person must settle it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.catalogue import CatalogueItem, MatterKey
from config.gazetteer import Spot
from config.region import Region
from config.vocabulary import name_of

COMMUNITY = "community"
POWERS_ZH = {"rulemaking": "规划", "enforcement": "执法", "money": "资金审批", "inspection": "专业检测"}
REASONS = {
    "no_item": "派单目录里没有这件事",
    "several": "可能有几个单位都管得着，或者还没有明确谁管",
    "no_place": "说不清在哪个街道（社区），定不了由谁办",
    "opposing": "同一个地方有人提了相反的诉求，先商议再派",
}
"""Why an order is a hard case."""


@dataclass(frozen=True)
class Lead:
    """One unit is certain. `direct`: straight to the department, past street and community (工单直派); `transferred`:
    it was meant for a community that has no power over it (超权限自动转办)."""

    level: str
    lead: str
    basis: str
    co: tuple[str, ...] = ()
    item: str = ""
    bundle: str = ""
    community_class: str = ""
    direct: bool = False
    transferred: bool = False

    def said(self) -> dict[str, Any]:
        """As the move `dispatch` is told."""
        words = {name: getattr(self, name) for name in ("level", "lead", "basis", "item", "bundle", "community_class")}
        return words | {"co": list(self.co), "direct": self.direct, "transferred": self.transferred}


@dataclass(frozen=True)
class Hard:
    """No unit is certain: `reason` is a key of REASONS, `candidates` are unit codes, the proposed one first."""

    reason: str
    candidates: tuple[str, ...] = ()
    item: str = ""


Way = Lead | Hard


@dataclass(frozen=True)
class Rule:
    """What a consultation decided for the next time, as handlers; comes before the catalogue."""

    level: str
    lead: str
    basis: str
    co: tuple[str, ...] = ()


def find_way(region: Region, matter: MatterKey, spot: Spot | None, on: date, rule: Rule | None = None) -> Way:
    """Where this matter goes on that day."""
    item = region.catalogue.find(matter, on)
    if rule is not None:
        return _lead(region, spot, matter, _by_rule(rule, item))
    if item is None:
        return Hard("no_item", units(region, (matter.handler,), spot))
    if item.hard:
        return Hard("several", units(region, item.candidates, spot), item.code)
    return _lead(region, spot, matter, item)


def units(region: Region, handlers: Sequence[str], spot: Spot | None) -> tuple[str, ...]:
    """The units of these handlers at that place, as codes; those that need a place nobody knows are left out."""
    found = (region.unit_at(handler, spot) for handler in handlers if handler)
    return tuple(dict.fromkeys(unit.code for unit in found if unit is not None))


def _by_rule(rule: Rule, item: CatalogueItem | None) -> CatalogueItem:
    """The rule as an item of the catalogue; what else the catalogue knows of the matter stays."""
    category = item.category if item else ("", "", "")
    return CatalogueItem(
        code=item.code if item else "",
        title="会商形成的规则",
        category=category,
        level=rule.level,
        lead=rule.lead,
        co=rule.co,
        powers=item.powers if item else (),
        community_class=item.community_class if item else "",
        bundle=item.bundle if item else "",
        basis=rule.basis,
    )


def _lead(region: Region, spot: Spot | None, matter: MatterKey, item: CatalogueItem) -> Way:
    meant_for_community = COMMUNITY in (matter.handler, matter.level)
    unit = region.unit_at(item.lead, spot)
    if unit is None:
        every = region.places.streets if item.lead == "street" else ()
        return Hard("no_place", tuple(f"street:{code}" for code in every), item.code)
    if item.level == COMMUNITY and item.community_class not in region.community_list:
        return Hard("no_item", units(region, item.co, spot), item.code)
    transferred = meant_for_community and item.level != COMMUNITY
    return Lead(
        level=item.level,
        lead=unit.code,
        basis=_basis(item, transferred=transferred),
        co=tuple(code for code in units(region, item.co, spot) if code != unit.code),
        item=item.code,
        bundle=item.bundle,
        community_class=item.community_class,
        direct=item.level == "department",
        transferred=transferred,
    )


def _basis(item: CatalogueItem, *, transferred: bool) -> str:
    """The basis as a sentence that stands in the order and is shown."""
    listed = f"派单目录“{item.title}”" + (f"：{item.basis}" if item.basis else "")
    if not transferred:
        return listed
    powers = "、".join(POWERS_ZH[power] for power in item.powers)
    why = f"涉及{powers}，社区没有这项权限" if powers else "不在社区职责清单里"
    return f"{listed}；{why}，直接转{name_of('handlers', item.lead)}"
