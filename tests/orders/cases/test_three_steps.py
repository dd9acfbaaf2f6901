"""南京“三步曲”: only by hand, only after the legal way was told, step by step, and in the order's log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.reminders import Reminders
from orders.cases.three_steps import ThreeSteps
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.cases.people import BOSS, DESK, HOUSING, MARKET
from tests.orders.drafts import draft

ADVICE = "法律援助律师：写明欠条可以直接起诉，先调解不影响起诉"


async def taken_on(book: OrderBook, *, with_unit: bool = False, by: str = DESK.name) -> Order:
    """A quarrel about money that a worker took on all the same."""
    by_hand = {"worker": by, "worker_reason": "居民坚持，已说明应向法院起诉"} if by else {}
    order = await book.file(draft(destination="order" if not by else "court", **by_hand), key=f"by {by}")
    if with_unit:
        await book.life.move(order, "dispatch", DESK, lead="housing", level="department", basis="派单目录")
        await book.life.move(order, "accept", HOUSING)
    return order


async def begin(cases: Cases, order: Order) -> Case:
    return await ThreeSteps(cases).open(
        order, DESK, key="k", legal_channel="court", reason="双方都愿意先谈", told_legal_way=True
    )


async def test_three_steps_one_after_the_other(cases: Cases, book: OrderBook) -> None:
    """南京三步曲: 联系了解, 和属地、职能部门沟通, 三方协商附法律咨询; each on record, and in the order's log."""
    order, steps = await taken_on(book, with_unit=True), ThreeSteps(cases)
    case = await begin(cases, order)
    case = await steps.contact(case, HOUSING, "听了来龙去脉，欠款八千元")
    case = await steps.talk(case, HOUSING, ["东河街道办事处", "住建局"], "街道愿意出面请双方来")
    case = await steps.consult(
        case, HOUSING, participants=["甲方", "乙方", "街道"], note="谈妥分期", legal_advice=ADVICE
    )
    case = await steps.finish(case, HOUSING, "分三次还清")
    assert (case.state, case.data["legal_advice"], case.data["told_legal_way"]) == ("ended", ADVICE, True)
    assert await cases.check(case) == ""
    notes = [str(event.data.get("note", "")) for event in await book.events(order)]
    told = [note for note in notes if case.receipt in note]
    assert [
        name
        for name in ("已告知应走司法", "第一步", "第二步", "第三步", "已结束")
        if not any(name in one for one in told)
    ] == []
    assert order.coordinations == 2
    assert order.status == "accepted"
    assert await book.life.check(order) == ""


async def test_no_step_is_skipped(cases: Cases, book: OrderBook) -> None:
    """南京三步曲: no consultation before contact and talks; three parties and legal advice belong to it."""
    steps = ThreeSteps(cases)
    case = await begin(cases, await taken_on(book))
    with pytest.raises(MoveNotAllowed):
        await steps.talk(case, DESK, ["街道"], "先问街道")
    case = await steps.talk(await steps.contact(case, DESK, "联系了"), DESK, ["街道"], "街道说可以")
    with pytest.raises(MoveNotAllowed, match="three_parties"):
        await steps.consult(case, DESK, participants=["甲方", "乙方"], note="谈了", legal_advice=ADVICE)
    with pytest.raises(MoveNotAllowed, match="three_parties"):
        await cases.move(case, "consult", DESK, participants="甲方、乙方", note="谈了", legal_advice=ADVICE)
    with pytest.raises(MoveIncomplete):
        await steps.consult(case, DESK, participants=["甲方", "乙方", "街道"], note="谈了", legal_advice="")
    with pytest.raises(MoveNotAllowed, match="leads_or_desk"):
        await steps.talk(case, MARKET, ["街道"], "替别的单位谈")
    stopped = await steps.stop(case, BOSS, "诉求人决定起诉")
    assert stopped.ended_at is not None


async def test_only_after_the_legal_way_was_told_and_only_by_hand(cases: Cases, book: OrderBook) -> None:
    """南京三步曲 (facts 5.3): 仅在人工坚持受理时用, 标已告知应走司法; one at a time for an order."""
    order, steps = await taken_on(book), ThreeSteps(cases)
    said = {"legal_channel": "court", "reason": "双方都愿意先谈", "told_legal_way": True}
    with pytest.raises(MoveNotAllowed, match="filed_by_hand"):
        await steps.open(await taken_on(book, by=""), DESK, key="a", **said)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowed, match="told_first"):
        await steps.open(order, DESK, key="b", **said | {"told_legal_way": False})  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowed, match="a_legal_channel"):
        await steps.open(order, DESK, key="c", **said | {"legal_channel": "police"})  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowed):
        await steps.open(order, HOUSING, key="d", **said)  # type: ignore[arg-type]
    await steps.open(order, DESK, key="e", **said)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowed, match="not_twice"):
        await steps.open(order, DESK, key="f", **said)  # type: ignore[arg-type]


async def test_one_that_lies_is_reminded(cases: Cases, book: OrderBook, clock: StandingClock) -> None:
    """南京三步曲: whoever took it on sees it through."""
    case = await begin(cases, await taken_on(book))
    assert await Reminders(cases).remind(clock.now()) == []
    (alert,) = await Reminders(cases).remind(clock.now() + timedelta(days=8))
    assert case.receipt in alert.text
    assert alert.kind == "three_step_late"
