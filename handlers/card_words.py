"""What a card says as sentences that need no conversation: where it goes and what law it rests on.

The chat and the public guide read the same sentences from here.
"""

from __future__ import annotations

from config.vocabulary import name_of
from handlers.wording import Wording
from knowledge_base.card import Card, Law

BY_HANDLER = ("department", "operator")
"""Destinations whose name says too little: the handler's name is said instead."""


def goes(say: Wording, card: Card) -> str:
    """Where the matter belongs, as a sentence."""
    own = f"answer.goes_{card.destination}"
    if say.has(own):
        return say(own)
    if card.destination in BY_HANDLER:
        return say("answer.goes_handler", handler=say.region.unit(card.handler, say.language))
    return say("answer.goes", place=name_of("destinations", card.destination, say.language))


def law_line(say: Wording, law: Law) -> str:
    """A citation: an article only of a text that was read; any other law is named and marked 待核."""
    key = "answer.law_verified" if law.article else "answer.law_named"
    if not law.verified:
        key = "answer.law_unverified"
    return say(key, name=law.name, article=law.article, version=law.version).replace("（）", "")
