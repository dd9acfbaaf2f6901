"""The order layer as the desk sees it: whose orders are meant is known from the message in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from config.errors import CaseNotFound, OrderNotFound
from config.masking import mask
from orders.actor import RESIDENT
from orders.alike.told import Told
from orders.book import OrderBook
from orders.case_tables import Appendix
from orders.cases.book import Cases
from orders.cases.council import Council
from orders.cases.kinds import for_residents
from orders.cases.objections import KIND, Objections
from orders.cases.restraints import Restraints
from orders.draft import OrderDraft
from orders.filing import Filing
from orders.follow_up.ratings import Ratings
from orders.joining import Joining
from orders.life_state import moment
from orders.progress import earlier
from orders.status import OPEN
from orders.tables import Order

MOST = 3
"""Earlier orders that are shown at once."""
LONGEST_KEY = 110
COUNCIL = "council"
"""The reason of a handoff for which the council of the place is still to be found."""


class DeskOrders:
    """Finds, files, adds, rates and hands over, for one account on one channel."""

    def __init__(self, book: OrderBook, channel: str, account: str) -> None:
        self.book = book
        self.channel = channel
        self.account = account
        self.filing = Filing(book)
        self.cases = Cases(book.session, book.region, book.clock)

    async def find_same(self, draft: OrderDraft) -> Mapping[str, Any]:
        """`own` and `same`: earlier orders that look like this matter, best first; of others nothing personal."""
        now = self.book.clock.now()
        found = await self.filing.alike.suggest(Told.of(draft), account=(self.channel, self.account), now=now)
        return {
            "own": [earlier(order, self.book.region, own=True) for order in found.own[:MOST]],
            "same": [earlier(order, self.book.region, own=False) for order in found.same[:MOST]],
        }

    async def file(self, draft: OrderDraft, key: str, join: str) -> Mapping[str, Any]:
        """Files once for the key; `joined` is the number of the order that it joined."""
        order = await self.filing.file(draft, key=key, join=join, asked=True)
        lead = await self.book.session.get(Order, order.main_id) if order.main_id else None
        hint = await Restraints(self.cases).contact(self.channel, self.account)
        return {
            "number": order.number,
            "query_code": order.query_code,
            "unit": (lead or order).lead_unit,
            "due_at": (lead or order).due_at.isoformat(),
            "title": order.title,
            "joined": lead.number if lead else "",
            "hint": hint.say if hint else "",
        }

    async def append(self, number: str, words: str, attachments: Sequence[str], key: str) -> Mapping[str, Any]:
        """Adds to an own earlier order, once for the key; the unit is told once.

        Raises:
            OrderNotFound: it is not this person's.
        """
        order = await self._own(number)
        lead, life = await Joining(self.book.life).main(order), self.book.life
        if not await self.filing.alerts.raise_("added", f"added:{key}"[-LONGEST_KEY:], order=lead):
            return {"number": order.number}
        at = self.book.clock.now()
        added = Appendix(order_id=order.id or 0, at=at, channel=self.channel, account=self.account, words=mask(words))
        added.attachments = list(attachments)
        self.book.session.add(added)
        await self.book.session.flush()
        if order.status in {*OPEN, "resolved", "followed_up", "merged"}:
            await life.move(order, "append", RESIDENT, note=f"追加记录第 {added.id} 条")
        if lead.paused_at is not None:
            await life.move(lead, "resume", RESIDENT, note="诉求人已补充")
        return {"number": order.number}

    async def rate(self, number: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """Takes answers to the follow-up.

        Raises:
            OrderNotFound: it is not this person's.
            MoveNotAllowed: it was not answered yet.
        """
        order = await self._own(number)
        ratings = Ratings(self.book.session, self.book.region, self.book.clock)
        said = {name: answer.get(name) for name in ("contacted", "solved", "satisfied")}
        rated = await ratings.rate(order, self.channel, self.account, reason=str(answer.get("reason") or ""), **said)
        return {"reopened": rated.reopened}

    async def hand_to_council(self, packet: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """Opens a handover to the village or community council, once for the key; a person finds out which council
        where the place does not tell."""
        location = packet.get("location") or {}
        place = str(packet.get("place") or "")
        spot = self.book.region.places.find(place, lng=location.get("lng"), lat=location.get("lat"))
        if spot.community is None:
            return {"receipt": (await self.book.hand_off(packet, COUNCIL, key)).receipt}
        told = {name: value for name, value in _told(packet).items() if value}
        case = await Council(self.cases).open(
            key=key, spot=spot, consent_at=moment(packet.get("agreed_at")), goes_along=list(told), told=told,
            title=str(packet.get("title") or ""), channel=self.channel, account=self.account,
        )  # fmt: skip
        return {"receipt": case.receipt}

    async def object_to(self, packet: Mapping[str, Any], key: str, *, withdrawn: bool = False) -> Mapping[str, Any]:
        """Opens an objection to an answer, once for the key; adds a reason that comes later, or takes it back."""
        objections = Objections(self.cases)
        case = await objections.open(
            key=key, about=str(packet.get("about") or ""), words="；".join(map(str, packet.get("words", ()))),
            why=str(packet.get("why") or ""), title=str(packet.get("title") or ""),
            destination=str(packet.get("destination") or ""), decision=packet.get("decision"),
            channel=self.channel, account=self.account,
        )  # fmt: skip
        if withdrawn:
            case = await objections.withdraw(case)
        return await objections.progress(case.receipt, channel=self.channel, account=self.account)

    async def case_progress(self, receipt: str) -> Mapping[str, Any]:
        """Where a case is that residents may look up.

        Raises:
            CaseNotFound: there is no such case, or it is between workers.
        """
        case = await self.cases.get(receipt)
        if case.kind == KIND:
            return await Objections(self.cases).progress(case.receipt, channel=self.channel, account=self.account)
        if not for_residents(case.kind):
            raise CaseNotFound
        return {"kind": case.kind, "receipt": case.receipt}

    async def _own(self, number: str) -> Order:
        mine = (col(Order.channel) == self.channel) & (col(Order.account) == self.account)
        wanted = select(Order).where(col(Order.number) == number, mine)
        order = (await self.book.session.execute(wanted)).scalar_one_or_none()
        if order is None:
            raise OrderNotFound
        return order


def _told(packet: Mapping[str, Any]) -> dict[str, str]:
    """What the resident agreed to: the matter, who it is with, where, and the name and number they left."""
    fields = packet.get("fields") or {}
    words = "；".join(str(one) for one in packet.get("words", ()))
    return {
        "issue": str(fields.get("content") or words),
        "parties": str(packet.get("respondent") or ""),
        "place": str(packet.get("place") or ""),
        "name": str(fields.get("requester_name") or ""),
        "phone": str(fields.get("contact_phone") or ""),
    }
