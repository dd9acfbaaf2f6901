"""How long until the day that the resident was told: a colour, and words that say the same."""

from __future__ import annotations

from datetime import datetime

from bot.pages.staff.orders.due import Due
from config.clock import CHINA
from config.working_time import WorkCalendar
from orders.case_tables import Case
from orders.life_state import moment


def due_of(case: Case, now: datetime, calendar: WorkCalendar) -> Due:
    """Where the time of an objection stands."""
    by = moment(case.data.get("answer_by"))
    if case.state != "asked" or by is None:
        in_time = by is None or case.ended_at is None or case.ended_at <= by
        return Due("done", "已答复" if in_time else "已答复（超时）")
    if by <= now:
        return Due("late", f"超时，答应的是 {by:%m-%d}")
    if by.date() == now.astimezone(CHINA).date():
        return Due("today", "今天到期")
    return Due("soon" if by <= calendar.due(now, 1) else "fine", f"{by:%m-%d} 前答复")
