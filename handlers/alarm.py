"""What comes before any step: danger; and threats, a call for a person or abuse where the step would not notice."""

from __future__ import annotations

from handlers import attach, danger, emergency, handoff, lookup, midway, obey, resume
from handlers.message import Reply
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.signals import Signal

DEAF = (
    Step.FORM,
    Step.CONFIRM,
    Step.CHANGE,
    Step.CONSENT,
    Step.PERSON,
    Step.SAME,
    Step.COUNCIL,
    Step.OBJECTION,
    Step.ADD,
)
"""Steps that take words as an answer and do not ask the engine about them."""
LOUD = ("violence", "group")


def raised(talk: Talk) -> bool:
    """Answers an alarm; True where that was the turn."""
    if talk.heard.code or talk.heard.command:
        return False
    signals = talk.engine.signals.find(talk.heard.plain)
    if dangers := danger.among(signals):
        attach.keep(talk)
        danger.answer(talk, dangers)
        return True
    if _over(talk):
        return True
    if _by_itself(talk):
        return True
    return talk.state.step in DEAF and _unnoticed(talk, signals)


def _over(talk: Talk) -> bool:
    """The danger of the turn before is over (没事了，是邻居炒菜), and a form is open: it goes on."""
    state = talk.state
    alarm = state.alarm
    if state.step is Step.EMERGENCY or not alarm:
        return False
    state.alarm = ""
    news = emergency.said(talk.heard.text) if state.step in DEAF and state.step is not Step.PERSON else ""
    if news == "cannot_call":
        state.alarm = alarm
        talk.say("danger.cannot_call")
    elif news:
        talk.say("danger.safe_form" if news == "safe" else "danger.called")
    else:
        return False
    resume.resume(talk)
    return True


def _by_itself(talk: Talk) -> bool:
    """An order number, or a script nobody here reads: answered in whatever step."""
    if lookup.find_number(talk.heard.text) and talk.state.step is not Step.PROGRESS:
        lookup.start(talk)
    elif talk.heard.unknown_script:
        talk.say("greeting.other_script")
        resume.resume(talk)
    else:
        return False
    return True


def _unnoticed(talk: Talk, signals: tuple[Signal, ...]) -> bool:
    """Threats, a call for a person, abuse and a question about an order, where words are taken as an answer."""
    kinds = {signal.kind: signal for signal in reversed(signals)}
    loud = next((kinds[kind] for kind in LOUD if kind in kinds), None)
    if loud is not None:
        talk.replies.append(Reply(loud.said(talk.language), kind="danger"))
        _to_person(talk, loud.name)
    elif "human" in kinds:
        _to_person(talk, "asked")
    elif "abuse" in kinds and talk.state.step is not Step.PERSON:
        talk.say("bad.abuse")
        resume.resume(talk)
    elif "status" in kinds and talk.state.step is not Step.PERSON and talk.matter.asking not in midway.FREE:
        lookup.start(talk)
    else:
        return False
    return True


def _to_person(talk: Talk, reason: str) -> None:
    if talk.state.step is Step.PERSON:
        handoff.note(talk, talk.heard.text)
    talk.remember(talk.heard.text)
    if reason == "asked":
        obey.human(talk)
    else:
        handoff.start(talk, reason, anew=True)
