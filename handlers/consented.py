"""The answer to the question for consent; declining still leaves every way open."""

from __future__ import annotations

from typing import Final

from handlers import consent, corrections, decisions, form, intake, matters, midway, small_talk
from handlers.lexicon import bare, lexicon
from handlers.message import Reply
from handlers.state import Step
from handlers.talk import Talk

MOVED: Final = 0.6
"""Belief in another card, with all that was said, from which the matter is taken up there."""


def take(talk: Talk) -> None:
    """The CONSENT step."""
    code, text = talk.heard.code, talk.heard.text
    if code == "agree":
        _agreed(talk)
        talk.say("consent.thanks")
        intake.begin(talk)
    elif code == "anonymous" or lexicon().anonymous.match(bare(text)):
        _agreed(talk)
        talk.matter.anonymous = True
        talk.say("consent.anonymous")
        intake.begin(talk)
        for name in form.PERSONAL:
            talk.matter.fields.pop(name, None)
    elif code == "disagree":
        declined(talk)
    elif small_talk.is_nothing_else(text):
        consent.ask(talk, "consent.again")
    elif midway.is_question(text, ""):
        midway.answer(talk, text)
        consent.ask(talk, "consent.again")
    else:
        _more_words(talk, text)


def declined(talk: Talk) -> None:
    """Nothing is stored in an order: who handles it is said, and three ways stay open."""
    talk.state.consent = "no"
    talk.tried("declined consent")
    card = talk.card
    unit = talk.region.unit(card.handler) if card else ""
    talk.ask("consent.declined", "anonymous", "want_person", "understood", step=Step.ANSWERED, unit=unit)
    talk.state.ended = "answered"


def _agreed(talk: Talk) -> None:
    talk.state.consent = "yes"
    talk.state.consent_at = talk.now.isoformat() if talk.now else ""


def _more_words(talk: Talk, text: str) -> None:
    """Whoever goes on telling instead of agreeing is heard: the matter may now belong elsewhere."""
    if corrections.find(text, {}, talk.now) is None:
        if midway.other_matter(talk, text):
            consent.ask(talk, "consent.again")
            return
        together = decisions.decide(talk, text)
        if together.outcome == "route" and together.card != talk.matter.card and together.candidates[0].score >= MOVED:
            matters.go_on(talk, text)
            return
    talk.remember(text)
    talk.replies.append(Reply(talk.wording("form.got")))
    consent.ask(talk, "consent.again")
