"""How a region staffs its desk: opening hours and the minutes after which a handoff moves on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from config.service_hours import Hours

TIMES = frozenset({"opens", "closes", "digest"})


@dataclass(frozen=True)
class Staffing(Hours):
    """Minutes are minutes of service time. An urgent handoff has its own, which count by the clock, day and night."""

    unclaimed_minutes: int = 10
    """A handoff that nobody took for so long is announced to the supervisors."""
    silent_minutes: int = 15
    """A resident who waits for an answer for so long: the worker is reminded, and then the supervisors are."""
    lease_minutes: int = 60
    """A worker who did nothing for so long while the resident waits loses the handoff."""
    escalate_again_minutes: int = 30
    urgent_minutes: int = 2
    """An urgent handoff is called out, and its worker reminded, every so often."""
    urgent_lease_minutes: int = 10
    """The bot is silent while a person has the conversation, in danger too: so the person must be there."""
    digest: time = time(8, 30)
    """When staff get the morning digest of a working day."""

    def changed(self, raw: Mapping[str, Any]) -> Staffing:
        """With the values of a checked region file in place of these; times are texts like 08:30."""
        values: dict[str, Any] = {
            name: time.fromisoformat(value) if name in TIMES else value for name, value in raw.items()
        }
        return replace(self, **values)
