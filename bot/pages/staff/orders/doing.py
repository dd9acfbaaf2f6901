"""Makes a step as somebody asked for it on an order's page: once, on what they saw, by the service it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from bot.case_open import open_one
from bot.pages.staff.orders.case_steps import OPEN_CASE
from bot.pages.staff.orders.steps import LISTED
from config.errors import MoveNotAllowed
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.dispatch.conflicts import Conflicts
from orders.dispatch.consultations import Consultations
from orders.dispatch.dispatcher import Dispatcher
from orders.follow_up.alerts import Alerts
from orders.follow_up.denials import DENIED, Denials
from orders.joining import Joining
from orders.moves import name_of_move
from orders.status import OPEN, STATUS_ZH
from orders.tables import Order

Said = dict[str, Any]
Work = Callable[["Doing", Order, Actor, Said], Awaitable[object]]
ANSWERS = {"yes": True, "no": False}


class Overtaken(MoveNotAllowed):
    """The order has gone on since the page was shown; `say` tells what was done."""


class Doing:
    """Steps of orders, within one database session. The caller's transaction holds all that comes of one."""

    def __init__(self, book: OrderBook) -> None:
        self.book = book
        self.life = book.life

    async def make(self, number: str, seen: int, code: str, actor: Actor, said: Mapping[str, Any]) -> Order:
        """Makes the step, if the order is still where the page showed it: after `seen` steps.

        Raises:
            Overtaken: somebody was faster, or the same was sent twice.
            MoveNotAllowed, MoveIncomplete, RegionError: as the step's own service has it.
        """
        order = await self.book.get(number)
        await self.unchanged(order, seen)
        work = WORKS.get(code)
        if code.startswith(OPEN_CASE):
            await self._open(order, code.removeprefix(OPEN_CASE), actor, dict(said))
        elif work is not None:
            await work(self, order, actor, dict(said))
        else:
            await self.life.move(order, code, actor, **said)
        return order

    async def unchanged(self, order: Order, seen: int) -> None:
        """Keeps everybody else from the order until the transaction ends, if nobody has moved it since.

        Raises:
            Overtaken: somebody has.
        """
        await self.life.lock(order)
        if order.sequence == seen:
            return
        last = (await self.life.steps(order))[-1]
        done = f"{last.actor}在 {last.at:%H:%M} 做了“{name_of_move(last.move)}”"
        now = STATUS_ZH.get(order.status, order.status)
        msg = f"order went on from step {seen} to {order.sequence}"
        raise Overtaken(msg, say=f"{done}，工单现在是“{now}”。页面已经换成最新的，请看过再办；写好的内容还在。")

    async def dispatch(self, order: Order, actor: Actor, said: Said) -> None:
        """To the unit that was chosen."""
        helpers = said.pop("helpers", [])
        lead, basis = said.pop("lead"), said.pop("basis")
        await Dispatcher(self.life).by_hand(order, actor, lead, basis, **said, **({"co": helpers} if helpers else {}))

    async def listed(self, order: Order, actor: Actor, _said: Said) -> None:
        """To where the lists send it."""
        await Dispatcher(self.life).dispatch(order, actor)

    async def assign(self, order: Order, actor: Actor, said: Said) -> None:
        """Ends the consultation."""
        as_rule, helpers = bool(said.pop("rule", False)), said.pop("helpers", [])
        await Consultations(self.life).assign(order, actor, co=helpers, as_rule=as_rule, **said)

    async def merge(self, order: Order, actor: Actor, said: Said) -> None:
        """Joins another order."""
        await Joining(self.life).merge(order, await self.book.get(said["into"]), actor, said["why"])

    async def unmerge(self, order: Order, actor: Actor, said: Said) -> None:
        """Leaves the order that it joined."""
        await Joining(self.life).unmerge(order, actor, said["why"])

    async def pair(self, order: Order, _actor: Actor, said: Said) -> None:
        """Two orders that want the contrary at one place."""
        other = await self.book.get(said["order"])
        if other.id == order.id or not {order.status, other.status} <= OPEN:
            raise MoveNotAllowed(say="要配对的是两张都在办的工单，不能是同一张。")
        await Conflicts(self.life).pair(order, other, said["note"])

    async def unpair(self, order: Order, actor: Actor, said: Said) -> None:
        """The deliberation ended: both orders go their way."""
        conflicts = Conflicts(self.life)
        open_ = [pair for pair in await conflicts.of(order) if pair.ended_at is None]
        if not open_:
            await self.life.move(order, "unpair", actor, **said)
        for pair in open_:
            await conflicts.end(pair, actor, said["reason"])

    async def redo(self, order: Order, actor: Actor, said: Said) -> None:
        """Once more; where somebody said “没有解决”, that is decided with it."""
        if await self._denied(order):
            await self._denials().decide(order, actor, redo=True, basis=said["reason"])
        else:
            await self.life.move(order, "redo", actor, **said)

    async def uphold(self, order: Order, actor: Actor, said: Said) -> None:
        """The answer stands; the same."""
        if await self._denied(order):
            await self._denials().decide(order, actor, redo=False, basis=said["basis"])
        else:
            await self.life.move(order, "uphold", actor, **said)

    async def follow_up(self, order: Order, actor: Actor, said: Said) -> None:
        """What the resident answered, as the follow-up itself keeps it."""
        if "contacted" in said:
            said["contacted"] = ANSWERS[said["contacted"]]
        if "satisfied" in said:
            said["satisfied"] = int(said["satisfied"])
        await self.life.move(order, "follow_up", actor, **said)

    async def _open(self, order: Order, kind: str, actor: Actor, said: Said) -> None:
        """A case beside the order, by the way of its kind; the same words open another once the first has ended."""
        cases = Cases(self.book.session, self.book.region, self.book.clock)
        over = select(func.count()).where(col(Case.order_id) == order.id, col(Case.kind) == kind)
        ended = (await self.book.session.execute(over.where(col(Case.ended_at).is_not(None)))).scalar_one()
        words = hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]
        key = f"page:{order.number}:{ended}:{words}"
        await open_one(cases, kind, actor, said, key=key, order=order, council=str(said.pop("to", "")))

    async def _denied(self, order: Order) -> bool:
        """Whether somebody said “没有解决” and a person has to decide."""
        open_ = await Alerts(self.book.session, self.book.clock).open_(order=order)
        return any(alert.kind in DENIED for alert in open_)

    def _denials(self) -> Denials:
        return Denials(self.book.session, self.book.region, self.book.clock)


WORKS: dict[str, Work] = {
    "dispatch": Doing.dispatch,
    LISTED: Doing.listed,
    "assign": Doing.assign,
    "merge": Doing.merge,
    "unmerge": Doing.unmerge,
    "pair": Doing.pair,
    "unpair": Doing.unpair,
    "redo": Doing.redo,
    "uphold": Doing.uphold,
    "follow_up": Doing.follow_up,
}
"""Moves that are part of something bigger, by their own services; every other one is a move of the order's life."""
