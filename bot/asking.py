"""Asking the desk, and doing what it asks for; when it breaks, the words go to a person."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.effects import Effects
from bot.last_resort import LastResort
from config.errors import FenliuError
from config.masking import mask
from handlers.message import Effect, HandOff, Incoming, LookUp, LookUpCase, Reply, Turn
from handlers.state import Conversation

DESK_FAILED = "desk failed"
MAX_EFFECTS = 20
"""A desk that keeps asking for effects in its reports is a mistake, not a conversation."""
SHORT = 120
"""Characters the desk reads in one or two milliseconds."""
Outcome = tuple[Sequence[Reply], Conversation]


class Desk(Protocol):
    """What a turn needs of the desk."""

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """Replies, new state and effects for a message."""

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """Replies and new state for what came of an effect."""

    def notice(self, key: str, values: Mapping[str, Any], state: Conversation) -> Turn:
        """Replies and new state for what the resident is told without having asked."""

    def go_on(self, state: Conversation) -> Turn:
        """What still waits, asked for after a person has finished; no replies where nothing does."""


async def ask(desk: Desk, incoming: Incoming, state: Conversation) -> Turn:
    """The desk's answer: short words at once, for a thread costs as much as they do; long ones beside the loop."""
    if len(incoming.text) <= SHORT:
        return desk.answer(incoming, state)
    return await asyncio.to_thread(desk.answer, incoming, state)


async def give_up(last_resort: LastResort, effects: Effects, incoming: Incoming, state: Conversation) -> Outcome:
    """Hands the words to a person as they are; the conversation stays where it was."""
    hidden = state.consent == "no" or state.matter.anonymous
    words = [mask(one) if hidden else one for one in (*state.matter.words, incoming.text)]
    files = [file.ref for file in incoming.attachments]
    packet = {"words": words, "option": incoming.option, "attachments": files, "card": state.matter.card}
    key = f"failed-{incoming.message_id}"
    result = await effects.perform(HandOff(key=key, reason=DESK_FAILED, packet=packet))
    if result is None or isinstance(result, FenliuError):
        raise result or FenliuError
    return last_resort.handed_over(incoming.text, str(result["receipt"])), state


async def perform(desk: Desk, effects: Effects, turn: Turn) -> Outcome:
    """Performs effects in order; what the desk makes of their results may bring further ones."""
    replies, state, waiting = list(turn.replies), turn.state, list(turn.effects)
    for _ in range(MAX_EFFECTS):
        if not waiting:
            return replies, state
        effect = waiting.pop(0)
        result = await effects.perform(effect)
        if result is not None:
            report = desk.report(effect, result, state)
            replies += report.replies
            state = report.state
            waiting += report.effects
    msg = "the desk asks for effects without end"
    raise RuntimeError(msg)


def guesses(turn: Turn, state: Conversation) -> bool:
    """Whether the turn looks up an order or a case that this conversation did not file."""
    own = {(order.number, order.query_code) for order in state.orders}
    cases = {one.receipt for one in state.objections} | {state.council}
    return any(
        (isinstance(one, LookUp) and (one.number, one.query_code) not in own)
        or (isinstance(one, LookUpCase) and one.receipt not in cases)
        for one in turn.effects
    )
