"""The dispatch catalogue (派单目录) with the responsibility list: which matter goes to which level, lead, co-units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

LEVELS = ("community", "street", "department", "joint")
"""route_level (上海三级, facts 5.1)."""
POWERS = ("rulemaking", "enforcement", "money", "inspection")
"""What no community has: 规划、执法、资金、专业检测 (facts 5.1, 超权限)."""

URGENCIES = ("normal", "urgent", "critical")
"""一般, 紧急 (water, power, gas, heat: 北京条例19), 特急 (danger to life and property: 天津细则); facts 2.2."""


@dataclass(frozen=True)
class CommunityDuty:
    """One class of matters that a community may lead (姑苏事项清单, facts 5.4)."""

    code: str
    name: str
    basis: str


@dataclass(frozen=True)
class MatterKey:
    """What is known of a matter when it is dispatched: strings, empty where unknown; `topic` is the card's folder."""

    card_id: str = ""
    topic: str = ""
    handler: str = ""
    appeal_type: str = ""
    level: str = ""


@dataclass(frozen=True)
class CatalogueItem:
    """One item: either a `lead`, or several `candidates` of which the first is proposed (a hard case by design)."""

    code: str
    title: str
    category: tuple[str, str, str]
    level: str
    lead: str = ""
    co: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    powers: tuple[str, ...] = ()
    community_class: str = ""
    bundle: str = ""
    """The 一件事 that handles such matters together (facts 5.4)."""
    urgency: str = "normal"
    """Which limits count: of signing and of answering (config/limits.py)."""
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    cards: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    """topic/handler."""
    handlers: tuple[str, ...] = ()

    @property
    def hard(self) -> bool:
        """Several owners, or none: a person settles who leads."""
        return not self.lead

    def valid_on(self, day: date) -> bool:
        """Whether the item applies on that day; both ends belong to it."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def overlaps(self, other: CatalogueItem) -> bool:
        """Whether there is a day on which both apply."""
        begin = max(self.valid_from or date.min, other.valid_from or date.min)
        return begin <= min(self.valid_to or date.max, other.valid_to or date.max)

    def keys(self) -> Iterator[str]:
        """What the item answers to, as `card …`, `matter …` and `handler …`."""
        yield from (f"card {card}" for card in self.cards)
        yield from (f"matter {matter}" for matter in self.matters)
        yield from (f"handler {handler}" for handler in self.handlers)


class Catalogue:
    """All items by code. `find` takes the most particular one that applies."""

    def __init__(self, items: Iterable[CatalogueItem] = ()) -> None:
        self.items: Mapping[str, CatalogueItem] = {item.code: item for item in items}
        self.by_key: dict[str, list[CatalogueItem]] = defaultdict(list)
        for item in self.items.values():
            for key in item.keys():  # noqa: SIM118 - not a mapping
                self.by_key[key].append(item)

    def find(self, matter: MatterKey, on: date) -> CatalogueItem | None:
        """The item for a matter on that day: by its card, else by topic and handler, else by the handler alone."""
        keys = [
            f"card {matter.card_id}" if matter.card_id else "",
            f"matter {matter.topic}/{matter.handler}" if matter.topic and matter.handler else "",
            f"handler {matter.handler}" if matter.handler else "",
        ]
        for key in filter(None, keys):
            for item in self.by_key.get(key, ()):
                if item.valid_on(on):
                    return item
        return None
