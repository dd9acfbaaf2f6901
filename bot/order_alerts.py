"""What staff is told about orders: limits passed, hot events, hard cases, doubtful ratings; all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.escalation import Notice
from config.clock import Clock
from config.errors import RegionError
from config.region import Region
from handlers.message import Reply
from orders.case_tables import Alert
from orders.follow_up.alerts import Alerts
from orders.staff import StaffBook
from orders.tables import Staff

MOST = 10
"""Alerts told word for word in one message; a worker with forty reads the number and opens the list."""
CHIEFS = frozenset({"reviewer", "supervisor"})


async def call_alerts(session: AsyncSession, clock: Clock, region: Region) -> list[Notice]:
    """One message a person with all that is new for them. Without anybody to tell they stay on the list."""
    staff = StaffBook(session, clock)
    duty, chiefs = list(await staff.on_duty()), list(await staff.chiefs())
    if not any(one.account for one in (*duty, *chiefs)):
        return []
    alerts, mine = Alerts(session, clock, region.calendar), defaultdict[int, list[str]](list)
    for alert in await alerts.to_tell():
        for person in _people(alert, duty or chiefs, chiefs or duty):
            mine[person].append(_line(alert, region))
        await alerts.told(alert)
    return [(person, Reply(_together(lines))) for person, lines in sorted(mine.items())]


def _people(alert: Alert, duty: Sequence[Staff], chiefs: Sequence[Staff]) -> set[int]:
    """Units have no account of their own here: whoever is on duty passes it on."""
    to = set((alert.data or {}).get("to", ()))
    told = [*(chiefs if to & CHIEFS else ()), *(duty if to - CHIEFS or not to else ())]
    return {one.id for one in told if one.id is not None}


def _line(alert: Alert, region: Region) -> str:
    if not alert.unit or "unit" not in (alert.data or {}).get("to", ()):
        return alert.text
    try:
        return f"（请转告{region.unit_by_code(alert.unit).name}）{alert.text}"
    except RegionError:  # a unit that the region does not list any more
        return alert.text


def _together(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return f"提醒：{lines[0]}"
    shown = "\n".join(f"{number}. {line}" for number, line in enumerate(lines[:MOST], 1))
    rest = f"\n还有 {len(lines) - MOST} 条，用 fenliu orders alerts 查看。" if len(lines) > MOST else ""
    return f"提醒 {len(lines)} 条：\n{shown}{rest}"
