"""Several matters of one message: the further ones wait in the state and are taken up one by one."""

from __future__ import annotations

from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.decision import Decision
from knowledge_base.english import is_latin

ORDINALS = "一二三四五六七八九"
MAX_WAITING = 8
"""Matters that wait at a time; whoever has more is told so and says them again later."""
SHOWN = 30
"""Characters of a waiting matter that are quoted."""
SHOWN_LETTERS = 90


def several(talk: Talk, decision: Decision) -> None:
    """Says how many matters there are and which comes first; the others wait."""
    if not hold(talk, decision):
        return
    words = quoted(decision.text)
    talk.say("queue.several", count=talk.state.matters, words=words)


def hold(talk: Talk, decision: Decision) -> bool:
    """Puts the further matters of a message before those that already wait; False where there are none."""
    others = [other.text for other in decision.also if other.text]
    if others:
        queue = [*others, *(words for words in talk.state.queue if words not in others)]
        talk.state.queue = queue[:MAX_WAITING]
        if len(queue) > MAX_WAITING:
            talk.say("queue.full", count=MAX_WAITING)
        talk.state.matters = len(talk.state.queue) + 1
    return bool(others)


def offer_next(talk: Talk) -> None:
    """Asks whether to go on with the next matter; a question of its own, so that a second tap files nothing."""
    if talk.state.queue:
        words = quoted(talk.state.queue[0])
        ended = talk.state.ended
        talk.ask("queue.offer", "next", "stop", step=Step.NEXT, nth=ordinal(talk), words=words)
        talk.state.ended = ended


def announce(talk: Talk) -> str:
    """Takes the next matter out of the queue, announces it, and returns its words."""
    words = talk.state.queue[0]
    talk.say("queue.next", nth=ordinal(talk), words=quoted(words))
    del talk.state.queue[0]
    return words


def ordinal(talk: Talk) -> str:
    """The place of the next matter among all that were stated: 二, 三, ..."""
    place = max(talk.state.matters - len(talk.state.queue), 1)
    return ORDINALS[place] if place < len(ORDINALS) and talk.language == "zh" else str(place + 1)


def quoted(words: str) -> str:
    """A matter's own words, not too long."""
    shown = SHOWN_LETTERS if is_latin(words) else SHOWN
    return words if len(words) <= shown else f"{words[:shown]}…"
