"""What the desk asks of the order layer, and an order layer that knows the book of orders alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from orders.book import OrderBook
from orders.draft import OrderDraft


class DeskOrders(Protocol):
    """The order layer as the desk sees it; whose orders are meant is known from the message in hand.

    Errors a resident should read are `FenliuError`; what belongs to another account is not found.
    """

    async def find_same(self, draft: OrderDraft) -> Mapping[str, Any]:
        """`own` and `same`: lists of number, title, unit, status_zh, answer, filed_at, voices, place; best first."""

    async def file(self, draft: OrderDraft, key: str, join: str) -> Mapping[str, Any]:
        """Files once for the key: number, query_code, unit, due_at, title; joined, hint where there is such."""

    async def append(self, number: str, words: str, attachments: Sequence[str], key: str) -> Mapping[str, Any]:
        """Adds to an own earlier order, once for the key: number."""

    async def rate(self, number: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """Takes answers to the follow-up: reopened."""

    async def hand_to_council(self, packet: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """Opens a handover to the council, once for the key: receipt."""


class PlainOrders:
    """Finds nothing the same; what needs more than the book goes to a person, whole."""

    def __init__(self, book: OrderBook, channel: str, account: str) -> None:
        self.book = book
        self.who = {"channel": channel, "account": account}

    async def find_same(self, draft: OrderDraft) -> Mapping[str, Any]:  # noqa: ARG002 - the book compares nothing
        """Nothing."""
        return {"own": [], "same": []}

    async def file(self, draft: OrderDraft, key: str, join: str) -> Mapping[str, Any]:  # noqa: ARG002 - nothing to join
        """Files by itself."""
        order = await self.book.file(draft, key=key)
        return {
            "number": order.number,
            "query_code": order.query_code,
            "unit": order.lead_unit,
            "due_at": order.due_at.isoformat(),
            "title": order.title,
        }

    async def append(self, number: str, words: str, attachments: Sequence[str], key: str) -> Mapping[str, Any]:
        """A person gets it."""
        packet = self.who | {"words": [words], "attachments": list(attachments), "orders": [number]}
        await self.book.hand_off(packet, f"supplement to {number}", key)
        return {"number": number}

    async def rate(self, number: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """A line of the contact record."""
        await self.book.record(what=f"rated {number}", decision=dict(answer), **self.who)
        return {"reopened": False}

    async def hand_to_council(self, packet: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """A person gets it and takes it there."""
        return {"receipt": (await self.book.hand_off(packet, "council", key)).receipt}
