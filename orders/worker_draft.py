"""An order that a worker files from a handoff: what the conversation collected, and what the worker says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orders.draft import FIVE_ELEMENTS, OrderDraft
from orders.tables import Handoff

OWN = (*FIVE_ELEMENTS, "detail", "prior_contact", "contact_phone", "requester_name")
"""Fields of the form that go into the order as they are."""
BY_HAND = "by-hand"
"""The card of an order for which no card was found."""
UNTITLED = "人工立单"
LONGEST_TITLE = 60
SHORT_TITLE = 24
BREAKS = re.compile(r"[\s，。！？；,.!?;]+")
CALLS = ("人工", "转人工", "人工客服", "您好", "你好", "在吗")


def worker_draft(handoff: Handoff, worker: str, reason: str, given: Mapping[str, str]) -> OrderDraft:
    """The draft, in the worker's name. `given` (field -> words) comes before what the conversation collected."""
    packet = handoff.packet
    fields = {name: str(value) for name, value in (packet.get("fields") or {}).items() if name in OWN and value}
    fields |= {name: value for name, value in given.items() if name in OWN and value}
    words = [str(one) for one in (*packet.get("words", ()), *packet.get("added", ())) if one]
    fields.setdefault("content", "\n".join(dict.fromkeys(words)))
    spot = packet.get("location") or {}
    last = (packet.get("decisions") or [{}])[-1]
    known: dict[str, Any] = dict(fields)
    return OrderDraft(
        **known,
        card_id=str(packet.get("card") or BY_HAND),
        title=(given.get("title") or str(packet.get("title") or "") or _first_words(fields["content"]))[:LONGEST_TITLE],
        destination=str(last.get("destination") or "order"),
        handler=given.get("handler") or last.get("handler"),
        appeal_type=_appeal_type(given, last),
        anonymous=bool(packet.get("anonymous")),
        attachments=[str(ref) for ref in packet.get("attachments", ())],
        lng=spot.get("lng"),
        lat=spot.get("lat"),
        channel=handoff.channel,
        account=handoff.account,
        consent_at=_moment(packet.get("consent_at")),
        decision=last,
        worker=worker,
        worker_reason=reason,
    )


def _first_words(content: str) -> str:
    """The beginning of the story as a title, without the call for a person that it may begin with."""
    for part in BREAKS.split(content):
        if part and part not in CALLS:
            return part if len(part) <= SHORT_TITLE else f"{part[:SHORT_TITLE]}…"
    return UNTITLED


def _appeal_type(given: Mapping[str, str], last: Mapping[str, Any]) -> Any:
    return given.get("appeal_type") or last.get("appeal_type") or "help"


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None
