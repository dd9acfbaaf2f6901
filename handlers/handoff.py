"""A person takes over: the whole packet goes along, so that nobody has to tell it twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.errors import FenliuError
from config.masking import mask
from handlers import attach, in_english
from handlers.decisions import masked, title_of
from handlers.message import HandOff, Record, Reply
from handlers.state import Person, Step
from handlers.talk import Talk

MAX_ADDED = 50
"""Later messages kept with a handoff; the inbox holds them all."""


def start(talk: Talk, reason: str, *, anew: bool = False) -> None:
    """Hands the matter over; asking again while it is with a person shows the same receipt, unless `anew`."""
    person, matter = talk.state.person, talk.matter
    if person is not None and person.receipt and matter.handoffs and not anew:
        talk.state.step = Step.PERSON
        _send_anew(talk, packet(talk) | {"added": person.packet.get("added", [])})
        _receipt_card(talk, "person.already")
        return
    matter.handoffs += 1
    talk.tried(f"handed over: {reason}")
    key = f"{matter.key}-person-{matter.handoffs}"
    talk.state.person = Person(reason=reason, caring=reason == "self_harm", key=key, packet=packet(talk))
    talk.state.step, talk.state.back = Step.PERSON, None
    talk.state.options, talk.state.question = [], ""
    talk.effects.append(HandOff(key=key, reason=reason, packet=talk.state.person.packet))


def packet(talk: Talk) -> dict[str, Any]:
    """Words, fields, candidates, decisions and what was tried."""
    matter, state, incoming = talk.matter, talk.state, talk.incoming
    last = matter.decisions[-1] if matter.decisions else {}
    return {
        "channel": incoming.channel if incoming else "",
        "account": incoming.account if incoming else "",
        "words": [_shown(talk, words) for words in matter.words],
        "card": matter.card,
        "title": title_of(talk, matter.card) if matter.card else "",
        "fields": {name: _shown(talk, value) for name, value in matter.fields.items()},
        "candidates": last.get("candidates", []),
        "excluded": list(matter.excluded),
        "decisions": [masked(one) if _hidden(talk) else one for one in matter.decisions],
        "tried": list(matter.tried),
        "attachments": attach.refs(matter),
        "location": dict(matter.location),
        "further_matters": [_shown(talk, words) for words in state.queue],
        "orders": [order.number for order in state.orders],
        "consent": state.consent,
        "anonymous": matter.anonymous,
    } | ({} if talk.language == "zh" else {"language": talk.language, "note": in_english.note(talk)})


def _shown(talk: Talk, words: str) -> str:
    """Words as they may be stored: without telephone numbers where storing them was declined."""
    return mask(words) if _hidden(talk) else words


def _hidden(talk: Talk) -> bool:
    return talk.state.consent == "no" or talk.matter.anonymous


def report(talk: Talk, result: Mapping[str, Any] | FenliuError) -> None:
    """The receipt, and what happens next."""
    state = talk.state
    if isinstance(result, FenliuError):
        state.person = None
        talk.matter.handoffs -= 1
        talk.show(
            talk.wording("person.trouble", say=in_english.problem(talk, result)), "person", "reword", step=Step.OFFER
        )
        return
    if state.person is None:
        state.person = Person()
    state.person.receipt = str(result["receipt"])
    state.ended = "handed_over"
    _receipt_card(talk, "person.receipt_care" if state.person.caring else "person.receipt")


def _receipt_card(talk: Talk, key: str) -> None:
    person = talk.state.person
    receipt = person.receipt if person else ""
    text = talk.wording(key)
    rows = ((talk.wording("person.number"), receipt),)
    talk.show(text, "continue", step=Step.PERSON, kind="receipt", rows=rows)
    talk.state.ended = "handed_over"


def note(talk: Talk, words: str) -> None:
    """Adds words, and what was sent with them, to the handoff under way: a call-back number arrives whole."""
    person = talk.state.person
    receipt = person.receipt if person else ""
    talk.remember(words)
    talk.effects.append(Record(what=f"added to {receipt}"))
    if person is not None:
        added = [*person.packet.get("added", []), words] if words else person.packet.get("added", [])
        sent = [*person.packet.get("attachments", []), *attach.refs(talk.matter)]
        _send_anew(talk, person.packet | {"added": added[-MAX_ADDED:], "attachments": list(dict.fromkeys(sent))})


def _send_anew(talk: Talk, whole: dict[str, Any]) -> None:
    person = talk.state.person
    if person is not None and person.key:
        person.packet = whole
        talk.effects.append(HandOff(key=person.key, reason=person.reason, packet=whole, note=True))


def withdraw(talk: Talk) -> None:
    """The resident wants to cancel what is with a person: noted, and the receipt stays."""
    person = talk.state.person
    receipt = person.receipt if person else ""
    talk.effects.append(Record(what=f"resident cancels {receipt}"))
    if person is not None:
        _send_anew(talk, person.packet | {"cancelled": True})
    talk.replies.append(Reply(talk.wording("cancelled.person", receipt=receipt)))
