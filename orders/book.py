"""The book of orders: files each once, only in scope and complete, and finds it for whoever knows its code.

The book never commits: the caller's transaction holds order, conversation and replies together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import OrderIncomplete, OrderNotFound, OutOfScope
from config.masking import mask
from config.region import Region
from config.vocabulary import name_of
from orders.actor import SYSTEM, Actor
from orders.alike.hot import event_key
from orders.draft import OrderDraft
from orders.life import Life
from orders.matter import item_of
from orders.number import order_number, query_code, read_code, read_number, receipt_number, same_code
from orders.progress import progress_of
from orders.sequence import next_number
from orders.status import ENDED, URGENT
from orders.tables import ContactRecord, Handoff, HandoffEvent, Order, OrderEvent

NOT_COPIED = {"destination", "required", "confidential"}
"""Fields of a draft that the order does not keep as they are."""
WORDS = frozenset({"text", "words", "also"})
"""What of a decision is the resident's own words."""
BATCH = 500
"""Contact records that lose their words in one transaction."""
CONTACT = ContactRecord.__table__  # type: ignore[attr-defined]
BLANK = (
    update(CONTACT).where(CONTACT.c.id == bindparam("number")).values(what="", decision=bindparam("left", type_=JSON))
)
ORDER = Order.__table__  # type: ignore[attr-defined]
KNOWN = select(ORDER.c.id).where(ORDER.c.filing_key == bindparam("key"))
MISTYPED = "没有查到这个工单：工单号像是抄错了一位。请核对后连同查询码再发一次；也可以回复“人工”，请工作人员帮您查。"


class OrderBook:
    """All that may happen to orders, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.life = Life(session, region, clock)

    async def file(self, draft: OrderDraft, *, key: str) -> Order:
        """Files the draft; the same key gives the same order, however often and from wherever it comes.

        Raises:
            OutOfScope: the card's destination is not `order`, and no worker vouches with name and reason.
            OrderIncomplete: something that the card requires is empty.
        """
        known = (await self.session.execute(KNOWN, {"key": key})).scalar_one_or_none()
        if known is not None:
            return await self.session.get_one(Order, known)
        _check(draft)
        now = self.clock.now()
        order = self._fill(draft, key, now, await next_number(self.session, "order", now.date()))
        due = self.life.terms.due(now, order.appeal_type, order.urgency)
        actor = Actor(draft.worker, "dispatcher") if draft.worker else SYSTEM
        said = {"due_at": due, "lead_unit": order.lead_unit, "level": order.level}
        event = self.life.begin(order, actor, now, said)
        event.note = "已受理，生成工单"
        if not await self._add(order):
            return (await self.session.execute(select(Order).where(col(Order.filing_key) == key))).scalar_one()
        event.order_id = order.id
        self.session.add(event)
        await self.session.flush()
        return order

    def _fill(self, draft: OrderDraft, key: str, now: datetime, sequence: int) -> Order:
        spot = self.region.places.find(draft.incident_address, lng=draft.lng, lat=draft.lat)
        order = Order(
            number=order_number(now.date(), sequence),
            query_code=query_code(),
            filing_key=key,
            received_at=now,
            lead_unit=self.region.unit(draft.handler),
            confidential=draft.keeps_secret,
            street=spot.street or "",
            community=spot.community or "",
            **draft.model_dump(exclude=NOT_COPIED),
        )
        item = item_of(order, self.region, self.clock)
        order.urgency = draft.urgency or (item.urgency if item else "normal")
        order.event_key = event_key(order)
        return order

    async def find(self, number: str, code: str) -> Order:
        """The order with that number, for whoever knows its query code.

        Raises:
            OrderNotFound: the two do not belong together; which one is wrong is not told.
        """
        read = read_number(number)
        if read is None:
            raise OrderNotFound(say=MISTYPED)
        order = await self._order(col(Order.number) == read)
        fits = same_code(order.query_code if order else query_code(), read_code(code))
        if order is None or not fits:
            raise OrderNotFound
        return order

    async def get(self, number: str) -> Order:
        """The order with that number, for staff.

        Raises:
            OrderNotFound: there is none.
        """
        order = await self._order(col(Order.number) == (read_number(number) or number))
        if order is None:
            msg = f"没有工单 {number}，请核对编号"
            raise OrderNotFound(msg, say=msg)
        return order

    async def list(self, *, status: str | None = None, limit: int | None = None) -> Sequence[Order]:
        """Orders, newest first."""
        wanted = select(Order).order_by(col(Order.id).desc()).limit(limit)
        if status is not None:
            wanted = wanted.where(col(Order.status) == status)
        return (await self.session.execute(wanted)).scalars().all()

    async def events(self, order: Order) -> Sequence[OrderEvent]:
        """The steps of an order, oldest first."""
        wanted = select(OrderEvent).where(col(OrderEvent.order_id) == order.id).order_by(col(OrderEvent.id))
        return (await self.session.execute(wanted)).scalars().all()

    async def progress(self, order: Order) -> dict[str, Any]:
        """What a resident may know of an order; of one that joined another, where that other one stands."""
        lead = await self.session.get(Order, order.main_id) if order.main_id else None
        own = [event for event in await self.events(order) if event.move in {"file", "merge"} or lead is None]
        steps = [*own, *(event for event in await self.events(lead) if event.move != "file")] if lead else own
        return progress_of(order, steps, lead)

    async def hand_off(self, packet: Mapping[str, Any], reason: str, key: str) -> Handoff:
        """Leaves everything for a person and gives a receipt; the same key gives the same receipt.

        What is handed over again replaces the packet, also in the hands of whoever holds it. Where the handoff has
        ended it begins a new one.
        """
        count, own = 1, key
        while (known := await self._handoff(own)) is not None:
            if await self._added(known, packet, reason):
                await self.session.refresh(known)
                return known
            count, own = count + 1, f"{key}~{count + 1}"
        now = self.clock.now()
        handoff = Handoff(
            receipt=receipt_number(now.date(), await next_number(self.session, "handoff", now.date())),
            handing_key=own,
            channel=str(packet.get("channel", "")),
            account=str(packet.get("account", "")),
            reason=reason,
            packet=dict(packet),
            created_at=now,
            waiting_since=now,
            urgent=reason in URGENT,
        )
        if not await self._add(handoff):
            return (await self.session.execute(select(Handoff).where(col(Handoff.handing_key) == own))).scalar_one()
        self.session.add(HandoffEvent(handoff_id=handoff.id, at=now, what="handed_over", actor="居民", note=reason))
        await self.session.flush()
        return handoff

    async def _added(self, known: Handoff, packet: Mapping[str, Any], reason: str) -> bool:
        """Replaces the packet of an open handoff; False where it has ended."""
        still_open = (col(Handoff.id) == known.id) & (col(Handoff.status) != ENDED)
        changes: dict[str, Any] = {"packet": dict(packet), "reason": reason}
        if reason in URGENT and not known.urgent:
            changes |= {"urgent": True, "escalated": 0, "escalated_at": None}  # it is called out anew, and at once
        statement = update(Handoff).where(still_open).values(changes).execution_options(synchronize_session=False)
        return bool((await self.session.execute(statement)).rowcount)  # type: ignore[attr-defined]

    async def record(self, *, channel: str, account: str, what: str, decision: Mapping[str, Any]) -> None:
        """Registers a contact (告知记录): every one, whether or not it became an order; numbers of persons masked."""
        row = ContactRecord(at=self.clock.now(), channel=channel, account=account, what=mask(what))
        row.decision = dict(decision)
        self.session.add(row)
        await self.session.flush()

    async def blank(self, contacts: Any, *, after: int = 0, limit: int = BATCH) -> int | None:
        """Removes the words from the next contact records of these; what was decided stays.

        `after`: the number that the last call told. Tells the last number, or None where nothing is left.
        """
        told = select(CONTACT.c.id, CONTACT.c.decision).where(contacts, CONTACT.c.what != "", CONTACT.c.id > after)
        rows = (await self.session.execute(told.order_by(CONTACT.c.id).limit(limit))).all()
        if not rows:
            return None
        left = [{"number": row.id, "left": {k: v for k, v in row.decision.items() if k not in WORDS}} for row in rows]
        connection = await self.session.connection()  # many rows by one statement, past the objects of the session
        await connection.execute(BLANK, left)
        return int(rows[-1].id)

    async def _handoff(self, key: str) -> Handoff | None:
        wanted = select(Handoff).where(col(Handoff.handing_key) == key)
        return (await self.session.execute(wanted)).scalar_one_or_none()

    async def _order(self, condition: Any) -> Order | None:
        return (await self.session.execute(select(Order).where(condition))).scalar_one_or_none()

    async def _add(self, row: Order | Handoff) -> bool:
        """Inserts the row; False where another process was faster with the same key."""
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            return False
        return True


def _check(draft: OrderDraft) -> None:
    if not draft.in_scope:
        msg = f"card {draft.card_id} goes to {draft.destination}"
        raise OutOfScope(msg)
    if missing := draft.missing():
        names = "、".join(name_of("fields", name) for name in missing)
        msg = f"missing: {', '.join(missing)}"
        raise OrderIncomplete(msg, say=f"还差{names}，补上就能提交。")
