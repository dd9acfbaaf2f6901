"""What the unit still needs for an order it cannot go on with: words or photos, sent here, reach that order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.errors import FenliuError
from handlers import decisions, in_english, lookup, matters, midway, resume, small_talk
from handlers.message import Append
from handlers.state import Pending, Step
from handlers.talk import Talk

ADD = "add:"
"""Code of the button that begins it; the order's number follows. It works however old it is."""
SURE = 0.8
"""Belief in a card from which words are a matter of their own, not what was asked for."""
SHORTEST_MATTER = 5


def begin(talk: Talk, number: str) -> None:
    """Asks for it; what was pending waits."""
    keep_pending(talk)
    talk.state.adding = number
    talk.ask("adding.ask", "no_thanks", step=Step.ADD, number=number)


def keep_pending(talk: Talk) -> None:
    """Lays the pending question aside, once."""
    state = talk.state
    if state.step is not Step.ADD and (state.step in lookup.RETURN_TO or state.step is Step.ANSWERED):
        state.back = Pending(state.step, state.options, state.question)


def take(talk: Talk) -> None:
    """The ADD step: what was asked for, or a way out of it."""
    text = talk.heard.text
    if talk.heard.code == "no_thanks" or not talk.state.adding:
        leave(talk)
    elif small_talk.is_nothing_else(text):
        talk.ask_again()
    elif midway.is_question(text, ""):
        midway.answer(talk, text)
        talk.ask_again()
    elif decisions.another_card(talk, text, sure=SURE, shortest=SHORTEST_MATTER) and talk.state.back is None:
        lookup.go_back(talk)
        matters.open_matter(talk, text)
    else:
        add(talk)


def add(talk: Talk) -> None:
    """Sends words, files and a place along."""
    incoming, number = talk.incoming, talk.state.adding
    words = talk.heard.text
    files: tuple[str, ...] = ()
    if incoming is not None:
        files = tuple(file.ref for file in incoming.attachments)
        if spot := incoming.location:
            place = talk.wording("form.point", lat=f"{spot.lat:.5f}", lng=f"{spot.lng:.5f}")
            words = "，".join(filter(None, (words, spot.label, place)))
    key = talk.fresh_key(talk.matter.serial)
    talk.effects.append(Append(key=f"{key}-added", number=number, words=words, attachments=files))


def added(talk: Talk, effect: Append, result: Mapping[str, Any] | FenliuError) -> None:
    """It is with the order; what was pending comes again."""
    if isinstance(result, FenliuError):
        talk.show(in_english.problem(talk, result), "no_thanks", "human", step=Step.ADD)
        return
    talk.say("adding.done", number=effect.number)
    _go_back(talk)


def leave(talk: Talk) -> None:
    """Not now; it can be sent later by the same button."""
    talk.say("adding.later")
    _go_back(talk)


def _go_back(talk: Talk) -> None:
    talk.state.adding = ""
    lookup.go_back(talk)
    resume.resume(talk)
