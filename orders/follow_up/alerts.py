"""Alerts: what staff is to be told, each once, whoever raises it and however often (orders/follow_up/alerts.yaml)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import OrderError
from config.working_time import WorkCalendar
from orders.case_tables import Alert
from orders.tables import Order
from orders.terms import shown

FILE = Path(__file__).parent / "alerts.yaml"
INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
TABLE = Alert.__table__  # type: ignore[attr-defined]
TELL_FROM = "tell_from"
"""In the data of an alert: the moment from which it may be told, in ISO form with seconds, China's time."""


@dataclass(frozen=True)
class Kind:
    """One kind of alert, as the file explains."""

    code: str
    to: tuple[str, ...]
    text: str
    urgent: bool = False
    holds: bool = False
    stands: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        code: Kind(
            code,
            tuple(entry["to"]),
            entry["text"],
            urgent=entry.get("urgent", False),
            holds=entry.get("holds", False),
            stands=tuple(entry.get("while", ())),
        )
        for code, entry in raw.items()
    }


class Alerts:
    """What staff is to be told, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock, calendar: WorkCalendar | None = None) -> None:
        self.session = session
        self.clock = clock
        self.calendar = calendar or WorkCalendar()

    async def raise_(
        self,
        kind: str,
        once: str,
        *,
        text: str = "",
        unit: str = "",
        order: Order | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> bool:
        """Raises an alert, if none was raised with the key `once` (up to 120 characters) before; tells whether it was.

        `data` fills the words of the kind and stays with the alert; the receivers and the moment from which it may be
        told stand there too.

        Raises:
            KeyError: the file does not know the kind.
        """
        known, now = kinds()[kind], self.clock.now()
        values = {"unit": order.lead_unit if order else "", **_values(order), **(data or {})}
        urgent = known.urgent or (order is not None and order.urgency != "normal")
        told = now if urgent else self.calendar.add_minutes(now, 0)
        row = {
            "once": once,
            "kind": kind,
            "order_id": order.id if order else None,
            "unit": unit or (order.lead_code if order and "unit" in known.to else ""),
            "text": text or known.text.format_map(defaultdict(str, values)),
            "data": {**(data or {}), "to": list(known.to), TELL_FROM: told.isoformat(timespec="seconds")},
            "created_at": now,
        }
        insert = INSERT[self.session.get_bind().dialect.name](TABLE).values(row)
        done = await self.session.execute(insert.on_conflict_do_nothing().returning(TABLE.c.id))
        return done.scalar_one_or_none() is not None

    async def open_(self, *, kind: str = "", unit: str = "", order: Order | None = None) -> Sequence[Alert]:
        """What nobody has dealt with, oldest first."""
        wanted = select(Alert).where(col(Alert.ended_at).is_(None)).order_by(col(Alert.id))
        wanted = wanted.where(col(Alert.kind) == kind) if kind else wanted
        wanted = wanted.where(col(Alert.unit) == unit) if unit else wanted
        wanted = wanted.where(col(Alert.order_id) == order.id) if order else wanted
        return (await self.session.execute(wanted)).scalars().all()

    async def to_tell(self, limit: int = 100) -> Sequence[Alert]:
        """What is to be told now and was not yet; no two processes get the same while they work on it."""
        now = self.clock.now().isoformat(timespec="seconds")
        due = col(Alert.told_at).is_(None) & col(Alert.ended_at).is_(None)
        due &= func.coalesce(TABLE.c.data[TELL_FROM].as_string(), "") <= now  # raised elsewhere: at once
        wanted = select(Alert).where(due).order_by(col(Alert.id)).limit(limit)
        return (await self.session.execute(wanted.with_for_update(skip_locked=True))).scalars().all()

    async def told(self, alert: Alert) -> None:
        """Notes that it was told."""
        alert.told_at = self.clock.now()
        await self.session.flush()

    async def end(self, alert: Alert, by: str) -> None:
        """Somebody has dealt with it.

        Raises:
            OrderError: somebody else was faster; `say` tells.
        """
        if not await end(self.session, [alert.id or 0], by, self.clock.now()):
            msg = "这条提醒已经有人处理了。"
            raise OrderError(msg, say=msg)
        await self.session.refresh(alert)


async def end(session: AsyncSession, numbers: Sequence[int], by: str, at: datetime) -> int:
    """Ends those of the alerts that are open; tells how many."""
    mine = update(Alert).where(col(Alert.id).in_(numbers), col(Alert.ended_at).is_(None))
    done = await session.execute(mine.values(ended_at=at, ended_by=by).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _values(order: Order | None) -> dict[str, Any]:
    """What the words may name of an order: nothing of its resident."""
    if order is None:
        return {}
    return {
        "number": order.number,
        "title": order.title,
        "due": shown(order.due_at),
        "redo_count": order.redo_count,
        "dispatches": order.dispatches,
    }
