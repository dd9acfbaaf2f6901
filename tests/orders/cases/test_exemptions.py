"""申诉-剔除: by another person, for the score only; the answer stays owed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.exemptions import Exemptions, exemption_rate
from orders.cases.reminders import Reminders
from orders.tables import Order
from tests.conftest import NOON, StandingClock
from tests.orders.cases.people import BOSS, DESK, HOUSING, MARKET, REVIEWER
from tests.orders.drafts import draft

TEXT = "居民要求拆除已批准的设施，依法不能拆"


async def ask(cases: Cases, order: Order, key: str = "k", actor: Actor = HOUSING) -> Case:
    return await Exemptions(cases).request(order, actor, key=key, text=TEXT, basis="考核办法第九条")


async def test_an_exempted_order_keeps_owing_its_answer(cases: Cases, order: Order) -> None:
    """平谷申诉-剔除: granted, the order is out of the score, open and due as before, and answered."""
    due = order.due_at
    case = await Exemptions(cases).grant(await ask(cases, order), REVIEWER, "属实，不计分")
    assert (case.state, order.exempted, order.status, order.due_at) == ("granted", True, "dispatched", due)
    assert (order.resolved_at, order.closure_type, order.result) == (None, "", "")
    await cases.life.move(order, "accept", HOUSING)
    await cases.life.move(order, "contact", HOUSING, how="电话", note="约了周三看现场")
    result = "周三看了现场，讲清了批准文件和监测结果"
    await cases.life.move(order, "resolve", HOUSING, closure_type="solved", result=result)
    assert (order.result, order.exempted) == (result, True)
    assert await cases.life.check(order) == ""


@pytest.mark.parametrize(
    ("actor", "guard"),
    [
        (Actor("住建小孙", "reviewer"), "another_person"),
        (Actor("住建老钱", "supervisor", "housing"), "another_unit"),
        (HOUSING, "by unit"),
        (DESK, "by dispatcher"),
    ],
)
@pytest.mark.parametrize("code", ["grant", "refuse"])
async def test_nobody_decides_on_their_own_request(
    cases: Cases, order: Order, actor: Actor, guard: str, code: str
) -> None:
    """平谷申诉-剔除: another person, of another unit, as reviewer or supervisor."""
    case = await ask(cases, order)
    with pytest.raises(MoveNotAllowed, match=guard):
        await cases.move(case, code, actor, basis="属实")
    assert (case.state, order.exempted) == ("requested", False)


async def test_only_the_lead_unit_asks_and_only_once(cases: Cases, order: Order) -> None:
    with pytest.raises(MoveNotAllowed, match="leads_the_order"):
        await ask(cases, order, actor=MARKET)
    with pytest.raises(MoveIncomplete, match="text"):
        await Exemptions(cases).request(order, HOUSING, key="x", text="", basis="办法")
    case = await ask(cases, order)
    assert (await ask(cases, order)).id == case.id
    with pytest.raises(MoveNotAllowed, match="not_twice"):
        await ask(cases, order, key="another")
    await Exemptions(cases).refuse(case, BOSS, "材料不足")
    assert (await ask(cases, order, key="another")).state == "requested"


async def test_what_was_granted_can_be_revoked(cases: Cases, order: Order) -> None:
    """平谷申诉-剔除: against its abuse, the order counts again."""
    case = await Exemptions(cases).grant(await ask(cases, order), REVIEWER, "属实")
    await Exemptions(cases).revoke(case, BOSS, "复查发现材料不实")
    assert (case.state, order.exempted, order.status) == ("revoked", False, "dispatched")
    with pytest.raises(MoveNotAllowed):
        await Exemptions(cases).grant(case, REVIEWER, "再来")
    assert await cases.check(case) == ""


async def test_a_request_can_be_taken_back(cases: Cases, order: Order) -> None:
    case = await ask(cases, order)
    with pytest.raises(MoveNotAllowed, match="opener_unit"):
        await Exemptions(cases).retract(case, MARKET)
    await Exemptions(cases).retract(case, HOUSING, "想通了，接着办")
    assert (case.state, order.exempted) == ("retracted", False)


async def test_the_rate_is_told(cases: Cases, book: OrderBook, order: Order) -> None:
    """平谷申诉-剔除: the report shows how much is exempted; revoked ones do not count any more."""
    orders = [order]
    for n in range(3):
        other = await book.file(draft(), key=f"o{n}")
        await book.life.move(other, "dispatch", DESK, lead="housing", level="department", basis="派单目录")
        orders.append(other)
    asked = [await ask(cases, one, key=one.number) for one in orders]
    await Exemptions(cases).grant(asked[0], REVIEWER, "属实")
    await Exemptions(cases).grant(asked[1], REVIEWER, "属实")
    await Exemptions(cases).revoke(asked[1], BOSS, "不实")
    await Exemptions(cases).refuse(asked[2], REVIEWER, "不属实")
    rate = await exemption_rate(cases.session, NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert (rate.orders, rate.exempted, rate.requests) == (4, 1, 4)
    assert rate.rate == pytest.approx(0.25)
    assert rate.granted == pytest.approx(2 / 3)
    nothing = await exemption_rate(cases.session, NOON + timedelta(days=1), NOON + timedelta(days=2))
    assert (nothing.orders, nothing.rate, nothing.granted) == (0, 0.0, 0.0)


async def test_a_request_left_lying_is_reminded(cases: Cases, order: Order, clock: StandingClock) -> None:
    """Within five working days somebody decides."""
    await ask(cases, order)
    clock.forward(days=5)
    assert await Reminders(cases).remind(clock.now()) == []
    clock.forward(days=5)
    assert [alert.kind for alert in await Reminders(cases).remind(clock.now())] == ["exemption_late"]
