"""After an answer card, and after an order was filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import (
    attach,
    clarify,
    consented,
    corrections,
    decisions,
    filing,
    handoff,
    lookup,
    matters,
    midway,
    opened,
    small_talk,
)
from handlers.lexicon import lexicon
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.decision import Decision

SURE = 0.6
"""Belief in another card from which words after an answer open a new matter."""
SHORTEST = 4
"""Characters that can state a matter: 路灯坏了."""


def take(talk: Talk) -> None:
    """The ANSWERED step: understood, not what I meant, a person, or more words."""
    action = BUTTONS.get(talk.heard.code)
    if action is not None:
        action(talk)
    elif _about_this(talk.heard.text) and not decisions.another_card(
        talk, talk.heard.text, sure=midway.SURE, shortest=midway.OTHER_MATTER
    ):
        midway.answer(talk, talk.heard.text)
        _ask_again(talk)
    else:
        _more_words(talk, talk.heard.text)


def _understood(talk: Talk) -> None:
    if talk.state.queue:
        opened.next_matter(talk)
    else:
        ended = "emergency" if talk.state.ended == "emergency" else "answered"
        talk.rest(Step.OPEN, ended=ended)
        talk.say("answer.closed")


def _not_this(talk: Talk) -> None:
    matter = talk.matter
    if matter.card and matter.card not in matter.excluded:
        matter.excluded.append(matter.card)
    talk.tried(f"the resident did not mean {matter.card}")
    matter.card = ""
    talk.state.ended = ""
    clarify.runner_up(talk)


BUTTONS: Mapping[str, Callable[[Talk], None]] = {
    "understood": _understood,
    "not_this": _not_this,
    "want_person": lambda talk: handoff.start(talk, "after the answer"),
    "anonymous": consented.take,
}
"""Code of a button under an answer -> what it does."""


def _about_this(text: str) -> bool:
    """Whether the words ask about the procedure that was just answered."""
    table = lexicon()
    return bool(table.question.search(text)) and any(one.search(text) for one in table.midway.values())


def _more_words(talk: Talk, text: str) -> None:
    """Words after an answer: thanks, another matter, or more about the same one."""
    alone = decisions.decide(talk, text, alone=True)
    kinds = decisions.kinds(talk, alone)
    if alone.outcome == "chat" and talk.state.queue and not lexicon().small_talk["who"].search(text):
        opened.next_matter(talk)
    elif alone.outcome == "chat":
        small_talk.answer(talk)
    elif alone.outcome == "status":
        lookup.start(talk)
    elif alone.outcome == "human" and kinds & {"human", "violence", "group"}:
        matters.go_on(talk, text)
    elif decisions.another_card(talk, text, sure=SURE, shortest=SHORTEST):
        matters.open_matter(talk, text)
    else:
        _same_or_clearer(talk, text, alone)


def _same_or_clearer(talk: Talk, text: str, alone: Decision) -> None:
    """More about the matter in hand: either it now belongs elsewhere, or the answer stands."""
    together = decisions.decide(talk, text)
    moved = together.outcome == "route" and together.card != talk.matter.card
    corrected = corrections.find(text, {}, talk.now) is not None
    if moved and alone.outcome != "route" and not corrected and together.card not in talk.matter.excluded:
        talk.remember(text)
        matters.dispatch(talk, together)
        return
    talk.remember(text)
    talk.say("answer.also_same")
    _ask_again(talk)


def _ask_again(talk: Talk) -> None:
    if talk.state.options:
        talk.ask_again()


def take_filed(talk: Talk) -> None:
    """The FILED step: the same number again, a supplement for a person, or the next matter."""
    code, text = talk.heard.code, talk.heard.text
    order = talk.state.orders[-1] if talk.state.orders else None
    if code in ("supplement", "person"):
        handoff.start(talk, f"supplement to {order.number}" if order else "supplement")
    elif code == "another":
        talk.rest(Step.OPEN, ended="filed")
        attach.ask_what(talk)
    elif code == "no_thanks":
        talk.rest(Step.FILED, ended="filed")
        talk.say("greeting.ok_open")
    elif order is None:
        opened.take(talk)
    elif filing.is_confirmation(text):
        filing.show_again(talk)
    elif corrections.find(text, talk.matter.fields, talk.now):
        talk.remember(text)
        talk.ask("corrected.filed", "person", "no_thanks", step=Step.FILED, number=order.number)
        talk.state.ended = "filed"
    elif _about_this(text):
        midway.answer(talk, text)
    else:
        opened.take(talk)
