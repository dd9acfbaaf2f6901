"""Steps from an order's page: which are offered, what they ask, and that each is made once by its own service."""

from __future__ import annotations

from typing import Any

import pytest

from bot.accounts.rights import acts_as
from bot.pages.staff.orders.doing import Doing, Overtaken
from bot.pages.staff.orders.dossier import Dossiers
from bot.pages.staff.orders.fields import answers, described
from bot.pages.staff.orders.steps import LEFT_OUT, Step, steps_of, undo_of
from config.errors import BadInput, FenliuError, MoveIncomplete, MoveNotAllowed
from config.region import Region
from orders.actor import Actor
from orders.book import OrderBook
from orders.moves import moves
from orders.tables import Order
from tests.orders.dispatching import DISPATCHER, RESULT, dispatched, filed, handled, resolved, unit_of


def offered(order: Order, role: str, book: OrderBook) -> dict[str, Step]:
    """What the role may do with the order."""
    return {step.code: step for step in steps_of(order, acts_as(role), book.region, book.clock.now())}


def filled(step: Step, **said: Any) -> dict[str, Any]:
    """Every needed field with something in it, so that the form is whole."""
    usual = {
        "unit": "ecology", "text": "工地已停止夜间打桩，现场复查三晚没有再施工", "line": "老周", "list": "城管、街道",
        "day": "2027-01-20", "number": "3", "units": ["ecology"],
    }  # fmt: skip
    typed = {one.name: usual.get(one.kind, next(iter(one.choices), "")) for one in step.fields if one.needed}
    return typed | said


async def make(
    book: OrderBook, order: Order, code: str, /, role: str = "admin", name: str = "甲", **said: Any
) -> Order:
    """Makes a step as the page does."""
    step = offered(order, role, book)[code]
    unit = step.units[0] if step.units else ""
    acts = step.role(order, unit)
    actor = Actor(name, acts, unit)
    told = answers(book.region, step.fields, filled(step, **said))
    return await Doing(book).make(order.number, order.sequence, code, actor, told)


async def test_a_worker_is_offered_no_step_of_a_judge(book: OrderBook) -> None:
    """In no state; and nobody is offered filing or the halves of a merge."""
    for made in (filed, dispatched, handled, resolved):
        order = await made(book)
        for step in offered(order, "worker", book).values():
            assert step.right == "orders.move"
            assert not {"reviewer", "supervisor", "resident", "system"} & set(step.roles)
        assert not LEFT_OUT & set(offered(order, "admin", book))


def test_everything_that_is_asked_has_a_chinese_name() -> None:
    """Of all fields of all rows, and every step that is named in the file exists."""
    from bot.pages.staff.orders.fields import field_of
    from orders.making import COMPUTED

    own = described()["ask"]
    for row in moves():
        words = (*own[row.move].get("needs", ()), *own[row.move].get("may", ())) if row.move in own else row.words
        for name in set(words) - COMPUTED - {"item", "community_class", "bundle", "direct", "transferred"}:
            if row.move not in LEFT_OUT:
                assert not field_of(name, needed=True).label.isascii(), (row.move, name)
    known = {row.move for row in moves()} | {"listed"}
    assert {*own, *described()["confirm"], *described()["undo"], *described()["order"]} <= known


async def test_toggles_are_offered_where_they_mean_something(book: OrderBook) -> None:
    order = await handled(book)
    assert "pause" in offered(order, "worker", book)
    assert "resume" not in offered(order, "worker", book)
    await make(book, order, "pause", note="等照片")
    assert "pause" not in offered(order, "worker", book)
    assert undo_of("pause") is not None
    await make(book, order, "resume")
    assert order.paused_at is None


async def test_a_life_by_forms(book: OrderBook) -> None:
    """Sent to another unit, returned, upheld, sent by the lists, signed, contacted, closed."""
    order = await filed(book)
    await make(book, order, "dispatch", lead="urban_management", helpers=["ecology"], basis="条例")
    assert (order.lead_code, order.co_units) == ("urban_management", ["ecology"])
    await make(book, order, "return", name="乙", reason="不归", basis="三定", proposed_unit="ecology")
    with pytest.raises(MoveNotAllowed, match="not_the_dispatcher"):
        await make(book, order, "uphold_return", name="甲")
    await make(book, order, "uphold_return", name="丙")
    await Doing(book).make(order.number, order.sequence, "listed", DISPATCHER, {})
    assert order.lead_code == "ecology"
    await make(book, order, "accept")
    await make(book, order, "contact", how="电话", note="约好了")
    with pytest.raises(MoveNotAllowed) as empty:
        await make(book, order, "resolve", closure_type="solved", result="已处理")
    assert "套话" in empty.value.say
    await make(book, order, "resolve", closure_type="solved", result=RESULT)
    assert order.status == "resolved"
    assert await book.life.check(order) == ""


async def test_the_second_of_two_gets_the_sentence(book: OrderBook) -> None:
    """The same step sent twice is made once, also where the table would allow it again."""
    order = await handled(book)
    seen = order.sequence
    doing, unit = Doing(book), unit_of(order)
    await doing.make(order.number, seen, "note", unit, {"note": "去看过了"})
    with pytest.raises(Overtaken) as second:
        await doing.make(order.number, seen, "note", unit, {"note": "去看过了"})
    assert "经办人小赵在" in second.value.say
    assert "办理记录" in second.value.say
    assert order.sequence == seen + 1


async def test_a_consultation_ends_with_its_minutes(book: OrderBook) -> None:
    """Minutes, participants and the rule for the next time are kept by the consultation itself."""
    order = await filed(book)
    await make(book, order, "queue_hard", reason="三家都说不是", candidates=["ecology", "urban_management"])
    dossier = await Dossiers(book).read(order.number)
    assert dossier.consultation is not None
    assert dossier.consultation.candidates == ["ecology", "urban_management"]
    await make(
        book, order, "assign", lead="ecology", minutes="生态牵头", basis="噪声法", participants="生态，城管", rule=True
    )
    told = await Dossiers(book).read(order.number)
    assert told.consultation is None
    assert told.record.consultations()[0].participants == ("生态", "城管")
    assert dossier.consultation.rule_id is not None


async def test_merge_and_unmerge_by_their_service(book: OrderBook) -> None:
    lead, voice = await dispatched(book), await dispatched(book)
    await make(book, voice, "merge", into=lead.number, why="同一处")
    assert (voice.status, lead.voices) == ("merged", 2)
    assert [row.number for row in (await Dossiers(book).read(lead.number)).voices] == [voice.number]
    assert (await Dossiers(book).read(voice.number)).main == lead.number
    back = undo_of("merge")
    assert back is not None
    await Doing(book).make(voice.number, voice.sequence, back[0], DISPATCHER, back[1])
    assert (voice.status, lead.voices) == ("dispatched", 1)
    with pytest.raises(FenliuError):
        await make(book, voice, "merge", into="20990101-00001-1", why="没有这张")


async def test_opposing_orders_are_paired_and_parted(book: OrderBook) -> None:
    """Both ends move together; the outcome stands on both."""
    one, other = await dispatched(book), await dispatched(book)
    await make(book, one, "pair", order=other.number, note="一个要装一个要拆")
    assert (one.conflict_with, other.conflict_with) == (other.number, one.number)
    with pytest.raises(MoveNotAllowed):
        await make(book, one, "pair", order=one.number, note="自己")
    await make(book, one, "unpair", reason="改装橡胶的")
    assert (one.conflict_with, other.conflict_with) == ("", "")
    assert (await Dossiers(book).read(other.number)).pairs[0].outcome == "改装橡胶的"


async def test_not_solved_is_decided_with_the_redo(book: OrderBook) -> None:
    """The alert that asked for the decision ends with it."""
    from orders.follow_up.alerts import Alerts

    order = await resolved(book)
    alerts = Alerts(book.session, book.clock)
    await alerts.raise_("not_solved", "x", order=order, data={"reason": "还在吵"})
    await make(book, order, "redo", name="丁", reason="夜里还在施工")
    assert order.status == "dispatched"
    assert not await alerts.open_(order=order)


async def test_what_is_typed_is_read_or_refused(book: OrderBook, region: Region) -> None:
    """Empty, too long, unknown units, choices that are none; numbers as people type them."""
    order = await handled(book)
    steps = offered(order, "admin", book)
    with pytest.raises(MoveIncomplete) as missing:
        answers(region, steps["resolve"].fields, {"result": " \0 "})
    assert missing.value.say == "还要写明：办结类型、办理结果。"
    with pytest.raises(MoveIncomplete):
        answers(region, steps["note"].fields, {"note": "长" * 3000})
    with pytest.raises(BadInput):
        answers(region, steps["add_co_unit"].fields, {"co": "nobody", "reason": "x"})
    with pytest.raises(MoveIncomplete):
        answers(region, steps["resolve"].fields, {"closure_type": "gone", "result": "x"})
    told = answers(region, steps["request_extension"].fields, {"days": "3.0", "reason": "等检测"})
    assert told == {"days": "3", "reason": "等检测"}
    for wrong in ("三天", "99", "0", "-1"):
        with pytest.raises(FenliuError):
            await make(book, order, "request_extension", days=wrong, reason="等检测")
    with pytest.raises(MoveIncomplete):
        await make(
            book, order, "resolve", closure_type="unsolvable_now", result=RESULT, policy_basis="法", revisit_on="明年"
        )


async def test_a_unit_that_helps_acts_as_one(book: OrderBook) -> None:
    order = await handled(book)
    await make(book, order, "add_co_unit", co="urban_management", reason="一起去看")
    step = offered(order, "worker", book)["note"]
    assert step.units == ("ecology", "urban_management")
    assert step.role(order, "urban_management") == "co_unit"
    assert step.role(order, "ecology") == "unit"


async def test_every_offered_step_is_made_or_refused_in_chinese(book: OrderBook) -> None:
    """From every state, whole forms: a step ends in the order's log, or with a sentence for the person."""
    for made in (filed, dispatched, handled, resolved):
        for code in offered(await made(book), "admin", book):
            order, other = await made(book), await dispatched(book)
            numbers = {"into": other.number, "order": other.number}
            step = offered(order, "admin", book)[code]
            typed = {name: value for name, value in numbers.items() if any(one.name == name for one in step.fields)}
            before, refused = order.sequence, ""
            try:
                await make(book, order, code, name="旁人", **typed)
            except FenliuError as error:
                refused = error.say
            assert (order.sequence > before) is not bool(refused), (code, refused)
            assert not refused.isascii() or not refused
            assert await book.life.check(order) == ""
