"""What becomes of a decision: an answer card, the start of an order, a question, a person, progress or small talk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import (
    answers,
    clarify,
    consent,
    decisions,
    handoff,
    in_english,
    intake,
    lookup,
    midway,
    resume,
    small_talk,
    waiting,
)  # fmt: skip
from handlers.endings import UNFINISHED
from handlers.message import Reply
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.card import Card
from knowledge_base.decision import Decision

CLEAR = 0.8
"""Belief in a card from which words instead of an order number are a matter of their own."""
CLEAR_LENGTH = 5
BY_COUNCIL = ("mediation",)
"""Destinations whose answer offers the village or community council as well (handlers.council)."""


def open_matter(talk: Talk, text: str) -> None:
    """Takes up a new matter, or goes on with one about which only material or vague words came so far."""
    used = bool(talk.matter.card or talk.matter.decisions)
    decision = decisions.decide(talk, text, alone=used)
    if decision.outcome in ("route", "ask", "human"):
        if used:
            talk.new_matter()
        talk.remember(text)
    dispatch(talk, decision)


def go_on(talk: Talk, text: str) -> None:
    """More words about the matter in hand: decided again, together with what was said before."""
    decision = decisions.decide(talk, text)
    talk.remember(text)
    dispatch(talk, decision)


def dispatch(talk: Talk, decision: Decision) -> None:
    """Acts on a decision."""
    decisions.keep(talk, decision)
    if decision.outcome in ("route", "ask", "human"):
        talk.state.ended = ""
    waiting.several(talk, decision)
    if decision.also and talk.matter.words:
        talk.matter.words[-1] = decision.text
    if "abuse" in decisions.kinds(talk, decision):
        talk.say("bad.abuse")
    OUTCOMES[decision.outcome](talk, decision)


def route(talk: Talk, decision: Decision) -> None:
    """One card is clear, unless the resident has turned it down."""
    name = decisions.best_card(talk, decision)
    if name and name in talk.engine.library.cards:
        take_up(talk, talk.engine.library[name])
    else:
        clarify.undecided(talk)


def take_up(talk: Talk, card: Card) -> None:
    """The matter belongs to `card`: an order is begun, a declined request is probed once, all else is answered."""
    talk.matter.card = card.id
    talk.matter.offered = []
    if card.destination == "order":
        _begin_order(talk, card)
    elif _to_probe(talk, card):
        for line in answers.opening(talk, card):
            talk.replies.append(Reply(line))
        clarify.probe(talk, card)
    else:
        give_answer(talk, card)


def _to_probe(talk: Talk, card: Card) -> bool:
    """Whether the one question about what lies behind is due; its answers are Chinese, so not in English."""
    declined = card.destination == "declined" and card.id not in talk.matter.probed
    return declined and card.clarify is not None and talk.language == "zh"


def give_answer(talk: Talk, card: Card) -> None:
    """The answer card with its three buttons; being left here is a good end."""
    reply = answers.answer(talk, card)
    understood = ("understood", talk.wording("options.understood_next")) if talk.state.queue else "understood"
    buttons = [
        understood,
        "not_this",
        "want_person",
        *(["council"] if card.destination in BY_COUNCIL else []),
        "object",
    ]
    talk.show(reply.text, *buttons, step=Step.ANSWERED, kind="card", folded=_folded(talk, reply))
    talk.state.question = talk.wording("answer.anything")
    talk.tried(f"answered with {card.id}")
    talk.state.ended = "emergency" if card.destination == "emergency" else "answered"


def _begin_order(talk: Talk, card: Card) -> None:
    unit = talk.unit(card.handler)
    lines = [*answers.opening(talk, card), f"{talk.wording('consent.matter', unit=unit)}{talk.region.fill(card.why)}"]
    if talk.language == "en":
        lines[-1] = f"{talk.wording('consent.matter', unit=unit)} {in_english.next_step(card)}"
        lines.append(f"{talk.wording('language.details')} {talk.region.fill(card.why)}")
    if card.appeal_type == "report":
        lines.append(talk.wording("consent.report"))
    reply = Reply("\n".join(lines), kind="card", folded=answers.details(talk, card, first=0))
    talk.replies.append(Reply(reply.text, kind="card", folded=_folded(talk, reply)))
    talk.state.ended = ""
    if talk.state.consent == "yes":
        intake.begin(talk)
    else:
        consent.ask(talk)


def _folded(talk: Talk, reply: Reply) -> tuple[tuple[str, str], ...]:
    """The details, with the privacy notice for whoever stated a matter before any greeting."""
    if talk.state.greeted:
        return reply.folded
    talk.state.greeted = True
    return (*reply.folded, (talk.wording("privacy.title"), talk.wording("privacy.notice")))


def _human(talk: Talk, decision: Decision) -> None:
    """A person at once for whoever asks or is in a dangerous temper; offered where words do not suffice."""
    signals = [talk.engine.signal(name) for name in decision.signals]
    loud = next((signal for signal in signals if signal.kind in ("violence", "group")), None)
    if loud is not None:
        talk.replies.append(Reply(loud.said(talk.language), kind="danger"))
        handoff.start(talk, loud.name)
    elif any(signal.kind == "human" for signal in signals):
        handoff.start(talk, "asked")
    else:
        clarify.undecided(talk)


def _ask(talk: Talk, decision: Decision) -> None:
    if talk.heard.foreign:
        talk.say("greeting.other_script")
    clarify.ask(talk, decision)


OUTCOMES: Mapping[str, Callable[[Talk, Decision], None]] = {
    "route": route,
    "ask": _ask,
    "human": _human,
    "status": lambda talk, _: lookup.start(talk),
    "chat": lambda talk, _: small_talk.answer(talk),
}
"""Outcome -> what to do."""


def instead_of_number(talk: Talk) -> bool:
    """Whether words given instead of an order number are a matter, a wish or small talk; then they are answered."""
    text = talk.heard.text
    decision = decisions.decide(talk, text, alone=True)
    urgent = decision.outcome == "human" and decisions.kinds(talk, decision) & {"human", "violence", "group"}
    matter = decisions.another_card(talk, text, sure=CLEAR, shortest=CLEAR_LENGTH) is not None
    if decision.outcome == "chat" or small_talk.is_nothing_else(text):
        lookup.go_back(talk)
        small_talk.answer(talk)
        resume.resume(talk)
    elif matter and talk.state.back is not None and midway.other_matter(talk, text):
        lookup.go_back(talk)
        resume.resume(talk)
    elif matter or urgent:
        talk.state.back, talk.state.number = None, ""
        open_matter(talk, text)
    else:
        return False
    return True


def card_is_gone(talk: Talk) -> bool:
    """Whether the card that the pending question is about is not in the library, or no longer."""
    if talk.state.step is Step.ANSWERED:
        return bool(talk.matter.card) and talk.card is None
    return talk.state.step in UNFINISHED and talk.card is None


def reopen(talk: Talk) -> None:
    """Decides the matter in hand again from all its words."""
    words = "，".join((*talk.matter.words, talk.heard.text)).strip("，")
    if words:
        open_matter(talk, words)
    else:
        small_talk.answer(talk)
