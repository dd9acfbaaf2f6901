"""Time limits of an order: until when it must be accepted, may be returned and is to be answered, in working time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from config.region import Region
from orders.life_state import LifeState, moment


class Terms:
    """The limits of a region (facts 1.4), as moments."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def due(self, start: datetime, appeal_type: str, urgency: str = "normal") -> datetime:
        """Until when an answer is owed."""
        return self.region.due(start, appeal_type, urgency)

    def accept_by(self, start: datetime, urgency: str = "normal") -> datetime:
        """Until when a unit must accept."""
        return self.region.accept_by(start, urgency)

    def return_by(self, start: datetime) -> datetime:
        """Until when a unit may return it; afterwards it counts as taken."""
        return self.region.calendar.due(start, self.region.limits.return_working_days)

    def fill(self, code: str, state: LifeState, said: dict[str, Any], order: Any, now: datetime) -> None:
        """Puts the moments that the move brings with it beside what was said."""
        if code in {"dispatch", "assign", "refuse_return", "redo", "wake"}:
            said.setdefault("accept_by", self.accept_by(now, order.urgency))
        if code in {"dispatch", "assign"}:
            said.setdefault("return_by", self.return_by(now))
        if code in {"redo", "wake"}:
            said.setdefault("due_at", self.due(now, order.appeal_type, order.urgency))
        if code == "resume" and state.paused_at and state.due_at:
            said.setdefault("stopped", self.region.calendar.minutes_between(state.paused_at, now))
            said.setdefault("due_at", self.region.calendar.extended(state.due_at, state.paused_at, now))
        if code == "grant_extension" and state.due_at:
            said.setdefault("due_at", self.region.calendar.due(state.due_at, state.extension_asked))


def shown(value: Any) -> str:
    """A moment of the log as a resident reads it: 11月27日."""
    read = moment(value) if isinstance(value, str) else value
    return f"{read.month}月{read.day}日" if read else ""
