"""What a resident is told without having asked: a step of their order, the follow-up, the council's steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers import adding, follow_up
from handlers.known_orders import FollowUp
from handlers.message import Option, Reply
from handlers.state import Step
from handlers.talk import Rows, Talk

LONGEST: Final = 160
"""Characters of a value that are shown; the whole stands under 进度."""
IDLE = (Step.OPEN, Step.ANSWERED, Step.FILED, Step.ADD)
"""Steps in which the next message may be asked for."""
VERDICTS = ("objection_upheld", "objection_kept")
"""After them nobody asks for a reason any more."""
ROWS = ("result", "basis", "reason", "next_step", "revisit_on", "needs")
"""Values told in rows below the sentence, where they are known."""


def tell(talk: Talk, key: str, values: Mapping[str, Any]) -> None:
    """Adds the notice `key` with `values`; nothing where no resident is to be told of it.

    Values: number, title, unit, due, lead, handoff (a receipt), and those of ROWS; any may be missing.
    """
    if not talk.wording.has(f"notice.{key}"):
        return
    if talk.state.step is Step.OBJECTION and key in VERDICTS:
        talk.rest(Step.OPEN, ended="answered")
    said = {name: str(value)[:LONGEST] for name, value in values.items() if value not in (None, "")}
    if "due" in said:
        said["due"] = said["due"][:10]
    known = {name: said.get(name, "") for name in ("number", "lead", "title", "handoff")}
    text = talk.wording(
        f"notice.{key}",
        **known,
        unit=said.get("unit") or talk.wording("notice_without.unit"),
        due=said.get("due") or talk.wording("notice_without.due"),
    )
    rows = _rows(talk, said)
    if key == "follow_up":
        _ask(talk, text, said, rows)
    elif key == "paused" and known["number"]:
        _needs(talk, text, known["number"], rows)
    else:
        talk.replies.append(Reply(text, kind="progress" if rows else "text", rows=rows))


def _rows(talk: Talk, said: Mapping[str, str]) -> Rows:
    return tuple((talk.wording(f"notice_rows.{name}"), said[name]) for name in ROWS if name in said)


def _ask(talk: Talk, text: str, said: Mapping[str, str], rows: Rows) -> None:
    """The first question of the follow-up. What is pending stays as it is."""
    number = said.get("number", "")
    asked = FollowUp(number=number, title=said.get("title", ""), near="pushed")
    talk.state.follow_up = asked
    options = follow_up.options(talk, number, asked.asked)
    talk.replies.append(Reply(text, kind="question", options=options, rows=rows))


def _needs(talk: Talk, text: str, number: str, rows: Rows) -> None:
    """What the unit needs: asked for at once where nothing else is pending, else by a button that waits."""
    state = talk.state
    if state.step not in IDLE or (state.step is Step.FILED and state.question):
        button = Option(f"{adding.ADD}{number}", talk.wording("options.add"))
        talk.replies.append(Reply(text, kind="question", options=(button,), rows=rows))
        return
    adding.keep_pending(talk)
    state.adding, ended = number, state.ended
    talk.show(text, "no_thanks", step=Step.ADD, rows=rows)
    state.ended = ended
