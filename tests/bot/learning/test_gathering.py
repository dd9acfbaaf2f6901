"""What turned out later comes into the queue once: another unit, another card, an objection that was right."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning import gathering
from bot.learning.rounds import LearningRounds
from orders.book import OrderBook
from orders.cases.book import Cases
from orders.cases.objections import Objections
from orders.tables import Order
from tests.bot.learning.conftest import School
from tests.conftest import StandingClock
from tests.orders.cases.people import BOSS, DESK, HOUSING, REVIEWER
from tests.orders.drafts import draft


def book(school: School, session: AsyncSession) -> OrderBook:
    return OrderBook(session, school.services.region, school.services.clock)


async def sent(life: OrderBook, order: Order, lead: str) -> None:
    await life.life.move(order, "dispatch", DESK, lead=lead, level="department", basis="派单目录")


async def returned(life: OrderBook, order: Order, to: str) -> None:
    """Returned by the unit it went to first, and sent on."""
    said = {"reason": "不归我们", "basis": "三定规定", "proposed_unit": to}
    await life.life.move(order, "return", HOUSING, **said)
    await life.life.move(order, "uphold_return", REVIEWER, basis="属实")
    await sent(life, order, to)


async def test_an_order_that_went_to_another_unit(school: School, clock: StandingClock) -> None:
    """Once, with the unit that was right; not while it is on its way, nor of a confidential report."""
    async with school.services.database.writing() as session, session.begin():
        made = book(school, session)
        drafts = [draft(confidential=n == 3, decision={"text": f"第{n}句13812345678"}) for n in range(4)]
        moved, kept, back, secret = [await made.file(one, key=str(n)) for n, one in enumerate(drafts)]
        for order in (moved, kept, back, secret):
            await sent(made, order, "housing")
        for order in (moved, secret):
            await returned(made, order, "market")
        await made.life.move(back, "return", HOUSING, reason="不归我们", basis="三定规定", proposed_unit="market")
        number, unit = moved.number, moved.lead_unit
    assert [await school.gather(), await school.gather()] == [1, 0]
    (item,) = await school.items()
    assert (item.kind, item.source, item.right_unit) == ("rerouted", f"order:{number}", unit)
    assert item.words == "第0句138****5678"
    clock.forward(days=5)
    assert await school.gather() == 0


async def test_what_is_too_much_for_one_look_comes_with_the_next(
    school: School, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at a time: nothing is left behind, though later ones and those of other kinds are there already."""
    monkeypatch.setattr(gathering, "MOST", 2)
    async with school.services.database.writing() as session, session.begin():
        made = book(school, session)
        for nth in range(5):
            order = await made.file(draft(decision={"text": f"第{nth}句"}), key=str(nth))
            await sent(made, order, "housing")
            await returned(made, order, "market")
            clock.forward(days=2)
    rounds = LearningRounds(school.services)
    assert [await rounds.once(), await school.gather(), await rounds.once(), await rounds.once()] == [2, 2, 1, 0]
    assert [item.words for item in await school.items()] == [f"第{nth}句" for nth in range(5)]


async def test_a_handoff_that_a_worker_filed_under_another_card(school: School) -> None:
    """Also where the desk had thought of none; filed as thought is nothing to learn."""
    async with school.services.database.writing() as session, session.begin():
        made = book(school, session)
        for place, card in enumerate(("private-loan", "", "site-at-night")):
            packet = {"words": [f"第{place}句", "工地太吵"], "card": card, "channel": "web", "account": "a"}
            handoff = await made.hand_off(packet, "asked", str(place))
            order = await made.file(draft(), key=f"order {place}")
            handoff.order_number, handoff.status, handoff.ended_at = order.number, "ended", made.clock.now()
    assert [await school.gather(), await school.gather()] == [2, 0]
    known = {item.words: (item.card_id, item.right_card) for item in await school.items()}
    assert known == {"第0句；工地太吵": ("private-loan", "site-at-night"), "第1句；工地太吵": ("", "site-at-night")}


async def test_an_objection_that_was_upheld(school: School) -> None:
    """One that was not is no mistake of ours."""
    async with school.services.database.writing() as session, session.begin():
        found = Objections(Cases(session, school.services.region, school.services.clock))
        said: dict[str, Any] = {"about": "private-loan", "words": "他在集市上借的", "channel": "web", "account": "a"}
        right, wrong = [await found.open(key=key, **said) for key in "ab"]
        await found.uphold(right, BOSS, "集市是热线管的", "street-vendors")
        await found.keep(wrong, BOSS, "是借款", "去法院")
    assert [await school.gather(), await school.gather()] == [1, 0]
    (item,) = await school.items()
    assert (item.kind, item.right_card, item.source) == ("disputed", "street-vendors", f"case:{right.receipt}")


async def test_what_was_forgotten_is_not_gathered_anew(school: School) -> None:
    """The order stays, as orders do; its words do not come back here."""
    await test_a_handoff_that_a_worker_filed_under_another_card(school)
    await school.services.retention.forget("web", "a")
    assert await school.gather() == 0
    assert {item.state for item in await school.items()} == {"forgotten"}
