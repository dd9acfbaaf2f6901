"""What waits for somebody (提醒), oldest first, a page at a time; and that it was dealt with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlmodel import col

from bot.cli_alerts import NOT_ENDED_BY_HAND, people
from bot.pages.staff.narrowed import Narrowed, tidy
from config.errors import MoveNotAllowed
from config.masking import mask
from orders.book import OrderBook
from orders.case_tables import Alert
from orders.follow_up.alerts import Alerts
from orders.tables import Order

ROWS = 30
FILE = Path(__file__).parent / "alert_kinds.yaml"
OTHER = "other"
NUMBER = re.compile(r"[0-9-]+")
"""A word like this is looked for in numbers of orders only: words of residents may hold numbers of persons."""


@dataclass(frozen=True)
class Asked(Narrowed):
    """What of the alerts somebody looks at."""

    group: str = ""
    unit: str = ""
    q: str = ""
    page = "/orders/alerts"

    @classmethod
    def read(cls, group: str = "", unit: str = "", q: str = "") -> Asked:
        """From an address, whatever stands there."""
        return cls(group if group in groups() else "", tidy(unit), tidy(q))

    def fits(self) -> Iterator[Any]:
        """As conditions on alerts and their orders."""
        if self.group:
            named = groups()[self.group].kinds
            known = [kind for one in groups().values() for kind in one.kinds]
            yield col(Alert.kind).in_(named) if self.group != OTHER else col(Alert.kind).not_in(known)
        if self.unit:
            yield col(Alert.unit) == self.unit
        for word in self.q.split():
            number = func.coalesce(col(Order.number), "").contains(word, autoescape=True)
            yield number if NUMBER.fullmatch(word) else col(Alert.text).contains(word, autoescape=True)


@dataclass(frozen=True)
class Group:
    """Kinds of alerts that are looked at together."""

    name: str
    kinds: tuple[str, ...]


@lru_cache(maxsize=1)
def groups() -> Mapping[str, Group]:
    """All of them by their code, in the order in which they are offered."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {code: Group(one["name"], tuple(one["kinds"])) for code, one in raw.items()}


@dataclass(frozen=True)
class Shown:
    """One alert. `by_decision`: it ends with the decision for which it asks, on the order's page; `case`, `case_kind`:
    receipt and kind of the case beside the orders that it is about, if any."""

    id: int
    since: str
    who: str
    number: str
    text: str
    by_decision: bool
    case: str = ""
    case_kind: str = ""


class AlertList:
    """The alerts that nobody has dealt with, within one database session."""

    def __init__(self, book: OrderBook) -> None:
        self.book = book
        self.session = book.session

    async def page(self, after: int = 0, asked: Asked | None = None) -> tuple[list[Shown], bool]:
        """The next ones after that number, and whether there are more."""
        wanted = select(Alert, col(Order.number)).outerjoin(Order, col(Order.id) == col(Alert.order_id))
        fits = (asked or Asked()).fits()
        wanted = wanted.where(col(Alert.ended_at).is_(None), col(Alert.id) > after, *fits).order_by(col(Alert.id))
        found = (await self.session.execute(wanted.limit(ROWS + 1))).all()
        return [self.shown(row[0], row[1] or "") for row in found[:ROWS]], len(found) > ROWS

    def shown(self, alert: Alert, number: str) -> Shown:
        """An alert as it is read; numbers of persons masked."""
        who, decision = people(self.book.region, alert), alert.kind in NOT_ENDED_BY_HAND
        since, about = f"{alert.created_at:%m-%d %H:%M}", alert.data or {}
        case = (str(about["receipt"]), str(about.get("kind", ""))) if "receipt" in about else ()
        return Shown(alert.id or 0, since, who, number, mask(alert.text), decision, *case)

    def all_of(self, alerts: Sequence[Alert], number: str) -> list[Shown]:
        """Those of one order."""
        return [self.shown(alert, number) for alert in alerts]

    async def end(self, alert_id: int, by: str) -> None:
        """Somebody has seen to it.

        Raises:
            MoveNotAllowed: there is none, or it asks for a decision.
            OrderError: somebody else was faster.
        """
        alert = await self.session.get(Alert, alert_id)
        if alert is None:
            raise MoveNotAllowed(say="没有这条提醒。")
        if alert.ended_at is None and alert.kind in NOT_ENDED_BY_HAND:
            raise MoveNotAllowed(say="这条提醒要有人拿主意、写明依据：请打开工单来定，定了以后它自己结束。")
        await Alerts(self.session, self.book.clock).end(alert, by)
