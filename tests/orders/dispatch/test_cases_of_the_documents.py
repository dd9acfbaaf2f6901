"""Cases of the source documents in dispatch: three levels, one bundle, debts, and a street that disagrees (facts 5)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.catalogue import LEVELS, MatterKey
from config.errors import OutOfScope
from config.gazetteer import Spot
from config.region import Region
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Notice
from orders.dispatch.consultations import Consultations
from orders.dispatch.dispatcher import Dispatcher
from orders.dispatch.way import Hard, Lead, find_way
from tests.orders.dispatching import CHAIR, REVIEWER, dispatched, filed
from tests.orders.drafts import draft

HERE = Spot("yanchi", "songyan", "松烟社区")


@pytest.mark.parametrize(
    ("card", "handler", "level"),
    [
        ("activity-room", "community", "community"),
        ("owners-committee", "street", "street"),
        ("water-outage-area", "water", "department"),
        ("group-rental", "housing", "joint"),
    ],
)
def test_simple_complex_and_difficult(region: Region, card: str, handler: str, level: str) -> None:
    """上海三级 (facts 5.1): simple to the community, complex to the street, difficult to departments together."""
    item = region.catalogue.find(MatterKey(card, "", handler), date(2026, 11, 23))
    assert item is not None
    assert (item.level, level in LEVELS) == (level, True)
    way = find_way(region, MatterKey(card, "", handler), HERE, date(2026, 11, 23))
    if level == "joint":
        assert isinstance(way, Hard)
        return
    assert isinstance(way, Lead)
    assert way.level == level
    assert way.lead == {"community": "community:songyan", "street": "street:yanchi"}.get(level, handler)


async def test_matters_of_one_bundle_are_told_together(book: OrderBook, region: Region) -> None:
    """一件事 (新能源车充电等疑难, facts 5.4): orders on several items carry one bundle, whoever leads each."""
    items = [item for item in region.catalogue.items.values() if item.bundle == "新能源车充电" and item.cards]
    assert len(items) > 2
    for item in items:
        order = await Dispatcher(book.life).dispatch(
            await filed(book, card_id=item.cards[0], handler=item.lead or None)
        )
        told = order.bundle or region.catalogue.items[order.catalogue_item or item.code].bundle
        assert told == "新能源车充电"
    assert {"新能源车充电", "二手车", "老小区停车"} <= {item.bundle for item in region.catalogue.items.values()}


async def test_a_debt_is_no_order_and_never_a_streets(book: OrderBook) -> None:
    """经济纠纷 (A欠B货款, facts 5.3): not filed by itself; insisted on and filed by hand, no street or community
    leads it."""
    told = {"card_id": "company-debt", "topic": "civil", "handler": None, "destination": "court"}
    with pytest.raises(OutOfScope):
        await book.file(draft(**told), key="debt")
    order = await filed(book, **told, worker="小李", worker_reason="居民坚持，已告知应向法院起诉")
    order = await Dispatcher(book.life).dispatch(order)
    assert order.status == "consulting"
    assert not order.lead_code.startswith(("street", "community"))


async def test_a_street_that_disagrees_is_heard_and_the_resident_told(book: OrderBook) -> None:
    """街道条例 (北京街道办条例10、17, facts 5.6): 责任不明 goes up to a consultation, and the resident reads of it."""
    order = await dispatched(book, lead="street:yanchi", account="visitor-9")
    street = Actor("街道小郑", "unit", "street:yanchi")
    await book.life.move(
        order, "return", street, reason="责任不明", basis="街道履职清单没有这项", proposed_unit="ecology"
    )
    await book.life.move(order, "refuse_return", REVIEWER, basis="属地先核实")
    await book.life.move(order, "raise_return", street, reason="请区里定责")
    assert order.status == "consulting"
    said = {"minutes": "夜间施工由生态环境牵头", "participants": ["街道", "生态环境"], "basis": "三定规定"}
    await Consultations(book.life).assign(order, CHAIR, lead="ecology", **said)  # type: ignore[arg-type]
    assert (order.lead_code, order.designated) == ("ecology", True)
    wanted = select(col(Notice.key)).where(col(Notice.order_id) == order.id).order_by(col(Notice.id))
    assert {"consulting", "dispatched"} <= set((await book.session.execute(wanted)).scalars().all())


def test_a_matter_of_the_departments_never_becomes_the_communitys(region: Region) -> None:
    """吴门桥 (两天58单，51街道、7社区, facts 5.4): of all that a city sends out, a community leads three classes
    only."""
    items = list(region.catalogue.items.values())
    led = [item for item in items if item.lead == "community"]
    assert {item.community_class for item in led} == set(region.community_list)
    assert len(region.community_list) == 3
    assert 0 < len(led) < len(items) / 4
