"""Cases beside an order, from its page and from their own: what may be opened, what leads on, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.accounts.rights import acts_as
from bot.case_open import put_rest
from bot.pages.staff.orders.case_list import ROWS, SHOWN, Asked, CaseList
from bot.pages.staff.orders.case_steps import KINDS, openings, steps_of_case
from bot.pages.staff.orders.doing import Doing
from bot.pages.staff.orders.dossier import Dossiers
from bot.pages.staff.orders.fields import answers
from bot.pages.staff.orders.steps import Step
from config.errors import BadInput, MoveIncomplete, MoveNotAllowed
from config.region import Region
from orders.actor import Actor, Role
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.guards import WORDS_ZH
from orders.cases.kinds import table
from orders.cases.restraints import Restraints
from orders.tables import Order
from tests.orders.dispatching import DISPATCHER, dispatched, filed, handled, resolved

CALL: dict[str, Any] = {
    "matter": "一起到工地看",
    "basis": "北京条例第十六条",
    "level": "street",
    "units": ["urban_management"],
}

ROLES: tuple[Role, ...] = ("dispatcher", "reviewer", "supervisor", "unit")


async def offered(book: OrderBook, order: Order, role: str = "admin") -> dict[str, Step]:
    """What that role of staff may open beside the order."""
    dossier = await Dossiers(book).read(order.number)
    return {step.code.partition(":")[2]: step for step in openings(order, dossier.cases, acts_as(role))}


async def open_(book: OrderBook, order: Order, kind: str, role: Role = "dispatcher", **typed: Any) -> Case:
    """Opens one as the order's page does; the case."""
    step = (await offered(book, order))[kind]
    actor = Actor("甲", role, order.lead_code if role == "unit" else "")
    await Doing(book).make(order.number, order.sequence, step.code, actor, answers(book.region, step.fields, typed))
    return (await Cases(book.session, book.region, book.clock).list(kind, open_only=False))[-1]


async def lead_on(book: OrderBook, case: Case, move: str, actor: Actor, **typed: Any) -> Case:
    """Makes a step as the case's page does, through its form."""
    cases = Cases(book.session, book.region, book.clock)
    step = {one.code: one for one in steps_of_case(case, (actor.role,))}[f"case:{move}"]
    assert not step.units or actor.unit in step.units
    rows = [row for row in table(case.kind).moves if row.move == move]
    return await cases.move(case, move, actor, **put_rest(cases, rows, answers(book.region, step.fields, typed)))


async def test_what_may_be_opened_depends_on_where_the_order_stands(book: OrderBook) -> None:
    """A council and a call only while it is open; an exemption only of a unit; three steps only of what was filed by
    hand; and a worker opens what a dispatcher may."""
    fresh, done = await filed(book), await resolved(book)
    assert set(await offered(book, fresh)) == {"joint_help", "council", "label", "restraint"}
    assert set(await offered(book, await dispatched(book), "worker")) == {
        "joint_help", "council", "label", "restraint", "exemption",
    }  # fmt: skip
    assert set(await offered(book, done)) == {"label", "restraint", "exemption"}
    by_hand = await filed(book, worker="小李", worker_reason="坚持受理")
    assert "three_step" in await offered(book, by_hand)


async def test_units_are_called_and_each_answers_for_itself(book: OrderBook) -> None:
    """One comes, one does not; more are called; who called ends it. Nobody answers who was not called."""
    order = await handled(book)
    case = await open_(book, order, "joint_help", **CALL | {"units": ["urban_management", "market"]})
    own = {one.code: one.units for one in steps_of_case(case, ("unit",))}
    assert own["case:report"] == ("urban_management", "market")
    await lead_on(book, case, "report", Actor("城管", "unit", "urban_management"))
    assert {one.code: one.units for one in steps_of_case(case, ("unit",))}["case:report"] == ("market",)
    await lead_on(book, case, "decline", Actor("市场", "unit", "market"), basis="不是我们的事")
    assert "case:report" not in {one.code for one in steps_of_case(case, ("unit",))}
    await lead_on(book, case, "call_more", DISPATCHER, basis="要查证照", units=["police"])
    await lead_on(book, case, "report", Actor("民警", "unit", "police"))
    await lead_on(book, case, "finish", DISPATCHER, agreed="三家一起每晚巡查")
    assert (case.state, steps_of_case(case, acts_as("admin"))) == ("ended", [])
    assert set(await offered(book, order)) >= {"joint_help"}


async def test_a_council_gets_what_the_resident_agreed_to(book: OrderBook, region: Region) -> None:
    """Without consent nothing goes; what was not agreed to is refused by its name; one at a time."""
    order = await handled(book)
    consent = (book.clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    said: dict[str, Any] = {"consent_at": consent, "goes_along": ["issue"], "issue": "楼道堆物谁来清"}
    with pytest.raises(MoveIncomplete, match="居民同意"):
        await open_(book, order, "council", **said | {"consent_at": ""})
    with pytest.raises(BadInput, match="电话"):
        await open_(book, order, "council", **said, phone="13812345678")
    case = await open_(book, order, "council", **said)
    assert case.unit.startswith("community")
    assert "council" not in await offered(book, order)
    unit = Actor("议事会", "unit", case.unit)
    await lead_on(book, case, "discuss", unit, participants="张三、李四", minutes="都同意周六一起清")
    await lead_on(book, case, "agree", unit, participants="张三、李四", opinion="周六一起清")
    with pytest.raises(MoveIncomplete):
        answers(region, {one.code: one for one in steps_of_case(case, ("unit",))}["case:submit"].fields, {})
    await lead_on(book, case, "submit", unit, committee="松烟社区居委会")
    await lead_on(book, case, "finish", DISPATCHER, result="已清完")
    assert case.state == "done"
    assert "council" in await offered(book, order)


async def test_an_exemption_is_asked_for_and_judged_by_different_people(book: OrderBook) -> None:
    """Granted by another person, taken back; there is one at a time, also when it was granted."""
    order = await handled(book)
    case = await open_(book, order, "exemption", "unit", text="施工许可是市里批的", basis="考核办法第三条")
    with pytest.raises(MoveNotAllowed):
        await lead_on(book, case, "grant", Actor("甲", "reviewer"), basis="同意")
    await lead_on(book, case, "grant", Actor("乙", "reviewer"), basis="属实")
    assert order.exempted
    assert "exemption" not in await offered(book, order)
    assert {one.code for one in steps_of_case(case, ("reviewer",))} == {"case:revoke"}
    await lead_on(book, case, "revoke", Actor("乙", "supervisor"), basis="后来查明不是")
    assert not order.exempted


async def test_a_label_and_a_soft_limit_are_put_and_taken_away(book: OrderBook) -> None:
    """The limit belongs to the person: another order of theirs shows it too, and nobody sets a second."""
    order = await handled(book, account="often")
    with pytest.raises(MoveNotAllowed) as neither:
        await open_(book, order, "label", basis="来过两回")
    assert "问题类型" in neither.value.say
    label = await open_(book, order, "label", basis="来过两回", problem_kind="legacy")
    await lead_on(book, label, "change", DISPATCHER, basis="看了材料", problem_kind="private_matter")
    await lead_on(book, label, "remove", DISPATCHER, basis="标错了")
    far = (book.clock.now() + timedelta(days=900)).strftime("%Y-%m-%dT%H:%M")
    with pytest.raises(MoveNotAllowed) as too_long:
        await open_(book, order, "restraint", reason="一天三十多回", expires_at=far)
    assert "最长" in too_long.value.say
    limit = await open_(book, order, "restraint", reason="一天三十多回")
    other = await filed(book, account="often")
    assert "restraint" not in await offered(book, other)
    assert limit.receipt in {one.receipt for one in (await Dossiers(book).read(other.number)).cases}
    await lead_on(book, limit, "end", DISPATCHER, reason="说清楚了")
    assert await Restraints(Cases(book.session, book.region, book.clock)).active("web", "often") is None


def test_everything_that_is_asked_has_a_chinese_name() -> None:
    for kind in (*KINDS, "warning"):
        for role in ROLES:
            for state in table(kind).states:
                data = {"answers": {"ecology": {"by": ""}}}
                case = Case(kind=kind, state=state, unit="ecology", receipt="x", data=data)
                for step in steps_of_case(case, (role,), "ecology"):
                    assert not any(one.label.isascii() for one in step.fields), step
    assert WORDS_ZH["units"]


async def test_the_list_is_narrowed_and_goes_on(book: OrderBook, region: Region) -> None:
    """Open ones the oldest first and page by page; ended ones apart; a confidential order's title stays hidden."""
    order = await handled(book, title="张三13812345678反映噪声", confidential=True)
    for nth in range(ROWS + 1):
        case = await open_(book, order, "joint_help", **CALL | {"matter": f"第{nth}次"})
    assert (await open_(book, order, "joint_help", **CALL | {"matter": f"第{nth}次"})).receipt == case.receipt
    listing = CaseList(book.session, region)
    first, more = await listing.page(Asked())
    assert (len(first), more) == (ROWS, True)
    rest, more = await listing.page(Asked(), first[-1].id)
    assert ([one.receipt for one in rest], more) == ([case.receipt], False)
    assert (bool(first[0].waits_for), first[0].number) == (True, order.number)
    label = await open_(book, order, "label", basis="来过", problem_kind="legacy")
    assert [one.receipt for one in (await listing.page(Asked("label")))[0]] == [label.receipt]
    await lead_on(book, label, "remove", DISPATCHER, basis="标错了")
    assert [one.receipt for one in (await listing.page(Asked(ended=True)))[0]] == [label.receipt]
    assert "13812345678" not in "".join(one.title for one in first)


@pytest.mark.parametrize("kind", ["", "council", "objection", "nothing"])
def test_the_address_is_read_as_it_was_written(kind: str) -> None:
    asked = Asked.read(kind, "1")
    assert asked.kind == (kind if kind in SHOWN else "")
    assert asked.address().endswith("ended=1")
    assert Asked.read("", "").address() == "/orders/cases"
