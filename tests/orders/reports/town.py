"""A hand-made district of two streets, whose orders are led through their lives step by step, at a time that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from config.catalogue import Catalogue, CatalogueItem, CommunityDuty
from config.clock import CHINA
from config.gazetteer import Community, Gazetteer, Street
from config.region import Region, load_region
from config.units import Units
from orders.actor import RESIDENT, SYSTEM, Actor
from orders.book import OrderBook
from orders.case_tables import Rating
from orders.life import Life
from orders.paper.report import Figures, Grid, Section
from orders.reports.periods import Period, month
from orders.reports.question import Question
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.drafts import draft

DISPATCHER, REVIEWER, BOSS = Actor("派", "dispatcher"), Actor("审", "reviewer"), Actor("主", "supervisor")
RESULT = "路灯线路昨晚换好了，十二盏灯都亮了，请放心"
TITLES = {"lamp": "路灯不亮", "noise": "邻居吵闹", "estate": "物业不修门", "base": "怀疑基站有辐射"}


def small_region(**changes: Any) -> Region:
    """Two streets with 20,000 and 5,000 people, a community, and four items in the catalogue."""
    streets = [
        Street("east", "东街道", (), 20_000, "东街道办", "东街道办事处", ""),
        Street("west", "西街道", (), 5_000, "西街道办", "西街道办事处", ""),
    ]
    places = Gazetteer(streets, [Community(code="pine", name="松社区", street="east", population=8000)])
    items = (
        CatalogueItem("lamp", "路灯", ("城市管理", "市政", "路灯"), "department", "urban_management", cards=("lamp",)),
        CatalogueItem("noise", "邻里", ("社会", "邻里", ""), "community", "community", community_class="quarrel"),
        CatalogueItem("estate", "物业", ("住房", "物业管理", ""), "department", "housing", basis="物业管理条例"),
        CatalogueItem(
            "base", "基站", ("环境", "辐射", ""), "joint", candidates=("ecology", "health"), basis="电信条例"
        ),
    )
    region = load_region("sample")
    return replace(
        region,
        name="示例区",
        places=places,
        catalogue=Catalogue(items),
        community_list={"quarrel": CommunityDuty("quarrel", "邻里纠纷", "清单")},
        owners=Units(region.owners.listed, places),
        **changes,
    )


class Town:
    """Orders and what people do with them. Times are given as (day, hour) of November 2026."""

    def __init__(self, session: AsyncSession, clock: StandingClock, region: Region | None = None) -> None:
        self.session, self.clock = session, clock
        self.region = region or small_region()
        self.book = OrderBook(session, self.region, clock)
        self.life: Life = self.book.life
        self.count = 0

    def at(self, day: int, hour: int = 9, month: int = 11) -> None:
        """Sets the time."""
        self.clock.at = datetime(2026, month, day, hour, tzinfo=CHINA)

    async def file(self, card: str = "lamp", who: str = "", street: str = "east", **changes: Any) -> Order:
        """An order of that matter, by somebody new unless told."""
        self.count += 1
        told = {
            "card_id": card,
            "topic": "city",
            "account": who or f"人{self.count}",
            "contact_phone": "",
            "title": "居民写的标题",
        }
        order = await self.book.file(draft(**told | changes), key=f"k{self.count}")
        order.street, order.community = street, "pine" if street == "east" else ""
        await self.session.flush()
        return order

    async def send(self, order: Order, lead: str = "urban_management", **said: Any) -> Order:
        """Dispatched by the catalogue."""
        level = "community" if lead.startswith("community") else "street" if lead.startswith("street") else "department"
        told = {"lead": lead, "level": level, "basis": "派单目录", "item": order.card_id} | said
        if level == "community":
            told["community_class"] = "quarrel"
        return await self.life.move(order, "dispatch", DISPATCHER, **told)

    async def take(self, order: Order) -> Order:
        """Signed for, and the resident called."""
        unit = self.unit(order)
        await self.life.move(order, "accept", unit)
        return await self.life.move(order, "contact", unit, how="电话", note="联系上了")

    async def close(self, order: Order, kind: str = "solved", **said: Any) -> Order:
        """Closed by its unit, with whatever that kind needs."""
        unit = self.unit(order)
        if kind in {"explained", "unsolvable_now"}:
            await self.life.move(order, "coordinate", unit, note="和街道谈过两次", participants=["东街道办"])
        if kind in {"explained", "unsolvable_now", "legal_channel"}:
            said.setdefault("policy_basis", "物业管理条例第三十五条")
        return await self.life.move(order, "resolve", unit, closure_type=kind, result=RESULT, **said)

    async def done(
        self, card: str = "lamp", lead: str = "urban_management", kind: str = "solved", **changes: Any
    ) -> Order:
        """Filed, dispatched, taken and closed, all at this moment."""
        order = await self.send(await self.file(card, **changes), lead)
        return await self.close(await self.take(order), kind)

    async def back(self, order: Order) -> Order:
        """Returned by the unit, and judged right."""
        said = {"reason": "不归我们管", "basis": "职责清单", "proposed_unit": "住建"}
        await self.life.move(order, "return", self.unit(order), **said)
        return await self.life.move(order, "uphold_return", REVIEWER, basis="清单写明")

    async def join(self, voice: Order, lead: Order) -> None:
        """One order joins another."""
        await self.life.move(voice, "merge", DISPATCHER, into=lead.id, lead_number=lead.number, why="同一件")
        voice.main_id, lead.voices = lead.id, lead.voices + 1
        await self.session.flush()

    async def again(self, order: Order) -> Order:
        """Redone because the resident says so."""
        return await self.life.move(order, "redo", RESIDENT, reason="还是不亮")

    async def rate(self, order: Order, **answers: Any) -> Rating:
        """The resident answers the three questions."""
        rating = Rating(order_id=order.id or 0, at=self.clock.now(), **answers)
        self.session.add(rating)
        await self.session.flush()
        return rating

    def unit(self, order: Order) -> Actor:
        """Somebody of the unit that leads."""
        return Actor("办", "unit", order.lead_code)

    def ask(self, period: Period | None = None) -> Question:
        """About November, as things stand now."""
        now = self.clock.now()
        return Question(self.session, self.region, period or month("2026-11", now), now, TITLES)


def figures(sections: list[Section], title: str = "") -> dict[str, Any]:
    """Name -> value of the figures in these sections."""
    bodies = [one.body for one in sections if title in one.title and isinstance(one.body, Figures)]
    return {figure.name: figure.value for body in bodies for figure in body.items}


def table(sections: list[Section], title: str) -> list[tuple[Any, ...]]:
    """The rows of the table under that title."""
    (body,) = [one.body for one in sections if one.title == title]
    assert isinstance(body, Grid)
    return list(body.rows)


__all__ = ["BOSS", "DISPATCHER", "RESIDENT", "REVIEWER", "SYSTEM", "TITLES", "Town", "figures", "small_region", "table"]
