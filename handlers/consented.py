"""The answer to the question for consent; declining still leaves every way open."""

from __future__ import annotations

from typing import Final

from handlers import (
    choices,
    clarify,
    consent,
    corrections,
    decisions,
    form,
    handoff,
    intake,
    matters,
    midway,
    small_talk,
)  # fmt: skip
from handlers.extract import extract
from handlers.lexicon import bare, lexicon
from handlers.state import Step
from handlers.talk import Talk

MOVED: Final = 0.6
"""Belief in another card, with all that was said, from which the matter is taken up there."""


def take(talk: Talk) -> None:
    """The CONSENT step."""
    code, text = talk.heard.code, talk.heard.text
    if code == "agree":
        agree(talk)
    elif code == "anonymous" or lexicon().anonymous.match(bare(text)):
        _at_this_moment(talk)
        talk.matter.anonymous = True
        talk.say("consent.anonymous")
        intake.begin(talk)
        for name in form.PERSONAL:
            talk.matter.fields.pop(name, None)
    elif code == "disagree":
        declined(talk)
    elif code == "want_person":
        handoff.start(talk, "at the consent")
    elif choices.means(text, "not_this"):
        clarify.not_this(talk)
    elif small_talk.is_nothing_else(text):
        consent.again(talk)
    elif midway.is_question(text, ""):
        midway.answer(talk, text)
        consent.again(talk)
    else:
        _more_words(talk, text)


def declined(talk: Talk) -> None:
    """Nothing is stored in an order: who handles it is said, and three ways stay open."""
    talk.state.consent = "no"
    talk.tried("declined consent")
    card = talk.card
    unit = talk.unit(card.handler) if card else ""
    codes = ("understood", "agree", "anonymous", "want_person")
    talk.ask("consent.declined", *codes, step=Step.ANSWERED, unit=unit)
    talk.state.ended = "answered"


def agree(talk: Talk) -> None:
    """同意: also after a change of mind."""
    _agreed(talk)
    talk.say("consent.thanks")
    intake.begin(talk)


def _agreed(talk: Talk) -> None:
    talk.state.consent = "yes"
    _at_this_moment(talk)


def _at_this_moment(talk: Talk) -> None:
    """When it was agreed. An anonymous registration agrees to this one order only: the next one asks again."""
    talk.state.consent_at = talk.now.isoformat() if talk.now else ""


def _more_words(talk: Talk, text: str) -> None:
    """Whoever goes on telling instead of agreeing is heard: the matter may now belong elsewhere."""
    if not _corrected(talk, text):
        if midway.other_matter(talk, text):
            consent.again(talk)
            return
        together = decisions.decide(talk, text)
        if (
            together.outcome == "route"
            and together.card not in (talk.matter.card, *talk.matter.probed)
            and decisions.unit_belief(together) >= MOVED
        ):
            matters.go_on(talk, text)
            return
        talk.remember(text)
        names = [form.label(talk, name) for name in extract(text, talk.now)]
        talk.say("consent.kept", names=talk.listed(names)) if names else talk.say("form.got")
    consent.again(talk)


def _corrected(talk: Talk, text: str) -> bool:
    """A correction of what was said before the form is open: it is kept for it."""
    fields = talk.matter.fields
    said = extract("。".join(talk.matter.words), talk.now) | fields
    found = corrections.find(text, said, talk.now)
    if found is None or not found.value:
        return False
    fields[found.field] = found.value
    if found.swap[0]:
        talk.matter.words = [words.replace(*found.swap) for words in talk.matter.words]
    talk.say("corrected.done", name=form.label(talk, found.field), value=found.value)
    return True
