"""Asking the pending question again after something came between."""

from __future__ import annotations

from handlers import confirm, intake, readback, same
from handlers.state import Step
from handlers.talk import Talk

FORM_STEPS = (Step.FORM, Step.CONFIRM, Step.CHANGE, Step.SAME)


def resume(talk: Talk, *, lead: bool = True) -> None:
    """Repeats what is pending, after a short lead; nothing is said where nothing is."""
    step = talk.state.step
    if step is Step.FORM:
        intake.again(talk, resumed=lead)
    elif step is Step.CONFIRM:
        readback.show(talk, "readback.again")
    elif step is Step.CHANGE:
        confirm.ask_which(talk)
    elif step is Step.SAME:
        same.again(talk)
    elif talk.state.question:
        talk.ask_again()
