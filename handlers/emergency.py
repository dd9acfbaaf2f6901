"""After a danger sentence: whatever is said next is still about the emergency, unless it plainly is not."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import decisions, matters, waiting
from handlers.lexicon import bare, lexicon
from handlers.message import Reply
from handlers.state import Step
from handlers.talk import Talk

CLEAR = ((0.8, 6), (0.5, 10))
"""Belief in an ordinary card, and characters, from which words after an alarm are a matter of their own."""
NEWS: Sequence[str] = ("cannot_call", "safe", "called")
"""What is said about the emergency itself, the most urgent first."""


def take(talk: Talk) -> None:
    """The EMERGENCY step: safe, called, cannot call, the ordinary matter behind it, or more about the danger."""
    code, text = talk.heard.code, talk.heard.text
    news = said(text)
    if code == "safe" or (news == "safe" and not code):
        safe(talk)
    elif code == "proceed" and (card := talk.engine.library.cards.get(next(iter(talk.matter.offered), ""))):
        talk.state.alarm = ""
        matters.take_up(talk, card)
    elif news:
        talk.remember(text)
        talk.say("danger.cannot_call" if news == "cannot_call" else "danger.called")
        _stay(talk)
    elif _ordinary(talk, text):
        talk.state.alarm = ""
        matters.open_matter(talk, text)
    else:
        talk.remember(text)
        _again(talk)


def said(text: str) -> str:
    """Which news of the emergency the words are; empty where none."""
    words, table = bare(text), lexicon().said
    return next((name for name in NEWS if table[name].search(words)), "")


def safe(talk: Talk) -> None:
    """The danger is over; the matter behind it can be told."""
    talk.state.alarm = ""
    talk.rest(Step.OPEN, ended="emergency")
    talk.say("danger.safe")
    waiting.offer_next(talk)


def _ordinary(talk: Talk, text: str) -> bool:
    for sure, shortest in CLEAR:
        card = decisions.another_card(talk, text, sure=sure, shortest=shortest)
        if card is not None:
            return card.destination != "emergency"
    return False


def _again(talk: Talk) -> None:
    """The emergency lines once more; from the second time on short, with a person."""
    signal = next((row for row in talk.engine.signals.rows if row.name == talk.state.alarm), None)
    if signal is not None and talk.nth("danger") == 1:
        talk.say("danger.still")
        talk.replies.append(Reply(signal.said(talk.language), kind="danger"))
    else:
        talk.say("danger.here")
    _stay(talk)


def _stay(talk: Talk) -> None:
    """The question after the alarm waits on, with its buttons."""
    talk.ask("danger.after", "safe", "human", step=Step.EMERGENCY)
    talk.state.ended = "emergency"
