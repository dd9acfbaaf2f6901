"""How much time is left to answer, in working time: a colour and the words that say the same without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.clock import CHINA
from config.working_time import WorkCalendar
from orders.status import OPEN
from orders.tables import Order

HOUR = 60
LONG = timedelta(days=60)
"""Beyond it nobody counts hours of office time any more."""
SOON_DAYS = 2
COLOURS = {
    "late": "bg-red-1 text-red-10",
    "today": "bg-deep-orange-1 text-deep-orange-10",
    "soon": "bg-amber-1 text-brown-9",
    "fine": "bg-green-1 text-green-10",
    "paused": "bg-blue-grey-1 text-blue-grey-9",
    "done": "text-grey-8",
}
"""Classes of the library by tone."""


@dataclass(frozen=True)
class Due:
    """`tone` is a key of COLOURS."""

    tone: str
    words: str

    @property
    def colour(self) -> str:
        """Its classes."""
        return COLOURS[self.tone]


def due_of(order: Order, now: datetime, calendar: WorkCalendar) -> Due:
    """Where the time of an order stands."""
    if order.status not in OPEN:
        return _over(order)
    if order.paused_at is not None:
        return Due("paused", "等居民补充，停计")
    by_clock, due = order.urgency != "normal", order.due_at.astimezone(CHINA)
    if due <= now:
        return Due("late", f"超时{_span(due, now, calendar, by_clock=by_clock)}")
    if due.date() == now.astimezone(CHINA).date():
        return Due("today", f"今天 {due:%H:%M} 到期")
    tone = "soon" if due <= calendar.due(now, SOON_DAYS) else "fine"
    return Due(tone, f"还有{_span(now, due, calendar, by_clock=by_clock)}（{due:%m-%d}）")


def _over(order: Order) -> Due:
    if order.status == "merged":
        return Due("done", "随主单")
    in_time = order.resolved_at is None or order.resolved_at <= order.due_at
    return Due("done", "已答复" if in_time else "已答复（超时）")


def _span(start: datetime, end: datetime, calendar: WorkCalendar, *, by_clock: bool) -> str:
    """The working time between, or the plain time where an urgent order counts by the clock."""
    if end - start > LONG:
        return f" {(end - start).days} 天"
    minutes = int((end - start).total_seconds()) // 60 if by_clock else calendar.minutes_between(start, end)
    if by_clock:
        return _hours(minutes)
    days = minutes // _day_minutes(calendar)
    return f" {days} 个工作日" if days else _hours(minutes)


def _hours(minutes: int) -> str:
    return f" {minutes // HOUR} 小时" if minutes >= HOUR else f" {minutes} 分钟"


def _day_minutes(calendar: WorkCalendar) -> int:
    spans = ((closes.hour - opens.hour) * HOUR + closes.minute - opens.minute for opens, closes in calendar.shifts)
    return max(sum(spans), 1)
