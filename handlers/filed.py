"""After an order was filed: its number again, urging, taking it back, a supplement, or the next matter."""

from __future__ import annotations

from handlers import attach, corrections, decisions, filing, handoff, matters, midway, opened, order_talk
from handlers.choices import means
from handlers.lexicon import bare, lexicon
from handlers.state import Filed, Step
from handlers.talk import Talk

SHORTEST = 4
"""Characters that can state a matter, or supplement one."""


def take(talk: Talk) -> None:
    """The FILED step."""
    code, order = talk.heard.code, talk.state.orders[-1] if talk.state.orders else None
    held, talk.state.held = talk.state.held, ""
    if code in ("supplement", "person"):
        talk.remember(held)
        handoff.start(talk, f"supplement to {order.number}" if order else "supplement")
    elif code == "another":
        _another(talk, held)
    elif code == "no_thanks":
        talk.rest(Step.FILED, ended="filed")
        talk.say("greeting.ok_open")
    elif order is None:
        opened.take(talk)
    else:
        _said(talk, order, talk.heard.text)


def _another(talk: Talk, held: str) -> None:
    talk.rest(Step.OPEN, ended="filed")
    if held:
        matters.open_matter(talk, held)
    else:
        attach.ask_what(talk)


def _said(talk: Talk, order: Filed, text: str) -> None:
    if filing.is_confirmation(text) or means(text, "confirm"):
        filing.show_again(talk)
    elif order_talk.about_order(talk, order):
        return
    elif corrections.find(text, talk.matter.fields, talk.now):
        order_talk.offer_person(talk, "corrected.filed", order)
    elif midway.is_about(text):
        midway.answer(talk, text)
    elif _same_matter(talk, text):
        talk.state.held = text
        talk.ask("filed.same", "supplement", "another", step=Step.FILED, number=order.number)
        talk.state.ended = "filed"
    else:
        opened.take(talk)


def _same_matter(talk: Talk, text: str) -> bool:
    """Whether words right after filing are about the same thing, or about nothing that is clear by itself."""
    if len(bare(text)) < SHORTEST:
        return False
    decision = decisions.decide(talk, text, alone=True)
    if decision.outcome == "ask":
        return lexicon().another.match(text) is None
    return decision.outcome == "route" and decision.card == talk.matter.card and lexicon().another.match(text) is None
