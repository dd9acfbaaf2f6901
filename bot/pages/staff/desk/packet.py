"""What stands beside a conversation: words, fields, the decision with its reasons, earlier orders, place and steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cards import Cards
from bot.handoff_card import packet_rows, words_said
from config.masking import mask
from config.vocabulary import name_of
from orders.endings import endings
from orders.handoffs import HandoffBook
from orders.status import STATUS_ZH
from orders.tables import Handoff, Order, Staff

SHOWN_ORDERS: Final = 5
MOST_REASONS: Final = 6
OWN_ROWS: Final = frozenset({"状态", "判断是", "可能是"})
"""Rows of the card that the desk shows elsewhere on its page."""


@dataclass(frozen=True)
class Considered:
    """A card that came into question: its title, where it leads, the share of belief from 0 to 1."""

    card: str
    title: str
    way: str
    score: float
    turned_down: bool = False


@dataclass(frozen=True)
class Judgement:
    """The decision, and why: `reasons` are words with their share of the winner's score; `doubt` says what lacked."""

    first: Considered | None
    others: tuple[Considered, ...]
    reasons: tuple[tuple[str, float], ...]
    doubt: str
    why: str
    next_steps: tuple[str, ...]
    bring: tuple[str, ...]
    versions: str


@dataclass(frozen=True)
class Earlier:
    """An order of the same person."""

    number: str
    title: str
    status: str
    unit: str
    received_at: datetime


@dataclass(frozen=True)
class Step:
    """What happened to the handoff."""

    at: datetime
    what: str
    actor: str
    note: str


@dataclass(frozen=True)
class Packet:
    """All of it, as the person who looks may see it."""

    words: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    judgement: Judgement | None
    orders: tuple[Earlier, ...]
    place: str
    steps: tuple[Step, ...]


class Packets:
    """Reads packets within one database session."""

    def __init__(self, session: AsyncSession, cards: Cards) -> None:
        self.session = session
        self.cards = cards
        self.region = cards.region

    async def read(self, handoff: Handoff, staff_id: int) -> Packet:
        """For the person of that number: numbers of persons are masked unless they hold it."""
        holder = await self.session.get(Staff, handoff.staff_id) if handoff.staff_id else None
        view = self.cards.view(staff_id, holder.name if holder else "")
        rows = tuple(row for row in packet_rows(handoff, view) if row[0] not in OWN_ROWS)
        return Packet(
            words_said(handoff, view), rows, self.judgement(handoff), await self._orders(handoff), self._place(handoff),
            await self._steps(handoff),
        )  # fmt: skip

    def judgement(self, handoff: Handoff) -> Judgement | None:
        """The last decision of the desk; None where it made none."""
        packet = handoff.packet
        last: Mapping[str, Any] = (packet.get("decisions") or [{}])[-1]
        found = [self._considered(one, packet) for one in last.get("candidates") or packet.get("candidates") or ()]
        chosen = str(packet.get("card") or last.get("card") or "")
        if not found and not chosen:
            return None
        first = next((one for one in found if one.card == chosen), None)
        if first is None and chosen:
            own = {"card": chosen, "destination": last.get("destination"), "handler": last.get("handler")}
            first = self._considered(own | {"score": last.get("confidence", 0)}, packet)
        card = None if first is None or first.turned_down else self.cards.card(chosen)
        return Judgement(
            first=first,
            others=tuple(one for one in found if one is not first),
            reasons=_reasons(last),
            doubt=_doubt(last),
            why=self.region.fill(card.why) if card else "",
            next_steps=tuple(map(self.region.fill, card.next_steps)) if card else (),
            bring=tuple(map(self.region.fill, card.bring)) if card else (),
            versions="，".join(f"{VERSIONS[key]} {value}" for key, value in _versions(last).items()),
        )

    def _considered(self, one: Mapping[str, Any], packet: Mapping[str, Any]) -> Considered:
        card = str(one.get("card") or "")
        places = (name_of("destinations", one.get("destination")), self.region.unit(one.get("handler")))
        down = card in packet.get("excluded", ())
        return Considered(card, self.cards.title(card), "·".join(filter(None, places)), _share(one.get("score")), down)

    async def _orders(self, handoff: Handoff) -> tuple[Earlier, ...]:
        mine = (col(Order.account) == handoff.account) & (col(Order.channel) == handoff.channel)
        columns: list[Any] = [Order.number, Order.title, Order.status, Order.lead_unit, Order.received_at]
        wanted = select(*columns).where(mine).order_by(col(Order.id).desc()).limit(SHOWN_ORDERS)
        if not handoff.account:
            return ()
        rows = await self.session.execute(wanted)
        return tuple(Earlier(row[0], mask(row[1]), str(STATUS_ZH.get(row[2], row[2])), row[3], row[4]) for row in rows)

    def _place(self, handoff: Handoff) -> str:
        """Street and community of what happened, as far as its address or point tells."""
        spot = handoff.packet.get("location") or {}
        address = str((handoff.packet.get("fields") or {}).get("incident_address") or "")
        if not address and not spot:
            return ""
        places = self.region.places
        found = places.find(address, lng=spot.get("lng"), lat=spot.get("lat"))
        both = (places.streets.get(found.street or ""), places.communities.get(found.community or ""))
        return "·".join(one.name for one in both if one is not None)

    async def _steps(self, handoff: Handoff) -> tuple[Step, ...]:
        events = await HandoffBook(self.session, self.cards.clock).events(handoff)
        return tuple(
            Step(one.at, name_of("handoff_events", one.what), one.actor, self._note(one.what, one.note))
            for one in events
        )

    def _note(self, what: str, note: str) -> str:
        if what == "handed_over":
            return name_of("handoff_reasons", note)
        return mask(note, self.region.numbers)


VERSIONS: Final = {"card": "卡片", "library": "知识库", "engine": "引擎"}


def ending_choices() -> dict[str, str]:
    """The endings a worker may choose: code -> name."""
    return {one.code: one.name for one in endings().values() if one.offered}


def _versions(last: Mapping[str, Any]) -> dict[str, str]:
    versions = last.get("versions") or {}
    return {key: str(versions[key]) for key in VERSIONS if versions.get(key)}


def _reasons(last: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    words: Sequence[Any] = last.get("words") or ()
    return tuple((str(word), _share(share)) for word, share in words[:MOST_REASONS])


def _doubt(last: Mapping[str, Any]) -> str:
    """Why the desk was not sure: belief below its threshold, or too little before the runner-up."""
    confidence, margin = _share(last.get("confidence")), _share(last.get("margin"))
    if confidence < _share(last.get("threshold")):
        return f"把握 {confidence:.0%}，不到门槛 {_share(last.get('threshold')):.0%}"
    if margin < _share(last.get("needed_margin")):
        return f"只比第二名多 {margin:.0%}，要多 {_share(last.get('needed_margin')):.0%} 才算清楚"
    return ""


def _share(value: Any) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return 0.0
