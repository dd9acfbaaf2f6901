"""我不同意: the resident was told that a matter belongs elsewhere and does not agree; a supervisor looks again.

The first tap makes the case, so that nothing is lost by leaving; the reason may follow, now or later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from config.errors import FenliuError
from handlers import decisions, handoff, in_english, matters, midway, progress, small_talk
from handlers.lexicon import bare, lexicon
from handlers.message import ObjectTo, Reply
from handlers.state import Objected, Step
from handlers.talk import Talk

BUTTON: Final = "object"
HERE = ("order", "emergency")
"""Destinations after which there is nothing to object to: the hotline takes it, or it cannot wait."""
REASON = 10
"""Characters from which words of objection are a reason as well: 我不同意，去年你们就受理过."""
SURE: Final = 0.8
SHORTEST_MATTER = 5
MAX_KEPT = 10


def fits(talk: Talk) -> bool:
    """Whether the matter in hand was answered with a way that leads elsewhere."""
    card = talk.card
    return card is not None and card.destination not in HERE and f"answered with {card.id}" in talk.matter.tried


def wanted(talk: Talk) -> bool:
    """我不同意, 这就是你们该管的: words against such an answer, then or later."""
    said = lexicon().said["object"]
    return fits(talk) and any(said.search(text) for text in (bare(talk.heard.text), talk.heard.text))


def begin(talk: Talk, text: str = "") -> None:
    """Makes the case; asks why unless the words say so already."""
    _effect(talk, text if len(bare(text)) >= REASON else "")


def take(talk: Talk) -> None:
    """The OBJECTION step: why, or nothing more."""
    code, text = talk.heard.code, talk.heard.text
    if code == "objection_back":
        withdraw(talk)
    elif code == "want_person":
        handoff.start(talk, "after the answer")
    elif code == "no_more" or not fits(talk) or small_talk.is_nothing_else(text):
        leave(talk)
    elif midway.is_about(text) and not wanted(talk):
        midway.answer(talk, text)
        talk.ask_again()
    elif decisions.another_card(talk, text, sure=SURE, shortest=SHORTEST_MATTER):
        _effect(talk, text, quiet=True)
        talk.say("objection.noted")
        matters.open_matter(talk, text)
    else:
        _effect(talk, text)


def leave(talk: Talk) -> None:
    """Nothing more to say: the case stays, the answer's ways on stay open."""
    talk.say("objection.left")
    _ways_on(talk)


def withdraw(talk: Talk) -> None:
    """The resident does not object any more."""
    if fits(talk):
        _effect(talk, "", withdrawn=True)
    else:
        leave(talk)


def report(talk: Talk, effect: ObjectTo, result: Mapping[str, Any] | FenliuError) -> None:
    """The number and the day; what comes next."""
    if effect.quiet:
        return
    if isinstance(result, FenliuError):
        say = in_english.problem(talk, result)
        talk.ask("objection.trouble", "want_person", "understood", step=Step.ANSWERED, say=say)
        talk.state.ended = "answered"
        return
    known = any(one.key == effect.key and one.receipt for one in talk.state.objections)
    _keep(talk, effect, result)
    if result["state"] == "withdrawn":
        talk.say("objection.withdrawn")
        _ways_on(talk)
    elif result["state"] != "asked":
        talk.replies.append(_receipt(talk, "objection.judged", result))
        _ways_on(talk)
    elif effect.packet.get("why"):
        talk.replies.append(_receipt(talk, "objection.reason" if known else "objection.done", result))
        _ways_on(talk)
    else:
        _ask_why(talk, "objection.already" if known else "objection.why", result)


def _effect(talk: Talk, why: str, *, withdrawn: bool = False, quiet: bool = False) -> None:
    matter, card = talk.matter, talk.card
    if card is None:
        return
    packet = {
        "about": card.id,
        "title": card.title,
        "destination": card.destination,
        "words": list(matter.words),
        "why": why,
        "decision": decisions.masked(matter.decisions[-1]) if matter.decisions else {},
    }
    talk.tried("does not agree with the answer")
    key = f"{matter.key}-objection-{card.id}"
    talk.effects.append(ObjectTo(key=key, packet=packet, withdrawn=withdrawn, quiet=quiet))


def _keep(talk: Talk, effect: ObjectTo, result: Mapping[str, Any]) -> None:
    kept = [one for one in talk.state.objections if one.key != effect.key]
    talk.state.objections = kept
    if result["state"] != "withdrawn":
        kept.append(Objected(effect.key, str(result["receipt"]), str(effect.packet["title"])))
        del kept[:-MAX_KEPT]


def _receipt(talk: Talk, key: str, result: Mapping[str, Any]) -> Reply:
    return Reply(talk.wording(key), kind="receipt", rows=progress.objection_rows(talk, result))


def _ask_why(talk: Talk, key: str, result: Mapping[str, Any]) -> None:
    codes = ("no_more", "objection_back", "want_person")
    talk.show(
        talk.wording(key), *codes, step=Step.OBJECTION, kind="receipt", rows=progress.objection_rows(talk, result)
    )
    talk.state.ended = "answered"


def _ways_on(talk: Talk) -> None:
    talk.ask("answer.anything", "understood", "want_person", step=Step.ANSWERED)
    talk.state.ended = "answered"
