"""Orders on their way, and rounds: helpers for tests of the follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import CHINA
from config.region import Region
from orders.actor import RESIDENT, Actor
from orders.alike.hot import event_key
from orders.book import OrderBook
from orders.case_tables import Alert, Notice
from orders.follow_up.ratings import Rated, Ratings
from orders.follow_up.rounds import rounds_within
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.drafts import draft

DISPATCHER = Actor("派单员小李", "dispatcher")
REVIEWER = Actor("审核员老周", "reviewer")
CHAIR = Actor("主管老陈", "supervisor")
WORKER = "经办人小赵"
RESULT = "工地已停止夜间打桩，现场复查三晚没有再施工"
COUNT = iter(range(10**9))
CLOSINGS: dict[str, dict[str, Any]] = {
    "solved": {},
    "explained": {"policy_basis": "噪声污染防治法第四十三条"},
    "legal_channel": {"policy_basis": "民事诉讼法第一百二十二条", "channel": "向法院起诉"},
    "unsolvable_now": {"policy_basis": "地铁工程夜间抢修许可"},
    "ended": {"policy_basis": "潍坊条例第二十一条", "approver": "主管老陈"},
}


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


async def filed(book: OrderBook, account: str = "", urgency: str = "normal", **changes: Any) -> Order:
    """An order that was filed, by somebody new where no account is given, in one community of one street."""
    number = next(COUNT)
    order = await book.file(draft(**({"account": account or f"visitor-{number}"} | changes)), key=f"k{number}")
    order.street, order.community = order.street or "yanchi", order.community or "songyan"
    order.event_key = event_key(order)
    if urgency != "normal":
        order.urgency, order.due_at = urgency, book.region.due(book.clock.now(), order.appeal_type, urgency)
    await book.session.flush()
    return order


def unit_of(order: Order) -> Actor:
    """Somebody of the unit that leads the order."""
    return Actor(WORKER, "unit", order.lead_code)


async def dispatched(book: OrderBook, account: str = "", **changes: Any) -> Order:
    """An order that is with a unit."""
    return await dispatch(book, await filed(book, account, **changes))


async def dispatch(book: OrderBook, order: Order) -> Order:
    """Sends an order to the department."""
    return await book.life.move(order, "dispatch", DISPATCHER, lead="ecology", level="department", basis="派单目录")


async def handle(book: OrderBook, order: Order) -> Order:
    """Accepts it and contacts the resident."""
    await book.life.move(order, "accept", unit_of(order))
    return await book.life.move(order, "contact", unit_of(order), how="电话", note="听了情况，约好去看现场")


async def resolve(book: OrderBook, order: Order, how: str = "solved", **said: Any) -> Order:
    """Handles it and closes it in that way."""
    await handle(book, order)
    if how in ("explained", "unsolvable_now"):
        await book.life.move(order, "coordinate", unit_of(order), note="和街道商量过", participants=["街道"])
    if how == "unsolvable_now":
        said = {"revisit_on": book.life.clock.today() + timedelta(days=60)} | said
    return await book.life.move(
        order, "resolve", unit_of(order), closure_type=how, result=RESULT, **CLOSINGS[how], **said
    )


async def resolved(book: OrderBook, how: str = "solved", account: str = "", **said: Any) -> Order:
    """An order that was answered."""
    return await resolve(book, await dispatched(book, account), how, **said)


async def join(book: OrderBook, voice: Order, lead: Order) -> None:
    """Another resident's order becomes part of a matter under way."""
    await book.life.move(voice, "merge", RESIDENT, into=lead.id, lead_number=lead.number, why="同一件")
    await book.life.move(lead, "join", RESIDENT, order=voice.number, voices=1)
    voice.main_id = lead.id
    await book.session.flush()


async def rate(book: OrderBook, order: Order, **answers: Any) -> Rated:
    """The order's own resident answers."""
    ratings = Ratings(book.session, book.region, book.clock)
    return await ratings.rate(order, order.channel, order.account, **answers)


class Watch:
    """Rounds made as time goes on, and what they left."""

    def __init__(self, session: AsyncSession, region: Region, clock: StandingClock) -> None:
        self.session = session
        self.region = region
        self.clock = clock

    async def now(self) -> dict[str, int]:
        """One round; what was done, without zeros."""
        done = await rounds_within(self.session, self.region, self.clock)
        return {name: count for name, count in done.items() if count}

    async def until(self, moment: datetime, step: timedelta = timedelta(hours=6)) -> None:
        """Rounds every so often until that moment."""
        while self.clock.at < moment:
            self.clock.at = min(self.clock.at + step, moment)
            await self.now()

    async def alerts(self, kind: str) -> Sequence[Alert]:
        """All alerts of a kind, ended ones too."""
        wanted = select(Alert).where(col(Alert.kind) == kind).order_by(col(Alert.id))
        return (await self.session.execute(wanted.execution_options(populate_existing=True))).scalars().all()

    async def questions(self, order: Order) -> Sequence[Notice]:
        """The follow-up questions to an order's own resident."""
        mine = (col(Notice.order_id) == order.id) & (col(Notice.key) == "follow_up")
        return (await self.session.execute(select(Notice).where(mine).order_by(col(Notice.id)))).scalars().all()
