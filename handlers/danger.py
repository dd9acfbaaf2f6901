"""Danger comes first, in every state, from a table in the process; what was going on follows below."""

from __future__ import annotations

from handlers import answers, decisions, handoff, lookup, resume, waiting
from handlers.message import Record, Reply
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.card import Card
from knowledge_base.decision import Decision
from knowledge_base.signals import Signal

FIRST = ("danger", "self_harm")
"""Kinds that are answered before anything else; threats and groups go to a person, on the ordinary road."""

SURE = 0.4
"""Belief from which the ordinary matter behind an alarm is named."""


def among(signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """The dangers among the signals of a message, most urgent first."""
    return tuple(signal for signal in signals if signal.kind in FIRST)


def answer(talk: Talk, found: tuple[Signal, ...]) -> None:
    """The emergency lines, then the form that was open, or what else helps."""
    if talk.state.step is Step.ADD or (talk.state.step is Step.PROGRESS and talk.state.back is not None):
        lookup.go_back(talk)
    despair = any(signal.kind == "self_harm" for signal in found)
    if not (despair and cared_for(talk)):
        talk.replies.append(Reply(found[0].said(talk.language), kind="danger"))
    talk.effects.append(Record(what=f"danger: {found[0].name}"))
    talk.tried(f"danger: {found[0].name}")
    talk.state.alarm = found[0].name
    if despair:
        _stay(talk)
    elif talk.state.step is Step.PERSON:
        handoff.note(talk, talk.heard.text)
        talk.state.ended = "emergency"
    elif talk.state.step in (*resume.FORM_STEPS, Step.CONSENT, Step.COUNCIL, Step.OBJECTION):
        if talk.state.step not in (Step.COUNCIL, Step.OBJECTION):
            talk.remember(talk.heard.text)
        talk.say("danger.below")
        resume.resume(talk, lead=False)
    else:
        _below(talk, found[0])


def cared_for(talk: Talk) -> bool:
    """Whether a person has already been called because the resident does not want to live."""
    person = talk.state.person
    return person is not None and person.caring and bool(person.receipt)


def care(talk: Talk) -> None:
    """A warm line with the numbers, never the same twice in a row."""
    person = talk.state.person
    if person is not None:
        person.notes += 1
        talk.say("danger.care" if person.notes % 2 else "danger.care_more", receipt=person.receipt)


def _stay(talk: Talk) -> None:
    """Not wanting to live: a person takes over, nothing is pressed; an open form waits for 继续."""
    if cared_for(talk):
        handoff.note(talk, talk.heard.text)
        care(talk)
        talk.state.step, talk.state.ended = Step.PERSON, "handed_over"
        return
    talk.remember(talk.heard.text)
    handoff.start(talk, "self_harm", anew=True)


def _below(talk: Talk, signal: Signal) -> None:
    """What helps besides the number: the steps of the emergency card, and how to go on once safe."""
    if talk.matter.card or talk.matter.decisions:
        talk.new_matter()
    talk.remember(talk.heard.text)
    decision = decisions.decide(talk, talk.heard.text, alone=True)
    decisions.keep(talk, decision)
    waiting.hold(talk, decision)
    card = talk.engine.library.cards.get(signal.card or "")
    folded = answers.details(talk, card, first=0) if card else ()
    ordinary = _ordinary(talk, decision)
    if ordinary is None:
        talk.show(talk.wording("danger.after"), "safe", "human", step=Step.EMERGENCY, folded=folded)
    else:
        talk.matter.offered = [ordinary.id]
        text = talk.wording("danger.ordinary", title=ordinary.title)
        talk.show(text, "proceed", "safe", "human", step=Step.EMERGENCY, folded=folded)
    talk.state.ended = "emergency"


def _ordinary(talk: Talk, decision: Decision) -> Card | None:
    """The ordinary matter that the words also state: a false alarm still gets its answer."""
    for one in decisions.near(talk, decision.candidates):
        if one.destination != "emergency" and one.score >= SURE:
            return talk.engine.library[one.card]
    return None
