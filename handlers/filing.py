"""Filing: the draft from card and form, once per matter, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.errors import FenliuError, OrderIncomplete, OutOfScope
from handlers import anonymity, attach, form, in_english, readback, waiting
from handlers.lexicon import bare, lexicon
from handlers.message import FileOrder, Reply
from handlers.state import Filed, Step
from handlers.talk import Talk
from knowledge_base.card import Card


def file(talk: Talk) -> None:
    """Sends the order off; until its number is back the read-back stays pending, under the same key."""
    card = talk.card
    if card is None:
        talk.ask("filed.out", "person", "reword", step=Step.OFFER)
        return
    joined = talk.matter.same_as
    join = joined if any(one.number == joined for one in talk.matter.same) else ""
    if join:
        talk.tried(f"same matter as {join}")
    talk.effects.append(FileOrder(key=key(talk), draft=draft(talk, card), join=join))


def key(talk: Talk) -> str:
    """The order's own key: the matter's, however often it is confirmed."""
    return f"{talk.matter.key}-order"


def draft(talk: Talk, card: Card) -> dict[str, Any]:
    """The fields of `orders.draft.OrderDraft`."""
    matter, incoming, library = talk.matter, talk.incoming, talk.engine.library
    decision = matter.decisions[-1] if matter.decisions else {}
    own = {name: value for name, value in matter.fields.items() if name != "evidence"}
    if talk.language == "en":
        own["detail"] = "；".join(filter(None, (own.get("detail", ""), in_english.note(talk))))
    if matter.anonymous:
        own = {name: anonymity.hidden(value) for name, value in own.items()}
        decision = anonymity.hidden_record(decision)
    return own | {
        "card_id": card.id,
        "card_version": library.versions.get(card.id, ""),
        "library_version": library.version,
        "title": card.title,
        "destination": card.destination,
        "handler": card.handler,
        "appeal_type": card.appeal_type,
        "level": card.level,
        "topic": library.topics.get(card.id, ""),
        "confidence": float(decision.get("confidence", 0.0)),
        "scope_reason": talk.region.fill(card.why),
        "anonymous": matter.anonymous,
        "confidential": True if card.appeal_type == "report" else None,
        "attachments": attach.refs(matter),
        "lng": matter.location.get("lng"),
        "lat": matter.location.get("lat"),
        "channel": incoming.channel if incoming else "",
        "account": incoming.account if incoming else "",
        "consent_at": talk.state.consent_at or None,
        "decision": decision,
        "required": form.required(card),
    }


def report(talk: Talk, effect: FileOrder, result: Mapping[str, Any] | FenliuError) -> None:
    """Tells the resident the number, or what stands in the way and how to go on.

    An order that could not join another one is filed by itself: joining never keeps a voice from being heard.
    """
    if isinstance(result, FenliuError) and effect.join:
        talk.matter.same_as = "new"
        talk.effects.append(FileOrder(key=effect.key, draft=effect.draft))
    elif isinstance(result, OutOfScope):
        talk.ask("filed.out", "person", "reword", step=Step.OFFER)
    elif isinstance(result, OrderIncomplete):
        talk.replies.append(Reply(in_english.problem(talk, result)))
        _ask_missing(talk)
    elif isinstance(result, FenliuError):
        text = talk.wording("filed.trouble", say=in_english.problem(talk, result))
        talk.show(text, "confirm", "change", "cancel", step=Step.CONFIRM)
    else:
        _filed(talk, result)


def _ask_missing(talk: Talk) -> None:
    """Asks the first required field that is empty, also one that was skipped; reads back where none is."""
    card = talk.card
    empty = [name for name in form.required(card) if not talk.matter.fields.get(name)] if card else []
    if empty:
        talk.matter.editing = True
        form.ask_field(talk, empty[0])
    else:
        readback.show(talk)


def _filed(talk: Talk, result: Mapping[str, Any]) -> None:
    card, state = talk.card, talk.state
    order = Filed(
        number=str(result["number"]),
        query_code=str(result["query_code"]),
        title=card.title if card else "",
        unit=str(result.get("unit") or ""),
        due_at=str(result.get("due_at") or "")[:10],
        lead=str(result.get("joined") or ""),
    )
    if order not in state.orders:
        state.orders.append(order)
    talk.tried(f"filed {order.number}")
    talk.rest(Step.FILED, ended="filed")
    show(talk, order, "filed.joined" if order.lead else "filed.done")
    hint(talk, result)
    waiting.offer_next(talk)


def hint(talk: Talk, result: Mapping[str, Any]) -> None:
    """A sentence the order layer wants said once, about the many calls or orders before; never a refusal."""
    if said := str(result.get("hint") or "").strip():
        talk.replies.append(Reply(said))


def show(talk: Talk, order: Filed, key: str) -> None:
    """The order card: number, query code, unit and the day an answer is due."""
    say, unit = talk.wording, order.unit
    if talk.language == "en" and talk.card is not None:
        unit = f"{talk.unit(talk.card.handler)} ({order.unit})"
    rows = [(say("filed.number"), order.number), (say("filed.code"), order.query_code), (say("filed.unit"), unit)]
    if order.lead:
        rows.append((say("filed.lead"), order.lead))
    if order.due_at:
        rows.append((say("filed.due"), order.due_at))
    text = f"{say(key, unit=unit, lead=order.lead)}\n{say('filed.how')}"
    talk.replies.append(Reply(text, kind="order", rows=tuple((name, value) for name, value in rows if value)))


def is_confirmation(text: str) -> bool:
    """Whether somebody confirms in words that mean nothing else: 确认, not 好的."""
    return bare(text) in lexicon().option_words["confirm"] - lexicon().option_words["understood"]


def show_again(talk: Talk) -> None:
    """A second confirmation of what is already filed: the same number, and nothing new."""
    show(talk, talk.state.orders[-1], "filed.twice")
