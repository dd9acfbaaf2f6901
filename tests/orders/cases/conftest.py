"""Cases over a real database, in a small town of one street and two communities."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from config.gazetteer import Community, Gazetteer, Person, Street
from config.region import Region, load_region
from config.units import Units
from orders.book import OrderBook
from orders.cases.book import Cases
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.cases.people import DESK
from tests.orders.drafts import draft


@pytest.fixture
def region() -> Region:
    """The sample region with places of its own, so that no sample file decides what is tested."""
    east = Street("east", "东河街道", population=1000, office="东河街道办事处", legal_name="东河街道办事处")
    mediator = Person("赵调解", phone="0000-3001", hours="工作日 9:00–17:00")
    willow = Community("willow", "柳园村", "east", legal_name="柳园村村民委员会", mediators=(mediator,))
    pine = Community("pine", "松岗社区", "east", legal_name="松岗社区居民委员会")
    places = Gazetteer([east], [willow, pine])
    sample = load_region("sample")
    return replace(sample, places=places, owners=Units(sample.owners.listed, places))


@pytest.fixture
def cases(session: AsyncSession, region: Region, clock: StandingClock) -> Cases:
    return Cases(session, region, clock)


@pytest.fixture
async def order(book: OrderBook) -> Order:
    """An order that the housing department handles."""
    order = await book.file(draft(), key="order")
    await book.life.move(order, "dispatch", DESK, lead="housing", level="department", basis="派单目录")
    return order
