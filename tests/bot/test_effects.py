"""What a turn asks for, performed in its transaction: looking for the same matter first, then filing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.asking import perform
from bot.desk import desk_loader
from bot.effects import Effects
from bot.turns import Turns
from config.clock import Clock
from config.errors import MoveNotAllowed, OrderNotFound
from config.region import Region, load_region
from config.settings import Settings
from handlers.desk import Desk
from handlers.message import Append, Effect, FileOrder, FindSame, HandToCouncil, Incoming, Rate, Record, Turn
from handlers.state import Conversation
from orders.book import OrderBook
from orders.case_tables import Appendix
from orders.draft import OrderDraft
from orders.tables import Handoff, Order
from tests.bot.tiny_desk import last_resort
from tests.conftest import NOON
from tests.orders.drafts import COMPLETE
from tests.shared import INDEX

HEARD = Incoming("web", "visitor-1", "m1", NOON, "确认提交")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_loader(Settings(index=INDEX))(load_region("sample"))


class Broken:
    """An order layer whose comparing has a mistake."""

    async def find_same(self, draft: OrderDraft) -> Mapping[str, Any]:
        """Breaks."""
        msg = f"no place in {draft.title}"
        raise KeyError(msg)


async def done(database: Any, region: Region, clock: Clock, effects: Sequence[Effect], **more: Any) -> list[Any]:
    """The results of effects, one after another in one transaction."""
    async with database.writing() as session, session.begin():
        hands = Effects(session, OrderBook(session, region, clock), HEARD)
        hands.orders = more.get("orders", hands.orders)
        return [await hands.perform(effect) for effect in effects]


async def test_nothing_is_found_where_nothing_compares(database: Any, region: Region, clock: Clock) -> None:
    """An empty book knows no same matter."""
    assert await done(database, region, clock, [FindSame(COMPLETE)]) == [{"own": [], "same": []}]


async def test_a_mistake_in_the_comparing_keeps_no_order_from_being_filed(
    database: Any, region: Region, clock: Clock
) -> None:
    """Looking is advice: it fails alone."""
    assert await done(database, region, clock, [FindSame(COMPLETE)], orders=Broken()) == [{"own": [], "same": []}]


async def test_what_a_resident_may_do_to_orders(database: Any, region: Region, clock: Clock) -> None:
    """Additions and the council once for a key; what belongs to nobody, or to somebody else, is not found."""
    filed = FileOrder("k0", COMPLETE)
    results = await done(database, region, clock, [filed, filed])
    number = results[0]["number"]
    assert results[0] == results[1]
    added = Append("k2", number, "第三根灯杆，电话13812345678", ("p.jpg",))
    handed = HandToCouncil("k1", {"words": ["宅基地"]})
    results = await done(database, region, clock, [handed, handed, added, added])
    assert results[0] == results[1]
    assert results[2:] == [{"number": number}] * 2
    for foreign in (Append("k3", "20261122-00017-4", "别人的"), Rate("20261122-00017-4", {"solved": "no"})):
        assert isinstance((await done(database, region, clock, [foreign]))[0], OrderNotFound)
    early = (await done(database, region, clock, [Rate(number, {"solved": "yes"})]))[0]
    assert isinstance(early, MoveNotAllowed)
    async with database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(Handoff))).scalar_one() == 1
        assert (await session.execute(select(col(Appendix.words)))).scalars().all() == ["第三根灯杆，电话138****5678"]


async def test_confirming_files_in_one_turn_and_is_counted(
    desk: Desk, database: Any, region: Region, clock: Clock
) -> None:
    """Whoever measures a turn sees the order that the report of the looking asked for."""
    seen: list[Turn | None] = []
    turns = Turns(database, desk, region, clock, last_resort(), observe=lambda _, turn, __: seen.append(turn))
    said = ["人民路18号门口井盖没了，昨天发现的，希望装上", "同意", *["跳过"] * 6, "确认提交"]
    for number, words in enumerate(said):
        await turns.take(Incoming("web", "visitor-1", f"m{number}", NOON, words))
    last = [one.effects for one in seen if one is not None and any(isinstance(e, FileOrder) for e in one.effects)]
    assert [type(effect) for effect in last[0] if not isinstance(effect, Record)] == [FindSame, FileOrder]
    async with database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(Order))).scalar_one() == 1


async def test_reports_may_ask_for_effects(desk: Desk, database: Any, region: Region, clock: Clock) -> None:
    """What a report asks for is performed in the same transaction."""
    state = Conversation.new()
    async with database.writing() as session, session.begin():
        hands = Effects(session, OrderBook(session, region, clock), HEARD)
        state.matter.key, state.matter.card = "k", "manhole-cover"
        await perform(desk, hands, Turn((), state, (FindSame(COMPLETE),)))
    assert [type(effect) for effect in hands.performed] == [FindSame, FileOrder]
