"""A sweep: what is due is read in small portions, and done one by one, each order by itself.

Of several processes one at a time makes a sweep, so that nothing is done twice; orders that somebody moves at this
moment are left for the next minute. What breaks on one order is told to people and stops no other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, cast, exists, extract, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.log import log_notice
from config.region import Region
from orders.case_tables import Alert
from orders.follow_up.alerts import Alerts
from orders.follow_up.numbers import Numbers, numbers
from orders.life import Life
from orders.tables import Order

Rows = Select[*tuple[Any, ...]]
"""What is due: first the row that is worked on, then what goes with it."""


class Round:
    """What a sweep works with, within one database session. `now` is the same for all of a portion."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.now: datetime = clock.now()
        self.life = Life(session, region, clock)
        self.alerts = Alerts(session, clock, region.calendar)
        self.numbers: Numbers = numbers()


@dataclass(frozen=True)
class Sweep:
    """One kind of thing that comes due. `rows` selects what is due; its first column is the row that is worked on."""

    name: str
    rows: Callable[[Round], Rows]
    each: Callable[[Round, Any], Awaitable[None]]
    entity: Any = field(default=Order)
    """The table, or alias of it, whose rows are worked on; its `id` gives the order."""
    by_day: bool = False
    """Residents hear of it, so that it waits for the morning."""


async def portion(round_: Round, sweep: Sweep, after: int) -> tuple[int, int | None]:
    """Works on the next rows after that number; how many went well, and the last number, None where none is left."""
    if not await _alone(round_.session, sweep.name):
        return 0, None
    limit, number = round_.numbers.batch, sweep.entity.id
    wanted = sweep.rows(round_).where(number > after).order_by(number).limit(limit)
    wanted = wanted.with_for_update(of=sweep.entity, skip_locked=True).execution_options(populate_existing=True)
    rows = (await round_.session.execute(wanted)).all()
    last = int(rows[-1][0].id) if len(rows) == limit else None
    return sum([await _try(round_, sweep, row) for row in rows]), last


async def _try(round_: Round, sweep: Sweep, row: Any) -> bool:
    own = int(row[0].id)
    data = {"sweep": sweep.name, "number": getattr(row[0], "number", own)}
    try:
        async with round_.session.begin_nested():
            await sweep.each(round_, row)
    except Exception as error:  # noqa: BLE001 - one order must not keep all others waiting; a person is told
        log_notice("sweep stuck", sweep=sweep.name, row=own, problem=type(error).__name__)
        await round_.alerts.raise_("stuck", f"stuck:{sweep.name}:{own}", data=data)
        return False
    return True


async def _alone(session: AsyncSession, name: str) -> bool:
    """Whether no other process makes this sweep now; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    mine = select(func.pg_try_advisory_xact_lock(func.hashtextextended(f"sweep {name}", 0)))
    return bool((await session.execute(mine)).scalar_one())


def once(kind: str, *parts: Any) -> ColumnElement[str]:
    """The key of an alert, made by the database of columns: `due_late:17:1790000000`."""
    words = [cast(part, String) for part in parts]
    return reduce(lambda left, right: left + ":" + right, words, literal(kind, String))


def seconds(moment: Any) -> ColumnElement[int]:
    """A moment as whole seconds, for a key."""
    return cast(extract("epoch", moment), BigInteger)


def not_raised(key: ColumnElement[str]) -> ColumnElement[bool]:
    """No alert has this key yet."""
    return ~exists(select(col(Alert.id)).where(col(Alert.once) == key).correlate_except(Alert))
