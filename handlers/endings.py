"""Rule 1 as predicates: every conversation ends answered, filed, handed over, cancelled or urgent."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.message import Reply
from handlers.state import Conversation, Step

GOOD = ("answered", "filed", "handed_over", "cancelled", "emergency")
"""The ends a conversation may come to."""
ASKING = (
    Step.CLARIFY, Step.OFFER, Step.CONSENT, Step.FORM, Step.CONFIRM, Step.CHANGE, Step.NEXT, Step.PROGRESS,
    Step.SAME, Step.COUNCIL, Step.OBJECTION, Step.ADD,
)  # fmt: skip
"""Steps in which the desk waits for an answer to a question it has put."""

UNFINISHED = (Step.FORM, Step.CONFIRM, Step.CHANGE, Step.CONSENT, Step.SAME)
"""Steps in which an order is begun and not filed."""


def ended_well(state: Conversation) -> bool:
    """Whether the conversation could stop here."""
    return state.ended in GOOD and state.step not in UNFINISHED


def has_way_on(state: Conversation, replies: Sequence[Reply]) -> bool:
    """Whether the resident can do something now: answer the pending question, or state a matter."""
    if not replies or not all(reply.text.strip() for reply in replies):
        return False
    return bool(state.question) if state.step in ASKING else True
