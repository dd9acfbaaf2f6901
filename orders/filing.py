"""What follows when an order is filed: it joins its matter, is paired, sent on and counted, in the same transaction.

Filing itself never fails because of it: all parts are done in a savepoint; where one breaks each is done in one of its
own, and an order that got nowhere goes to a person (首接负责).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from config.errors import OrderNotFound
from config.log import log_failure
from orders.actor import RESIDENT, SYSTEM
from orders.alike.lookup import Alike
from orders.alike.told import Told
from orders.book import OrderBook
from orders.dispatch.conflicts import Conflicts
from orders.dispatch.dispatcher import Dispatcher
from orders.draft import OrderDraft
from orders.follow_up.alerts import Alerts
from orders.follow_up.clusters import Clusters
from orders.follow_up.doubtful import same_cause_again
from orders.joining import Joining
from orders.same_event import same_cause_told
from orders.status import FILED, OPEN
from orders.tables import Order

WHY_JOINED = "诉求人说是同一件"
WHY_CERTAIN = "同一人、同一处、同一件事，话也一样"
Part = Callable[[], Awaitable[None]]


class Filing:
    """Files orders for whoever tells them, and does what follows."""

    def __init__(self, book: OrderBook) -> None:
        self.book = book
        self.life = book.life
        self.session = book.session
        self.alike = Alike(book.session)
        self.alerts = Alerts(book.session, book.clock, book.region.calendar)

    async def file(self, draft: OrderDraft, *, key: str, join: str = "", asked: bool = False) -> Order:
        """Files the draft once for this key. `join`: the number of the order that is the same matter. `asked`: the
        resident was shown what looks the same; then nothing is merged that they did not want.

        Raises:
            OutOfScope, OrderIncomplete: as `OrderBook.file`.
        """
        order = await self.book.file(draft, key=key)
        if order.sequence > 1:  # the same key again: all that follows was done
            return order
        parts = self._parts(order, join, asked=asked)
        if not await self._safely(order, lambda: self._all(parts)):  # then one by one: what breaks stops no other
            for part in parts:
                await self._safely(order, part)
        if order.status == FILED:
            await self.alerts.raise_("undispatched", f"undispatched:{order.number}", order=order)
        return order

    def _parts(self, order: Order, join: str, *, asked: bool) -> list[Part]:
        """What follows, in this order; whoever tells of the same event waits from the count on, so it comes last."""
        told = Told.of(order)
        parts: list[Part] = []
        if join:
            parts.append(lambda: self._join(order, join))
        if not asked:
            parts.append(lambda: self._join_certain(order, told))
        return [*parts, lambda: self._send(order, told), lambda: self._count(order)]

    async def _all(self, parts: Sequence[Part]) -> None:
        for part in parts:
            await part()

    async def _lead(self, number: str) -> Order | None:
        """The order to join; None where it is over by now: the appeal stands for itself then."""
        try:
            lead = await Joining(self.life).main(await self.book.get(number))
        except OrderNotFound:
            return None
        return lead if lead.status in OPEN else None

    async def _join(self, order: Order, number: str) -> None:
        lead = await self._lead(number)
        if lead is not None:
            await Joining(self.life).merge(order, lead, RESIDENT, WHY_JOINED)

    async def _join_certain(self, order: Order, told: Told) -> None:
        """What cannot be anything else is merged without asking; everything less is asked or left to a worker."""
        if order.status != FILED:
            return
        lead = await self.alike.certain(order, told)
        if lead is not None:
            await Joining(self.life).merge(order, await Joining(self.life).main(lead), SYSTEM, WHY_CERTAIN)

    async def _count(self, order: Order) -> None:
        """Whether a closing did not last, and whether many tell of one event."""
        await same_cause_again(self.life, order, same_cause_told)
        await Clusters(self.life).take(order)

    async def _send(self, order: Order, told: Told) -> None:
        """To the unit, unless somebody wants the contrary at the same place: then it is talked about first."""
        if order.status != FILED:
            return
        opposed = await self.alike.opposed(order, told)
        await self.alike.remember(order, told, new=True)
        if opposed is not None:
            await Conflicts(self.life).pair(order, opposed)
        if order.status == FILED:
            await Dispatcher(self.life).dispatch(order)

    async def _safely(self, order: Order, work: Callable[[], Awaitable[None]]) -> bool:
        """False where it broke: then nothing of it stays."""
        try:
            async with self.session.begin_nested():
                await work()
        except Exception as error:  # noqa: BLE001 - the order is filed, whatever breaks after it
            log_failure("after filing", error)
            await self.session.refresh(order)
            return False
        return True
