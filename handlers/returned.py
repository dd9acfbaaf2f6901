"""A person has finished, or gives the conversation back: what the desk remembers of it from then on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.state import Conversation, Filed, Matter, Step

GIVEN_BACK = "given_back"
"""The option by which the desk goes on; no button shows it."""


def given_back(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The state in which `GIVEN_BACK` is an option; None where the desk knows of no person.

    After it the person is forgotten: whoever asks for one again gets a handoff of its own, for this one has ended.
    """
    state = Conversation.from_json(raw)
    if state.person is None:
        return None
    state.step, state.options = Step.PERSON, [[GIVEN_BACK, ""]]
    return state.to_json()


def settled(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The state after a person ended the matter: nothing is pending, and the next message begins anew."""
    state = Conversation.from_json(raw)
    state.person = None
    state.step, state.back, state.alarm, state.held = Step.OPEN, None, "", ""
    state.options, state.question = [], ""
    state.matter = Matter(serial=state.matter.serial + 1)
    state.greeted, state.ended = True, "answered"
    return state.to_json()


def filed(raw: Mapping[str, Any], *, number: str, query_code: str, title: str, unit: str, due: str) -> dict[str, Any]:
    """The same after a worker filed an order for the resident, whose progress then needs no typing."""
    state = Conversation.from_json(settled(raw))
    state.orders.append(Filed(number=number, query_code=query_code, title=title, unit=unit, due_at=due))
    state.ended = "filed"
    return state.to_json()
