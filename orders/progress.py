"""What a resident may know of an order: no names, no addresses, no content, and no label that staff gave it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from config.region import Region
from orders.closures import closures
from orders.moves import moves
from orders.status import RESIDENT_ZH, STATUS_ZH
from orders.tables import Order, OrderEvent
from orders.terms import shown

TOLD = frozenset(row.move for row in moves() if row.say) | {"contact", "file"}
"""Steps that mean something to a resident."""
UNNAMED = "附近的一件事"


def progress_of(order: Order, events: Sequence[OrderEvent], lead: Order | None = None) -> dict[str, Any]:
    """Where an order stands. `lead`: the order that it joined; then the steps of that one count."""
    main = lead or order
    return {
        "number": order.number,
        "title": order.title,
        "status": main.status,
        "status_zh": RESIDENT_ZH[main.status],
        "unit": main.lead_unit,
        "filed_at": order.received_at.isoformat(),
        "due_at": main.due_at.isoformat(),
        "lead": lead.number if lead else "",
        "voices": main.voices,
        "closure": main.closure_type,
        "closure_zh": closures()[main.closure_type].resident if main.closure_type in closures() else "",
        "result": main.result,
        "revisit_on": main.revisit_on.isoformat() if main.revisit_on else "",
        "paused_for": main.paused_for,
        "extension_asked": main.extension_asked,
        "events": [
            {"at": event.at.isoformat(), "what": what_happened(event)} for event in events if event.move in TOLD
        ],
    }


def what_happened(event: OrderEvent) -> str:
    """One step in words for a resident."""
    said = event.data
    words = {
        "file": "已受理，生成工单",
        "dispatch": f"已派单，由{said.get('lead_unit', '')}办理",
        "assign": f"几家商定，由{said.get('lead_unit', '')}牵头办理",
        "accept": "承办单位已签收",
        "contact": "承办单位联系了诉求人",
        "pause": f"等您补充：{said.get('note', '')}",
        "grant_extension": f"办理时限延到 {shown(said.get('due_at'))}",
        "uphold_return": "核对后换一个单位来办",
        "supervise": "已督办",
        "redo": "重新办理",
        "wake": "到了约定的日子，重新来看",
        "merge": f"和工单 {said.get('lead_number', '')} 是同一件事，一起办",
        "unmerge": "单独办理",
        "resolve": f"已办结：{_closed(said)}",
    }
    return words.get(event.move) or RESIDENT_ZH.get(event.status, event.status)


def answer_of(order: Order) -> str:
    """What was answered, or where it stands, in one sentence: for whoever tells the same matter again."""
    if order.result:
        return order.result
    return f"{RESIDENT_ZH[order.status]}，由{order.lead_unit}办理" if order.lead_unit else RESIDENT_ZH[order.status]


def earlier(order: Order, region: Region, *, own: bool) -> dict[str, Any]:
    """An earlier order as it may be shown; to others than its resident only matter, rough place and day.

    The title of what a worker filed by hand may be the resident's own words: others read the catalogue's.
    """
    places = region.places
    street, community = places.streets.get(order.street), places.communities.get(order.community)
    item = region.catalogue.items.get(order.catalogue_item)
    listed = item.title if item else UNNAMED
    named = places.find(order.incident_address).word  # a name of the gazetteer, never the resident's own words
    rough = named or (community.name if community else street.name if street else "")
    return {
        "number": order.number,
        "title": order.title if own or order.worker is None else listed,
        "unit": order.lead_unit,
        "status_zh": STATUS_ZH[order.status],
        "answer": answer_of(order) if own else "",
        "filed_at": order.received_at.date().isoformat(),
        "voices": order.voices,
        "place": rough,
    }


def _closed(said: dict[str, Any]) -> str:
    closure = closures().get(str(said.get("closure_type", "")))
    return closure.resident if closure else ""
