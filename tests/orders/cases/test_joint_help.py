"""吹哨报到: with basis and level; whoever is called reports or says why not, and silence is heard."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveIncomplete, MoveNotAllowed, RegionError
from orders.actor import Actor
from orders.case_tables import Alert, Case
from orders.cases.book import Cases
from orders.cases.joint_help import JointHelp
from orders.cases.reminders import Reminders
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.cases.people import BOSS, DESK, HOUSING, MARKET, RESIDENT, STREET

FIRE = Actor("消防小冯", "unit", "fire")


async def call(cases: Cases, key: str = "k", **changes: Any) -> Case:
    said: dict[str, Any] = {"basis": "履职清单第12项", "level": "street", "units": ["market", "fire"]} | changes
    return await JointHelp(cases).call("沿街油烟要几家一起看", STREET, key=key, **said)


async def told(cases: Cases) -> list[tuple[str, str]]:
    rows = await cases.session.execute(select(col(Alert.kind), col(Alert.unit)).order_by(col(Alert.id)))
    return [(row[0], row[1]) for row in rows.all()]


async def test_whoever_reports_becomes_a_co_unit(cases: Cases, order: Order) -> None:
    """北京吹哨报到: with basis and level; each unit reports and is a co-unit; ends with what was agreed."""
    case = await call(cases, order=order)
    assert await told(cases) == [("joint_help", "market"), ("joint_help", "fire")]
    help_ = JointHelp(cases)
    await help_.report(case, MARKET, "下午三点到")
    assert (case.state, order.co_units) == ("reported", ["market"])
    await help_.report(case, FIRE)
    assert order.co_units == ["market", "fire"]
    await help_.finish(case, STREET, "烟道由业主改，市监一周后复查", ["market", "fire"])
    assert (case.state, case.data["agreed"]) == ("ended", "烟道由业主改，市监一周后复查")
    assert order.status == "dispatched"
    assert await cases.check(case) == ""
    assert await cases.life.check(order) == ""


@pytest.mark.parametrize(("missing", "name"), [("basis", "依据"), ("level", "吹哨层级"), ("units", "叫哪些单位")])
async def test_no_whistle_without_a_basis(cases: Cases, missing: str, name: str) -> None:
    """吹哨报到 (facts 5.2 哨声乱吹): a call without basis, level or units is refused with what is missing."""
    empty: Any = [] if missing == "units" else ""
    with pytest.raises(MoveIncomplete) as refused:
        await call(cases, **{missing: empty})
    assert name in refused.value.say
    assert await cases.list("joint_help") == []


async def test_a_call_needs_a_real_level_and_real_units(cases: Cases) -> None:
    with pytest.raises(MoveNotAllowed, match="a_level"):
        await call(cases, level="village")
    with pytest.raises(RegionError):
        await call(cases, units=["nobody"])
    with pytest.raises(MoveNotAllowed, match="not_own_unit"):
        await call(cases, units=["street:east"])
    with pytest.raises(MoveNotAllowed, match="by resident"):
        await JointHelp(cases).call("x", RESIDENT, key="r", basis="b", level="street", units=["fire"])


async def test_who_cannot_come_sends_it_one_level_up(cases: Cases) -> None:
    """吹哨报到 (facts 5.2 三跨三分离吹不响): declined with a basis, to the department, then to the district."""
    case = await call(cases)
    help_ = JointHelp(cases)
    with pytest.raises(MoveIncomplete):
        await help_.decline(case, MARKET, "")
    await help_.decline(case, MARKET, "三定规定不含油烟")
    assert (case.state, case.data["level"]) == ("called", "department")
    await help_.decline(case, FIRE, "不涉及消防")
    assert case.data["level"] == "district"
    assert [one for one in await told(cases) if one[0] == "joint_help_up"] == [("joint_help_up", "")] * 2
    await help_.call_more(case, BOSS, units=["market", "housing"], basis="区级协调会定")
    assert case.data["answers"]["market"].keys() == {"by"}
    await help_.report(case, MARKET)
    await help_.decline(case, HOUSING, "不涉及房屋安全")
    assert (case.state, case.data["level"]) == ("reported", "district")


async def test_each_unit_answers_once_and_only_if_called(cases: Cases) -> None:
    case = await call(cases)
    help_ = JointHelp(cases)
    await help_.report(case, MARKET)
    with pytest.raises(MoveNotAllowed, match="not_answered"):
        await help_.decline(case, MARKET, "改主意了")
    with pytest.raises(MoveNotAllowed, match="was_called"):
        await help_.report(case, HOUSING)
    with pytest.raises(MoveNotAllowed, match="opener_or_desk"):
        await help_.finish(case, MARKET, "自己说完事")


async def test_a_whistle_nobody_hears_reaches_the_supervisor(cases: Cases, clock: StandingClock) -> None:
    """吹哨报到: a unit that does not answer within the time to sign is told to the supervisor, each once."""
    case = await call(cases)
    await JointHelp(cases).report(case, MARKET)
    assert await Reminders(cases).remind(clock.now()) == []
    clock.forward(days=3)
    late = await Reminders(cases).remind(clock.now())
    assert [(alert.kind, alert.unit) for alert in late] == [("joint_help_late", "")]
    assert "消防" in late[0].text
    assert await Reminders(cases).remind(clock.now()) == []


@pytest.mark.parametrize(
    ("matter", "topic", "handler", "hinted"),
    [
        ("物业不肯修门禁", "housing", "housing", "物业"),
        ("合同退款", "consumer", "market", "调解"),
        ("路口设施几家都管", "traffic", "traffic_police", ""),
    ],
)
async def test_market_and_property_are_hinted_elsewhere_first(
    cases: Cases, matter: str, topic: str, handler: str, hinted: str
) -> None:
    """吹哨报到 (facts 5.2): mediation or enforcement first; a hint, and the call goes through all the same."""
    hint = JointHelp(cases).hint(matter, topic=topic, handler=handler)
    assert (hinted in hint) if hinted else hint == ""
    case = await JointHelp(cases).call(matter, DESK, key="k", basis="清单", level="street", units=["fire"])
    assert case.state == "called"


async def test_a_report_while_the_order_is_elsewhere_is_not_lost(cases: Cases, order: Order) -> None:
    """Where the order cannot take a co-unit now, staff is told to name it when dispatching."""
    case = await call(cases, order=order)
    said = {"reason": "不是我们管", "basis": "三定规定", "proposed_unit": "market"}
    await cases.life.move(order, "return", HOUSING, **said)
    await JointHelp(cases).report(case, FIRE)
    assert (case.state, order.co_units) == ("reported", [])
    assert ("joint_help_co", "") in await told(cases)
