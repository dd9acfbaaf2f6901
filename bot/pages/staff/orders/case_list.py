"""The cases that a page lists: open ones the oldest first, ended ones the newest first, some at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cli_detail import veil
from bot.cli_words import unit_name
from bot.pages.staff.narrowed import Narrowed
from config.masking import mask
from config.region import Region
from orders.case_tables import Case
from orders.cases.kinds import KINDS, open_states, table
from orders.cases.rows import name_of_state
from orders.tables import Order

SHOWN = tuple(kind for kind in KINDS if kind != "objection")
"""Objections have a page of their own, for those who may judge them."""
NAMES = {kind: str(table(kind).head["name"]) for kind in SHOWN}
ROWS = 30


@dataclass(frozen=True)
class Line:
    """One case in the list. `number` is that of its order, empty where it has none."""

    id: int
    receipt: str
    kind: str
    state: str
    title: str
    unit: str
    number: str
    since: datetime
    until: datetime | None
    waits_for: tuple[str, ...]
    """The units that were called and have not answered."""


@dataclass(frozen=True)
class Asked(Narrowed):
    """What the list is narrowed to."""

    kind: str = ""
    ended: bool = False
    page = "/orders/cases"

    @classmethod
    def read(cls, kind: str = "", ended: str = "") -> Asked:
        """From the address; what means nothing narrows nothing."""
        return cls(kind if kind in SHOWN else "", ended == "1")


def hidden(order: Order | None) -> Callable[[str], str]:
    """What hides persons in a text about that order, or about none."""
    return veil(order, unmasked=False) if order is not None else mask


class CaseList:
    """Reads, within one database session."""

    def __init__(self, session: AsyncSession, region: Region) -> None:
        self.session = session
        self.region = region

    async def page(self, asked: Asked, after: int = 0) -> tuple[list[Line], bool]:
        """The next ones after that number, and whether there are more."""
        kinds = (asked.kind,) if asked.kind else SHOWN
        under_way = or_(*(and_(col(Case.kind) == kind, col(Case.state).in_(open_states(kind))) for kind in kinds))
        wanted = select(Case, Order).outerjoin(Order, col(Order.id) == col(Case.order_id))
        if asked.ended:
            wanted = wanted.where(col(Case.kind).in_(kinds), ~under_way).order_by(col(Case.id).desc())
            wanted = wanted.where(col(Case.id) < after) if after else wanted
        else:
            wanted = wanted.where(under_way, col(Case.id) > after).order_by(col(Case.id))
        found = (await self.session.execute(wanted.limit(ROWS + 1))).all()
        return [self.line(case, order) for case, order in found[:ROWS]], len(found) > ROWS

    def line(self, case: Case, order: Order | None) -> Line:
        """A case as a row; nobody is named, and of a confidential order nothing tells who it is."""
        owed = [unit for unit, given in case.data.get("answers", {}).items() if set(given) == {"by"}]
        return Line(
            id=case.id or 0,
            receipt=case.receipt,
            kind=NAMES[case.kind],
            state=name_of_state(case),
            title=hidden(order)(case.title),
            unit=unit_name(self.region, case.unit) if case.unit else "",
            number=order.number if order else "",
            since=case.opened_at,
            until=case.expires_at,
            waits_for=tuple(unit_name(self.region, unit) for unit in owed),
        )
