"""Consent before personal data is stored in an order."""

from __future__ import annotations

from handlers.state import Step
from handlers.talk import Talk


def ask(talk: Talk, key: str = "consent.ask") -> None:
    """Asks whether the order may be written."""
    text = talk.wording(key)
    folded = ((talk.wording("privacy.title"), talk.wording("privacy.notice")),)
    talk.show(text, "agree", "disagree", "anonymous", step=Step.CONSENT, folded=folded)
