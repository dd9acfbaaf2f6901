"""A tap on a button of an earlier question: a second confirmation shows the number, anything else is told kindly."""

from __future__ import annotations

from handlers import filing, resume, small_talk
from handlers.state import Step
from handlers.talk import Talk

START = ("start", "begin", "hello")


def typed(talk: Talk) -> bool:
    """Whether the words of an old button were typed where they answer nothing: something else is asked, or filed."""
    pending = bool(talk.state.question) or talk.state.step in resume.FORM_STEPS
    return bool(talk.heard.old) and (pending or (talk.heard.old == "confirm" and bool(talk.state.orders)))


def answer(talk: Talk) -> None:
    """Answers a stale tap; nothing in the state changes."""
    state, button = talk.state, talk.heard.stale or talk.heard.old
    if button in START or not (state.greeted or state.question):
        small_talk.answer(talk)
    elif button == "confirm" and state.orders and state.step is not Step.CONFIRM:
        filing.show_again(talk)
        resume.resume(talk)
    elif state.question or state.step in resume.FORM_STEPS:
        talk.say("bad.stale")
        resume.resume(talk)
    else:
        talk.say("bad.stale_open")
