"""The orders that fit some filters: by state, as a table, by place, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only
from sqlmodel import col

from bot.cli_detail import veil
from bot.pages.staff.orders.due import Due, due_of
from bot.pages.staff.orders.filters import Filters
from bot.pages.staff.orders.finding import IS_OPEN, Condition, conditions
from config.region import Region
from orders.export import HOUSE_NUMBER
from orders.status import OPEN, STATUS_ZH
from orders.tables import Order

ROWS = 50
"""Orders on a page of the table."""
CARDS = 15
"""Orders in a column of the board."""
MOST = 1000
"""Beyond it nobody counts."""
POINTS = 500
"""Orders on the map."""
COLUMNS = ("filed", "dispatched", "accepted", "handling", "returning", "consulting", "resolved", "followed_up")
READ = (
    "id", "number", "title", "status", "lead_unit", "lead_code", "street", "community", "incident_address", "urgency",
    "received_at", "due_at", "resolved_at", "paused_at", "supervised", "returns", "hard", "doubtful", "cluster_id",
    "voices", "confidential", "requester_name", "contact_phone", "account", "lng", "lat",
)  # fmt: skip
SORTED: dict[str, tuple[Any, ...]] = {
    "new": (col(Order.id).desc(),),
    "old": (col(Order.id),),
    "due": (col(Order.due_at), col(Order.id)),
}


@dataclass(frozen=True)
class Row:
    """An order as it stands in a list: nobody is named, the address ends at the road."""

    number: str
    title: str
    status: str
    state: str
    unit: str
    place: str
    received: str
    due: Due
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A state with the first of its orders. `count` is at most MOST."""

    status: str
    state: str
    count: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class Place:
    """How many open orders there are in a community; `code` as in the filter."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Point:
    """An open order with a known location."""

    number: str
    title: str
    tone: str
    lng: float
    lat: float


class Board:
    """Reads, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, now: datetime) -> None:
        self.session = session
        self.region = region
        self.now = now

    async def count(self, filters: Filters, most: int = MOST) -> int:
        """How many there are, up to `most`."""
        inner = select(col(Order.id)).where(*self._conditions(filters)).limit(most).subquery()
        return (await self.session.execute(select(func.count()).select_from(inner))).scalar_one()

    async def rows(self, filters: Filters) -> tuple[list[Row], bool]:
        """One page of the table, and whether there is a next one."""
        wanted = self._wanted(filters).order_by(*SORTED[filters.sort])
        found = await self._read(wanted.offset((filters.page - 1) * ROWS).limit(ROWS + 1))
        return [self.row(order) for order in found[:ROWS]], len(found) > ROWS

    async def columns(self, filters: Filters) -> list[Column]:
        """The states that somebody still works on, each with what is due first."""
        return [await self._column(filters, status) for status in COLUMNS if self._shown(filters, status)]

    async def places(self, filters: Filters) -> list[Place]:
        """Open orders by community, most first; those whose place nobody knows under an empty code."""
        wanted = select(col(Order.street), col(Order.community), func.count())
        wanted = wanted.where(IS_OPEN, *self._conditions(filters.but(state="")))
        wanted = wanted.group_by(col(Order.street), col(Order.community))
        found = [self._place(*row) for row in (await self.session.execute(wanted)).all()]
        return sorted(found, key=lambda place: -place.count)

    async def points(self, filters: Filters) -> list[Point]:
        """The newest open orders whose location is known."""
        located = col(Order.lng).is_not(None) & col(Order.lat).is_not(None)
        wanted = self._wanted(filters.but(state="open")).where(located, col(Order.confidential).is_(False))
        found = await self._read(wanted.order_by(col(Order.id).desc()).limit(POINTS))
        return [
            Point(row.number, row.title, row.due.tone, order.lng or 0.0, order.lat or 0.0)
            for order in found
            for row in (self.row(order),)
        ]

    def row(self, order: Order) -> Row:
        """The order as it stands in a list."""
        hide = veil(order, unmasked=False)
        address = "" if order.confidential else hide(HOUSE_NUMBER.sub("", order.incident_address))
        return Row(
            number=order.number,
            title=hide(order.title),
            status=order.status,
            state=STATUS_ZH.get(order.status, order.status),
            unit=order.lead_unit,
            place=self.place_name(order.street, order.community) or address,
            received=f"{order.received_at:%m-%d %H:%M}",
            due=due_of(order, self.now, self.region.calendar),
            marks=tuple(_marks(order)),
        )

    def place_name(self, street: str, community: str) -> str:
        """Street and community by name."""
        places = (self.region.places.streets.get(street), self.region.places.communities.get(community))
        return "".join(place.name for place in places if place is not None)

    def _conditions(self, filters: Filters) -> list[Condition]:
        return conditions(filters, self.now, self.region.calendar)

    def _wanted(self, filters: Filters) -> Any:
        shown = load_only(*(getattr(Order, name) for name in READ))
        return select(Order).options(shown).where(*self._conditions(filters))

    async def _read(self, wanted: Any) -> Sequence[Order]:
        found: Sequence[Order] = (await self.session.execute(wanted)).scalars().all()
        return found

    async def _column(self, filters: Filters, status: str) -> Column:
        mine = filters.but(state=status)
        order = SORTED["due"] if status in OPEN else SORTED["new"]
        found = await self._read(self._wanted(mine).order_by(*order).limit(CARDS))
        count = len(found) if len(found) < CARDS else await self.count(mine)
        return Column(status, STATUS_ZH[status], count, [self.row(one) for one in found])

    def _shown(self, filters: Filters, status: str) -> bool:
        if filters.due or filters.state == "open":
            return status in OPEN
        return filters.state in ("", status)

    def _place(self, street: str, community: str, count: int) -> Place:
        code = f"community:{community}" if community else f"street:{street}" if street else ""
        return Place(code, self.place_name(street, community) or "说不清在哪里", count)


def _marks(order: Order) -> list[str]:
    """What stands beside the title of an order, in words."""
    there = (
        (order.urgency == "critical", "紧急"),
        (order.urgency == "urgent", "急"),
        (order.supervised, "督办"),
        (order.returns, f"退单{order.returns}次"),
        (order.cluster_id, "热点"),
        (order.hard, "疑难"),
        (order.doubtful, "疑似虚假办结"),
        (order.voices > 1, f"{order.voices}份诉求"),
        (order.confidential, "保密"),
    )
    return [word for holds, word in there if holds]
