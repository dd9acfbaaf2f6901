"""Taking back a cancelling that was a slip: what was dropped in the turn before comes back as it was."""

from __future__ import annotations

from handlers import resume
from handlers.lexicon import bare, lexicon
from handlers.state import Dropped, Pending
from handlers.talk import Talk

LONGEST = 14
"""A longer message says something of its own."""


def keep(talk: Talk) -> Dropped | None:
    """What would have to come back: the matter in hand with its pending question; None where nothing is in hand."""
    state = talk.state
    if not (state.matter.card or state.matter.words):
        return None
    return Dropped(state.matter, Pending(state.step, state.options, state.question), list(state.queue))


def wanted(talk: Talk, dropped: Dropped | None) -> bool:
    """Whether the message takes back the cancelling of the turn before."""
    if dropped is not None and talk.heard.stale == "undo":
        return True
    if dropped is None or (talk.heard.code and talk.heard.code not in ("undo", "next")):
        return False
    words = bare(talk.heard.text)
    return talk.heard.code == "undo" or (len(words) <= LONGEST and lexicon().said["undo"].search(words) is not None)


def bring_back(talk: Talk, dropped: Dropped) -> None:
    """The matter and its question are as they were."""
    state = talk.state
    state.matter, state.queue, state.ended = dropped.matter, dropped.queue, ""
    pending = dropped.pending
    state.step, state.options, state.question = pending.step, pending.options, pending.question
    talk.say("cancelled.undone")
    resume.resume(talk, lead=False)
