"""A tap on a button of an earlier question: a second confirmation shows the number, 我不同意 still means it, anything
else is told kindly.
"""

from __future__ import annotations

from handlers import filing, objection, resume, small_talk
from handlers.state import Step
from handlers.talk import Talk

MEANT = {"not_this": (Step.CONSENT, Step.CONFIRM), "reword": (Step.ANSWERED,)}
"""Old buttons whose typed words are an answer although they are not offered."""
FILES = ("confirm", "same_yes", "same_new", "same_1", "same_2", "same_3")
"""Buttons that file the order: a second tap shows its number."""
START = ("start", "begin", "hello")


def typed(talk: Talk) -> bool:
    """Whether the words of an old button were typed where they answer nothing: something else is asked, or filed."""
    pending = bool(talk.state.question) or talk.state.step in resume.FORM_STEPS
    old = talk.heard.old
    if talk.state.step in MEANT.get(old, ()):
        return False
    return bool(old) and (pending or old in ("next", "change", "agree", *FILES))


def answer(talk: Talk) -> None:
    """Answers a stale tap; nothing in the state changes."""
    state, button = talk.state, talk.heard.stale or talk.heard.old
    if button == objection.BUTTON and objection.fits(talk):
        objection.begin(talk)
    elif button in START or not (state.greeted or state.question):
        small_talk.answer(talk)
    elif button in FILES and state.orders and state.step not in (Step.CONFIRM, Step.SAME):
        filing.show_again(talk)
        resume.resume(talk)
    elif talk.heard.old:
        _typed_early(talk, button)
    elif state.question or state.step in resume.FORM_STEPS:
        talk.say("bad.stale")
        resume.resume(talk)
    else:
        talk.say("bad.stale_open")


def _typed_early(talk: Talk, button: str) -> None:
    """明白了, 确认提交, 接着办, typed where they are no answer: what they come to here, and the question again."""
    filling = talk.state.step in resume.FORM_STEPS
    if talk.state.step is Step.SAME:
        resume.resume(talk)
        return
    going_on = filling or bool(talk.state.question)
    if button == "confirm":
        talk.say("form.incomplete" if filling else "bad.nothing_to_confirm")
    elif button == "not_this" and filling:
        talk.say("form.not_meant")
    else:
        talk.say("form.go_on" if going_on else "bad.stale_open")
    resume.resume(talk, lead=False)
