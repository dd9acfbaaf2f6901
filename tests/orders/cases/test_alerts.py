"""What staff is told of a case is over when whoever it waits for has made a step, and with the case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from orders.case_tables import Alert
from orders.cases.book import Cases
from orders.cases.joint_help import JointHelp
from orders.cases.reminders import Reminders
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.cases.people import BOSS, DESK, MARKET, RESIDENT, REVIEWER, STREET, WILLOW
from tests.orders.cases.test_council import begin
from tests.orders.cases.test_exemptions import ask
from tests.orders.cases.test_joint_help import FIRE, call


async def waits(cases: Cases) -> list[tuple[str, str]]:
    """Kind and unit of what nobody has dealt with."""
    wanted = select(col(Alert.kind), col(Alert.unit)).where(col(Alert.ended_at).is_(None)).order_by(col(Alert.id))
    return [(row[0], row[1]) for row in (await cases.session.execute(wanted)).all()]


async def test_an_answered_call_waits_for_the_others_only(cases: Cases, clock: StandingClock) -> None:
    """A unit that reports, or says why not, is asked no more; one that was late is no longer told as silent."""
    case, help_ = await call(cases), JointHelp(cases)
    other = await call(cases, "k2", units=["market"])
    assert len(await waits(cases)) == 3
    await help_.report(case, MARKET)
    assert await waits(cases) == [("joint_help", "fire"), ("joint_help", "market")]
    await help_.report(other, MARKET)
    clock.forward(days=3)
    await Reminders(cases).remind(clock.now())
    assert await waits(cases) == [("joint_help", "fire"), ("joint_help_late", "")]
    await help_.decline(case, FIRE, "不涉及消防")
    assert await waits(cases) == [("joint_help_up", "")]
    await help_.call_more(case, BOSS, units=["housing"], basis="协调会定")
    assert await waits(cases) == [("joint_help", "housing")]
    await help_.finish(other, DESK, "看过了")
    await cases.move(case, "cancel", BOSS, reason="已经解决")
    assert await waits(cases) == []


async def test_what_the_order_still_needs_outlives_the_call(cases: Cases, order: Order) -> None:
    """A unit reported, but the order could not take it as co-unit: that is to be done whatever becomes of the call."""
    case, help_ = await call(cases, order=order), JointHelp(cases)
    order.status = "filed"
    await help_.report(case, FIRE)
    await help_.call_more(case, BOSS, units=["housing"], basis="协调会定")
    await help_.report(case, MARKET)
    await help_.finish(case, STREET, "各管一段")
    assert await waits(cases) == [("joint_help_co", ""), ("joint_help_co", "")]


async def test_a_judged_request_waits_for_nobody(cases: Cases, order: Order, clock: StandingClock) -> None:
    """Neither the request itself nor what was told of its being late; who judged stands with it."""
    case = await ask(cases, order)
    clock.forward(days=40)
    await Reminders(cases).remind(clock.now())
    assert await waits(cases) == [("exemption_asked", ""), ("exemption_late", "")]
    await cases.move(case, "refuse", REVIEWER, basis="属于本单位职责")
    assert await waits(cases) == []
    ended = (await cases.session.execute(select(col(Alert.ended_by)).distinct())).scalars().all()
    assert ended == [REVIEWER.name]


async def test_a_council_that_moves_is_not_silent(cases: Cases, clock: StandingClock) -> None:
    """Its step ends what it and the supervisors were told of its silence; what tells of the end stays."""
    case, other = await begin(cases), await begin(cases, "k2", account="visitor-2")
    clock.forward(days=15)
    await Reminders(cases).remind(clock.now())
    late = [("council_late", "community:willow"), ("council_late", "")]
    told = [("council_new", "community:willow")]
    assert sorted(await waits(cases)) == sorted((late + told) * 2)
    said: dict[str, Any] = {"participants": ["王家"], "minutes": "先听了王家"}
    await cases.move(case, "discuss", WILLOW, **said)
    assert sorted(await waits(cases)) == sorted(late + told)
    await cases.move(other, "withdraw", RESIDENT)
    await cases.move(case, "give_back", WILLOW, reason="议不成", next_step="请乡镇调解")
    assert sorted(await waits(cases)) == [("council_back", ""), ("council_withdrawn", "community:willow")]


async def test_a_warning_waits_for_whoever_has_it(cases: Cases) -> None:
    """Recorded: the hotline; passed on: the unit, until it has looked."""
    case = await cases.open("warning", key="k", actor=RESIDENT, what="下周要停水", account="visitor-1")
    assert await waits(cases) == [("warning", "")]
    await cases.move(case, "pass_on", BOSS, unit="market", note="请看看")
    assert await waits(cases) == [("warning", "market")]
    await cases.move(case, "look", MARKET, note="去看了，备了水车")
    assert await waits(cases) == []
