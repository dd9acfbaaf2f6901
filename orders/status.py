"""The states of an order's life, with the words a resident reads."""

from __future__ import annotations

from typing import Final

FILED: Final = "filed"
WAITING: Final = "waiting"
"""A handoff that no person has taken yet."""
CLAIMED: Final = "claimed"
"""A handoff that a person holds."""
ENDED: Final = "ended"
"""A handoff that is over; what the resident hands over next is a new one."""
URGENT: Final = frozenset({"self_harm", "danger", "violence", "child_harm"})
"""Reasons of a handoff that wait for no office hours."""
STATUS_ZH: Final[dict[str, str]] = {
    "filed": "已受理",
    "dispatched": "已派单",
    "accepted": "已签收",
    "handling": "办理中",
    "resolved": "已办结",
    "followed_up": "已回访",
    "closed": "已归档",
}
