"""下交群评: with the resident's consent a dispute goes to the village or community council, which talks it through.

Source: facts 5.5 (平谷): handed over are the parties, what is in dispute, and that the resident agreed; it may come
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from config.errors import FenliuError
from handlers import corrections, decisions, handoff, in_english, matters, midway, places, small_talk
from handlers.extract import extract
from handlers.lexicon import bare, lexicon
from handlers.message import HandToCouncil, Reply
from handlers.readback import MAX_SHOWN
from handlers.state import Step
from handlers.talk import Talk

DESTINATIONS = ("mediation", "community")
"""Destinations after whose answer the words are understood; a button has only the first (matters.BY_COUNCIL)."""
PLACE = "council.place"
SURE: Final = 0.8
SHORTEST_MATTER = 5
SHORTEST_PLACE = 2
"""Characters that can name a place for whoever was asked for it."""
SHORTEST_MORE = 4
SHORTEST_ADDRESS = 3
"""The same for what was said before: 楼下 names no place."""


def fits(talk: Talk) -> bool:
    """Whether the matter in hand was answered with a way that begins in the neighbourhood."""
    return talk.card is not None and talk.card.destination in DESTINATIONS


def wanted(talk: Talk) -> bool:
    """请村里议一议, in words, after such an answer."""
    return fits(talk) and lexicon().said["council"].search(bare(talk.heard.text)) is not None


def begin(talk: Talk) -> None:
    """Asks which place it is about where that was not said, then for consent."""
    matter = talk.matter
    for name, value in extract("。".join(matter.words), talk.now).items():
        matter.fields.setdefault(name, value)
    place = matter.fields.get("incident_address", "")
    if len(bare(place)) >= SHORTEST_ADDRESS and not places.is_house_only(place):
        _ask_consent(talk)
    else:
        matter.fields.pop("incident_address", None)
        talk.ask(PLACE, "unknown", "back", step=Step.COUNCIL)
        talk.state.ended = "answered"


def _ask_consent(talk: Talk) -> None:
    matter, say = talk.matter, talk.wording
    words = "；".join(matter.words)
    rows = (
        (say("progress.title"), talk.card.title if talk.card else ""),
        (say("council.where"), matter.fields.get("incident_address", "")),
        (say("council.words"), words if len(words) <= MAX_SHOWN else f"{words[:MAX_SHOWN]}…"),
        (talk.named("fields", "contact_phone"), matter.fields.get("contact_phone", "")),
    )
    shown = tuple((name, value) for name, value in rows if value)
    talk.show(say("council.consent"), "council_yes", "council_no", "want_person", step=Step.COUNCIL, rows=shown)
    talk.state.ended = "answered"


def take(talk: Talk) -> None:
    """The COUNCIL step: the place, or the answer to the question for consent."""
    code = talk.heard.code
    if not fits(talk):
        talk.rest(Step.OPEN, ended="answered")
        small_talk.answer(talk)
    elif code == "council_yes":
        _hand(talk)
    elif code == "council_no":
        leave(talk)
    elif code == "want_person":
        handoff.start(talk, "after the answer")
    elif code == "unknown":
        talk.matter.fields["incident_address"] = talk.wording("form.unknown_place")
        _ask_consent(talk)
    else:
        _said(talk, talk.heard.text)


def _said(talk: Talk, text: str) -> None:
    asks_place = not talk.matter.fields.get("incident_address")
    if small_talk.is_nothing_else(text):
        talk.ask_again()
    elif lexicon().anonymous.match(bare(text)) or bare(text) in lexicon().option_words["anonymous"]:
        talk.say("council.named")
        talk.ask_again()
    elif not asks_place and (lexicon().said["either"].fullmatch(bare(text)) or len(bare(text)) < SHORTEST_MORE):
        talk.say("council.yours")
        talk.ask_again()
    elif (found := corrections.find(text, talk.matter.fields, talk.now)) and found.value:
        talk.matter.fields[found.field] = found.value
        _ask_consent(talk)
    elif midway.is_question(text, ""):
        midway.answer(talk, text)
        talk.ask_again()
    elif decisions.another_card(talk, text, sure=SURE, shortest=SHORTEST_MATTER):
        matters.open_matter(talk, text)
    elif asks_place or (place := extract(text, talk.now).get("incident_address")) is None:
        _place_or_more(talk, text, asks_place=asks_place)
    else:
        talk.matter.fields["incident_address"] = place
        _ask_consent(talk)


def _place_or_more(talk: Talk, text: str, *, asks_place: bool) -> None:
    if asks_place and len(bare(text)) < SHORTEST_PLACE:
        talk.ask_again()
        return
    if asks_place:
        talk.matter.fields["incident_address"] = extract(text, talk.now).get("incident_address") or text
    else:
        talk.remember(text)
        talk.say("form.added")
    _ask_consent(talk)


def leave(talk: Talk) -> None:
    """Not to the council: the answer stands, with its ways on."""
    talk.say("council.left")
    again = ["council"] if talk.card is not None and talk.card.destination in matters.BY_COUNCIL else []
    talk.ask("answer.anything", "understood", "not_this", "want_person", *again, step=Step.ANSWERED)
    talk.state.ended = "answered"


def _hand(talk: Talk) -> None:
    packet = handoff.packet(talk) | {
        "place": talk.matter.fields.get("incident_address", ""),
        "respondent": talk.matter.fields.get("respondent", ""),
        "agreed_at": talk.now.isoformat() if talk.now else "",
    }
    talk.tried("agreed to hand it to the council")
    talk.effects.append(HandToCouncil(key=f"{talk.matter.key}-council", packet=packet))


def report(talk: Talk, result: Mapping[str, Any] | FenliuError) -> None:
    """The receipt and what happens next; where it did not work, a person."""
    if isinstance(result, FenliuError):
        talk.ask("council.trouble", "person", "understood", step=Step.ANSWERED, say=in_english.problem(talk, result))
        return
    receipt = str(result["receipt"])
    talk.state.council = receipt
    talk.tried(f"handed to the council: {receipt}")
    talk.rest(Step.OPEN, ended="handed_over")
    talk.replies.append(
        Reply(talk.wording("council.done"), kind="receipt", rows=((talk.wording("person.number"), receipt),))
    )
