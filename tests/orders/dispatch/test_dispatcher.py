"""Orders are sent on, returned, settled in consultation, and never to a community that may not lead them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Consultation, DispatchRule
from orders.dispatch.consultations import Consultations
from orders.dispatch.dispatcher import Dispatcher
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.dispatching import CHAIR, DISPATCHER, REVIEWER, dispatched, filed, unit_of

BASIS = {"reason": "不是我局的事", "basis": "三定规定第四条", "proposed_unit": "urban_management"}


async def test_what_the_list_knows_goes_out_at_once(book: OrderBook) -> None:
    """Level, lead, co-units and basis follow from the list and stand in the order."""
    order = await Dispatcher(book.life).dispatch(await filed(book, card_id="restaurant-fumes", topic="environment"))
    assert (order.status, order.level, order.direct) == ("dispatched", "department", True)
    assert order.lead_unit == book.region.unit_by_code(order.lead_code).name
    assert "派单目录" in order.dispatch_basis
    assert order.accept_by is not None
    assert order.dispatched_by == "分流"


async def test_a_dispatcher_cannot_send_it_to_a_community(book: OrderBook) -> None:
    """不得把社区职责清单以外的事交给社区: not by hand either, and the sentence says what to do instead."""
    order = await filed(book, card_id="restaurant-fumes", topic="environment")
    with pytest.raises(MoveNotAllowed) as refused:
        await Dispatcher(book.life).by_hand(order, DISPATCHER, "community:songyan", "就近")
    assert "协办" in refused.value.say
    assert order.status == "filed"


async def test_a_community_can_help_and_does_not_lead(book: OrderBook) -> None:
    """第一把关人 (姑苏, facts 5.4): the street leads and asks the community for help as co-unit."""
    order = await dispatched(book)
    await book.life.move(order, "add_co_unit", DISPATCHER, co="community:songyan", reason="请社区帮忙入户解释")
    assert order.co_units == ["community:songyan"]
    helper = Actor("网格员", "co_unit", "community:songyan")
    with pytest.raises(MoveNotAllowed):
        await book.life.move(order, "accept", helper)


async def test_a_hard_case_ends_in_an_assignment_minutes_and_a_rule(book: OrderBook) -> None:
    """江苏县级会商当场定责: participants, conclusion and dispatch in one step; the next such order needs no meeting."""
    dispatcher, consultations = Dispatcher(book.life), Consultations(book.life)
    order = await dispatcher.dispatch(await filed(book, card_id="group-rental", topic="housing", handler="housing"))
    assert (order.status, order.hard) == ("consulting", True)
    held = await consultations.of(order)
    assert held.candidates[0] == "housing"
    await consultations.assign(
        order, CHAIR, lead="urban_management", minutes="三家到场看过图纸，由城管牵头", participants=["住建", "城管"],
        basis="住房租赁条例", co=["police"], as_rule=True,
    )  # fmt: skip
    assert (order.status, order.lead_code, order.designated) == ("dispatched", "urban_management", True)
    assert held.decided_by == CHAIR.name
    assert await consultations.open() == []
    again = await dispatcher.dispatch(await filed(book, card_id="group-rental", topic="housing", handler="housing"))
    assert (again.lead_code, again.co_units, again.hard) == ("urban_management", ["police"], False)
    assert order.number in again.dispatch_basis


async def test_who_was_assigned_does_not_return_it(book: OrderBook) -> None:
    """潍坊条例22: 经争议指定后不得再退."""
    order = await Dispatcher(book.life).dispatch(
        await filed(book, card_id="group-rental", topic="housing", handler="housing")
    )
    said = {"lead": "housing", "minutes": "住建牵头", "participants": ["住建"], "basis": "会商"}
    await Consultations(book.life).assign(order, CHAIR, **said)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowed) as refused:
        await book.life.move(order, "return", unit_of(order), **BASIS)
    assert "会商定责" in refused.value.say


async def test_a_return_is_judged_by_somebody_else(book: OrderBook) -> None:
    """江苏 退单难: who sent it does not judge the return, nor who asked for it; a refusal needs its basis."""
    order = await dispatched(book)
    await book.life.move(order, "return", unit_of(order), **BASIS)
    for judge in (Actor(DISPATCHER.name, "reviewer"), Actor("经办人小赵", "reviewer")):
        with pytest.raises(MoveNotAllowed):
            await book.life.move(order, "uphold_return", judge, basis="属实")
    with pytest.raises(MoveIncomplete) as incomplete:
        await book.life.move(order, "refuse_return", REVIEWER)
    assert "依据" in incomplete.value.say
    await book.life.move(order, "refuse_return", REVIEWER, basis="清单写明由贵局牵头")
    assert (order.status, order.return_refused) == ("dispatched", True)


async def test_a_refused_return_can_be_raised(book: OrderBook) -> None:
    """区县“属地需先核实”被挡回: the unit can take it up to a consultation, once refused."""
    order = await dispatched(book)
    with pytest.raises(MoveNotAllowed):
        await book.life.move(order, "raise_return", unit_of(order), reason="环评审批在市级")
    await book.life.move(order, "return", unit_of(order), **BASIS)
    await book.life.move(order, "refuse_return", REVIEWER, basis="属地先核实")
    await book.life.move(order, "raise_return", unit_of(order), reason="环评审批在市级")
    assert order.status == "consulting"
    assert (await Consultations(book.life).of(order)).candidates == ["ecology"]


async def test_the_third_return_goes_to_consultation(book: OrderBook) -> None:
    """天津: after three times nobody sends it round any more."""
    order = await dispatched(book)
    for lead in ("urban_management", "police"):
        await book.life.move(order, "return", unit_of(order), **BASIS)
        await book.life.move(order, "uphold_return", REVIEWER, basis="属实")
        await book.life.move(order, "dispatch", DISPATCHER, lead=lead, level="department", basis="改派")
    await book.life.move(order, "return", unit_of(order), **BASIS)
    assert (order.status, order.returns) == ("consulting", 3)


async def test_too_late_to_return(book: OrderBook, clock: StandingClock) -> None:
    """天津: 逾期不退视为接受."""
    order = await dispatched(book)
    clock.forward(days=4)
    with pytest.raises(MoveNotAllowed) as refused:
        await book.life.move(order, "return", unit_of(order), **BASIS)
    assert "算接受" in refused.value.say


async def test_the_queue_of_hard_cases_forgets_none(book: OrderBook) -> None:
    """Whatever leads to a consultation opens one, and it stays open until it ends in an assignment."""
    first = await Dispatcher(book.life).dispatch(await filed(book, card_id="tattoo-medical-beauty", topic="consumer"))
    second = await dispatched(book)
    await book.life.move(second, "queue_hard", CHAIR, reason="三个单位都说不是自己的")
    waiting = [order.number for _, order in await Consultations(book.life).open()]
    assert waiting == [first.number, second.number]
    rows = (await book.session.execute(select(Consultation))).scalars().all()
    assert all(row.decided_at is None for row in rows)
    assert (await book.session.execute(select(DispatchRule))).scalars().all() == []


async def test_without_a_card_the_handler_decides(book: OrderBook) -> None:
    """A worker's order for the community that a department has the power over goes to the department."""
    order = await filed(
        book, card_id="by-hand", handler="community", destination="order", decision={"handler": "ecology"}
    )
    order = await Dispatcher(book.life).dispatch(order)
    assert isinstance(order, Order)
    assert order.lead_code == "ecology"
    assert order.transferred


async def test_no_rule_comes_of_an_order_without_a_card(book: OrderBook) -> None:
    """What a worker filed by hand is like nothing else: a rule of it would send all such orders to one unit."""
    order = await filed(book, card_id="by-hand", topic="", handler="justice")
    await book.life.move(order, "queue_hard", CHAIR, reason="没有卡片")
    said = {"lead": "justice", "minutes": "司法牵头", "participants": ["司法"], "basis": "会商"}
    with pytest.raises(MoveNotAllowed) as refused:
        await Consultations(book.life).assign(order, CHAIR, as_rule=True, **said)  # type: ignore[arg-type]
    assert "人工立" in refused.value.say
    await Consultations(book.life).assign(order, CHAIR, **said)  # type: ignore[arg-type]
    assert order.designated
