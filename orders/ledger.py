"""The log of an order: each step carries a digest of itself and of all before it, so that a changed one shows.

The database refuses UPDATE and DELETE on it (migration 0004); the chain of digests shows what somebody did past the
database. It is what a worker is judged by (容错, 北京条例36): who decided what, when, on which text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from orders.life_state import Step
from orders.tables import OrderEvent


def digest(before: str, number: str, step: Step) -> str:
    """SHA-256 over the digest before it and the step (canonical JSON)."""
    told = [
        before,
        number,
        step.sequence,
        step.move,
        step.status,
        step.at.timestamp(),
        step.actor,
        step.role,
        step.unit,
    ]
    body = json.dumps([*told, dict(step.data)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def step_of(event: OrderEvent) -> Step:
    """The step in a row of the log."""
    return Step(
        sequence=event.sequence,
        move=event.move,
        status=event.status,
        at=event.at,
        actor=event.actor,
        role=event.role,
        unit=event.unit,
        data=event.data,
    )


def broken_at(number: str, events: Iterable[OrderEvent]) -> int | None:
    """The first step that is not what was written, or that is missing; None where the log is whole."""
    return broken(number, ((step_of(event), event.digest) for event in events))


def broken(number: str, told: Iterable[tuple[Step, str]]) -> int | None:
    """The same of any chain: each step with the digest that stands beside it."""
    before, expected = "", 1
    for step, written in told:
        if step.sequence != expected or written != digest(before, number, step):
            return expected
        before, expected = written, expected + 1
    return None
