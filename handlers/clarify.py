"""The one question that tells near matters apart, with at most three answers and “都不是”."""

from __future__ import annotations

from collections.abc import Container

from handlers import decisions, handoff
from handlers.message import Doubt
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.card import Card
from knowledge_base.decision import Decision

CARD = "c:"
"""Code of a button that names a card."""
MAX_QUESTIONS = 2
MAX_OPTIONS = 3


def ask(talk: Talk, decision: Decision) -> None:
    """Asks which of the candidates is meant: the top card's own question where it fits, else by their titles."""
    near = decisions.near(talk, decision.candidates)[:MAX_OPTIONS]
    if talk.matter.asked >= MAX_QUESTIONS:
        undecided(talk)
    elif len(near) < 2:  # noqa: PLR2004 - one answer is no choice
        in_other_words(talk, "clarify.other_words" if talk.matter.asked or decision.candidates else "clarify.what")
    else:
        names = [one.card for one in near]
        top = talk.engine.library[names[0]]
        key = "clarify.which_more" if talk.matter.asked else "clarify.which"
        own = _own_question(top, names, talk.engine.library.cards)
        _show(talk, *(own or (talk.wording(key), [(name, talk.engine.library[name].title) for name in names])))


def _own_question(card: Card, names: list[str], known: Container[str]) -> tuple[str, list[tuple[str, str]]] | None:
    """The card's question where two of its answers are among the candidates; cards not `known` are left out."""
    if card.clarify is None:
        return None
    fitting = [option for option in card.clarify.options if option.card in names]
    if len(fitting) < 2:  # noqa: PLR2004 - one answer is no choice
        return None
    others = [option for option in card.clarify.options if option not in fitting and option.card in known]
    return card.clarify.ask, [(option.card, option.say) for option in (*fitting, *others)]


def probe(talk: Talk, card: Card) -> None:
    """多问一句: what lies behind a request that nobody may lawfully grant."""
    talk.matter.probed.append(card.id)
    talk.tried(f"asked what lies behind {card.id}")
    if card.clarify is not None:
        known = talk.engine.library.cards.keys() - {card.id}
        options = [(option.card, option.say) for option in card.clarify.options if option.card in known]
        _show(talk, talk.region.fill(card.clarify.ask), options)


def not_this(talk: Talk) -> None:
    """不是这个意思: the card is set aside, and what came next is offered, or other words are asked for."""
    matter = talk.matter
    if matter.card and matter.card not in matter.excluded:
        matter.excluded.append(matter.card)
        last = decisions.masked(matter.decisions[-1]) if matter.decisions else {}
        talk.effects.append(Doubt("disputed", matter.card, "；".join(matter.words), last))
    talk.tried(f"the resident did not mean {matter.card}")
    matter.card = ""
    talk.state.ended = ""
    runner_up(talk)


def runner_up(talk: Talk) -> None:
    """The answer was not what was meant: offers what came next, or asks for other words."""
    last = talk.matter.decisions[-1] if talk.matter.decisions else {}
    known = talk.engine.library.cards
    names = [str(one["card"]) for one in last.get("candidates", ()) if float(one["score"]) >= decisions.NEAR]
    names = [name for name in names if name in known and name not in talk.matter.excluded]
    if talk.matter.asked >= MAX_QUESTIONS or talk.language == "en":
        undecided(talk)
    elif names:
        _show(talk, talk.wording("clarify.runner_up"), [(name, known[name].title) for name in names])
    else:
        in_other_words(talk)


def in_other_words(talk: Talk, key: str = "clarify.other_words") -> None:
    """Asks for the matter in other words."""
    talk.matter.asked += 1
    talk.matter.offered = []
    talk.tried("asked for other words")
    talk.ask(key, "human", step=Step.CLARIFY)


def undecided(talk: Talk) -> None:
    """首接负责: what cannot be decided goes to a person; offered once, then simply done."""
    if talk.state.step is Step.OFFER or "offered a person" in talk.matter.tried:
        talk.say("clarify.to_person")
        handoff.start(talk, "undecided")
        return
    talk.tried("offered a person")
    talk.ask("clarify.undecided", "person", "reword", step=Step.OFFER)


def _show(talk: Talk, text: str, options: list[tuple[str, str]]) -> None:
    talk.matter.asked += 1
    talk.matter.offered = [name for name, _ in options[:MAX_OPTIONS]]
    talk.tried(f"asked: {', '.join(talk.matter.offered)}")
    buttons = [(f"{CARD}{name}", label) for name, label in options[:MAX_OPTIONS]]
    talk.show(text, *buttons, "none", step=Step.CLARIFY)
