"""Where an order is, in words a resident understands; what is not known of it is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.filing import hint
from handlers.message import Reply
from handlers.talk import Talk

LONGEST: Final = 600
"""Characters of an answer of the unit that are shown."""
OBJECTION = "objection"
"""The kind of case that is told with its day and verdict."""
OPEN = ("filed", "dispatched", "accepted", "handling", "returning", "consulting")
"""States in which a day for the answer is still ahead."""


def show(talk: Talk, order: Mapping[str, Any]) -> None:
    """The progress card, and once a hint of the order layer."""
    say, status = talk.wording, status_of(talk, order)
    rows = [
        (say("filed.number"), order.get("number")),
        (say("progress.title"), order.get("title")),
        (say("progress.status"), status),
        (say("filed.lead"), order.get("lead")),
        (say("progress.voices"), _voices(talk, order)),
        (say("progress.unit"), order.get("unit")),
        (say("progress.closure"), closure_of(talk, order)),
        (say("progress.result"), str(order.get("result") or "")[:LONGEST]),
        (say("progress.revisit"), _minute(order.get("revisit_on"))[:10]),
        (say("progress.needs"), order.get("paused_for")),
        (say("progress.filed_at"), _minute(order.get("filed_at"))),
        (say("progress.due"), _minute(order.get("due_at"))[:10]),
        (say("progress.extension"), say("progress.extension_asked") if order.get("extension_asked") else ""),
    ]
    steps = tuple((_minute(event.get("at")), str(event.get("what") or "")) for event in order.get("events") or ())
    text = f"{say('progress.found', status=status)}\n{say(_next(order))}"
    shown = tuple((name, str(value)) for name, value in rows if value)
    talk.replies.append(Reply(text, kind="progress", rows=(*shown, *(step for step in steps if step[1]))))
    hint(talk, order)


def show_case(talk: Talk, case: Mapping[str, Any]) -> None:
    """Adds where a case stands: an objection with its day and verdict, anything else by its number."""
    if case.get("kind") != OBJECTION:
        talk.say("progress.council", receipt=case["receipt"])
        return
    text = talk.wording(f"objection_state.{case['state']}")
    talk.replies.append(Reply(text, kind="progress", rows=objection_rows(talk, case)))


def objection_rows(talk: Talk, case: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Number, matter, the day by which it is answered, and the verdict as far as there is one."""
    say, waits = talk.wording, case["state"] == "asked"
    rows = (
        (say("objection.number"), case["receipt"]),
        (say("progress.title"), case.get("title", "")),
        (say("objection.answer_by"), str(case["answer_by"])[:10] if waits else ""),
        (say("notice_rows.reason"), case.get("reason", "")),
        (say("notice_rows.next_step"), case.get("next_step", "")),
    )
    return tuple((name, str(value)) for name, value in rows if value)


def status_of(talk: Talk, order: Mapping[str, Any]) -> str:
    """The state for a resident: 正在核对由谁办, not 退单审核; else as the order layer names it."""
    status = str(order.get("status") or "")
    if order.get("paused_for"):
        return talk.wording("status.paused")
    if talk.wording.has(f"status.{status}"):
        return talk.wording(f"status.{status}")
    return talk.named("statuses", status) if talk.language == "en" else str(order.get("status_zh") or status)


def closure_of(talk: Talk, order: Mapping[str, Any]) -> str:
    """How it was closed, in plain words; empty while it is open."""
    closure = str(order.get("closure") or "")
    known = talk.wording.has(f"closure.{closure}")
    return talk.wording(f"closure.{closure}") if known else str(order.get("closure_zh") or "")


def _voices(talk: Talk, order: Mapping[str, Any]) -> str:
    count = int(order.get("voices") or 1)
    return talk.wording("progress.voices_count", count=count) if count > 1 else ""


def _next(order: Mapping[str, Any]) -> str:
    """What to do next: send what is missing, wait for the day, or say that it is not solved."""
    if order.get("paused_for"):
        return "progress.next_paused"
    status = str(order.get("status") or "")
    ended = status not in OPEN and status != "merged"
    return "progress.next_closed" if status and ended else "progress.next"


def _minute(moment: Any) -> str:
    return str(moment or "")[:16].replace("T", " ")
