"""The states of an order's life, with the words a resident reads."""

from __future__ import annotations

from typing import Final

from orders.moves import states

FILED: Final = "filed"
WAITING: Final = "waiting"
"""A handoff that no person has taken yet."""
CLAIMED: Final = "claimed"
"""A handoff that a person holds."""
ENDED: Final = "ended"
"""A handoff that is over; what the resident hands over next is a new one."""
URGENT: Final = frozenset({"self_harm", "danger", "violence", "child_harm"})
"""Reasons of a handoff that wait for no office hours."""
STATUS_ZH: Final[dict[str, str]] = {code: state.name for code, state in states().items()}
RESIDENT_ZH: Final[dict[str, str]] = {code: state.resident for code, state in states().items()}
"""The same in words for residents."""
OPEN: Final = frozenset({"filed", "dispatched", "accepted", "handling", "returning", "consulting"})
"""States in which an answer is still owed."""
