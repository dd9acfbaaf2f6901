"""Consent before personal data is stored in an order."""

from __future__ import annotations

from handlers.state import Step
from handlers.talk import Talk

AGAIN = ("consent.again", "consent.again_2", "consent.again_3")
"""The question is never put twice in the same words; the last one offers a person."""


def ask(talk: Talk, key: str = "consent.ask") -> None:
    """Asks whether the order may be written."""
    text = talk.wording(key)
    folded = ((talk.wording("privacy.title"), talk.wording("privacy.notice")),)
    person = ("want_person",) if key == AGAIN[-1] else ()
    talk.show(text, "agree", "disagree", "anonymous", *person, step=Step.CONSENT, folded=folded)


def again(talk: Talk) -> None:
    """Asks once more after something came between."""
    nth = talk.nth("consent") - 1
    ask(talk, AGAIN[nth] if nth < len(AGAIN) else AGAIN[1 + nth % 2])
