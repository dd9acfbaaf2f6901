"""How pressing a handoff is, by the minutes of the region's staffing: the same rules by which it is called out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.escalation import lapses_at, silent_due, unclaimed_due
from bot.handoff_words import waited
from config.staffing import Staffing
from orders.status import CLAIMED, WAITING
from orders.tables import Handoff

Grade = Literal["urgent", "late", "waits", "calm"]
SOON = timedelta(minutes=15)
"""So long before it goes back to waiting its worker is told."""


@dataclass(frozen=True)
class Risk:
    """`urgent`: somebody may come to harm; `late`: over a time limit; `waits`: for an answer; `calm`: none of these."""

    grade: Grade
    why: str
    """For the worker; empty where there is nothing to say."""


def risk_of(handoff: Handoff, staffing: Staffing, now: datetime) -> Risk:
    """How pressing it is now."""
    grade, why = _timed(handoff, staffing, now)
    if handoff.urgent and handoff.status in (WAITING, CLAIMED):
        return Risk("urgent", f"紧急 · {why}" if why else "紧急")
    return Risk(grade, why)


def _timed(handoff: Handoff, staffing: Staffing, now: datetime) -> tuple[Grade, str]:
    if handoff.status == WAITING:
        late = handoff.escalated > 0 or unclaimed_due(handoff, staffing) <= now
        return ("late", "超过时限没人受理") if late else ("waits", "")
    if handoff.status != CLAIMED or handoff.waiting_since is None:
        return "calm", ""
    lapses, due = lapses_at(handoff, staffing), silent_due(handoff, staffing)
    if lapses is not None and lapses - now < SOON:
        return "late", f"再不回话，{waited(now, max(lapses, now))}后退回等候"
    late = handoff.escalated > 0 or (due is not None and due <= now)
    return ("late", "居民等答复超过时限") if late else ("waits", "居民在等答复")
