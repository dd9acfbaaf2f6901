"""Soft limits: a hint, then a person; nothing is ever refused, least of all an emergency."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import RESIDENT
from orders.book import OrderBook
from orders.case_tables import Alert, Notice
from orders.cases.book import Cases
from orders.cases.reminders import Reminders
from orders.cases.restraints import Hint, Restraints
from tests.conftest import NOON, StandingClock
from tests.orders.cases.people import BOSS, DESK, HOUSING, REVIEWER, SYSTEM
from tests.orders.drafts import draft

WHO = ("web", "visitor-1")


async def visit(book: OrderBook, clock: StandingClock, times: int, what: str = "decided: site-at-night") -> None:
    """So many contacts of one person, a quarter of an hour apart."""
    for _ in range(times):
        clock.forward(minutes=15)
        await book.record(what=what, decision={}, channel=WHO[0], account=WHO[1])


async def alerts(cases: Cases) -> list[str]:
    return list((await cases.session.execute(select(col(Alert.kind)).order_by(col(Alert.id)))).scalars().all())


async def test_first_a_hint_then_a_person(cases: Cases, book: OrderBook, clock: StandingClock) -> None:
    """软限频: at ten contacts a day a friendly sentence, at twenty one alert for a person, who looks once."""
    restraints = Restraints(cases)
    await visit(book, clock, 9)
    assert await restraints.contact(*WHO) is None
    await visit(book, clock, 1)
    hint = await restraints.contact(*WHO)
    assert hint is not None
    assert (hint.contacts, hint.receipt) == (10, "")
    assert await alerts(cases) == []
    await visit(book, clock, 10)
    hints = [await restraints.contact(*WHO) for _ in range(3)]
    assert len({one.receipt for one in hints if one}) == 1
    assert await alerts(cases) == ["contacts"]
    (case,) = await cases.list("restraint")
    assert (case.state, case.data["reason"], case.data["contacts"]) == ("noticed", "今天来的次数较多", 20)
    assert case.expires_at == clock.now() + timedelta(days=30)


async def test_no_hint_refuses_or_blames(cases: Cases, book: OrderBook, clock: StandingClock) -> None:
    """软限频: the words invite, name the way to a person and the emergency numbers, and threaten with nothing."""
    says = []
    for times in (10, 10):
        await visit(book, clock, times)
        hint = await Restraints(cases).contact(*WHO)
        assert hint is not None
        says.append(hint.say)
    bad = ("不予受理", "拒", "黑名单", "恶意", "骚扰", "拘", "处罚", "限制", "不再")
    assert [word for word in bad for say in says if word in say] == []
    assert "人工" in says[0]
    assert "110" in says[1]
    assert (await cases.session.execute(select(Notice))).first() is None


async def test_an_emergency_does_not_count_and_gets_no_hint(
    cases: Cases, book: OrderBook, clock: StandingClock
) -> None:
    """软限频 never stands before an emergency, also with a soft limit set."""
    await visit(book, clock, 30, what="danger: gas")
    assert await Restraints(cases).contacts(*WHO) == 0
    await Restraints(cases).open(*WHO, DESK, key="k", reason="同一件事反复说")
    assert await Restraints(cases).contact(*WHO, emergency=True) is None


async def test_a_soft_limit_stops_nothing(cases: Cases, book: OrderBook) -> None:
    """高能量人群 (facts 5.2): with one set, orders are filed, people are handed over to, contacts are kept, as for
    anybody."""
    case = await Restraints(cases).open(*WHO, BOSS, key="k", reason="同一件事一天说了四十回")
    await Restraints(cases).hand_over(case, BOSS, reason="涉嫌扰乱秩序", basis="济南条例42", evidence="四十条记录")
    order = await book.file(draft(urgency="critical"), key="o")
    handoff = await book.hand_off({"channel": "web", "account": "visitor-1"}, "asked", "h")
    await book.record(what="decided: x", decision={}, channel=WHO[0], account=WHO[1])
    assert (order.status, handoff.status) == ("filed", "waiting")
    assert order.due_at == NOON + timedelta(hours=2)


async def test_ten_sentences_are_one_contact(cases: Cases, book: OrderBook, clock: StandingClock) -> None:
    """Who types a lot came once; who files many orders came as often; yesterday and others do not count."""
    for _ in range(25):
        clock.forward(minutes=1)
        await book.record(what="decided: x", decision={}, channel=WHO[0], account=WHO[1])
        await book.record(what="decided: x", decision={}, channel=WHO[0], account="visitor-2")
    assert await Restraints(cases).contacts(*WHO) == 1
    for n in range(3):
        await book.file(draft(), key=f"o{n}")
    assert await Restraints(cases).contacts(*WHO) == 3
    clock.forward(days=1)
    assert await Restraints(cases).contacts(*WHO) == 0
    assert await Restraints(cases).contact("web", "") is None


async def test_it_runs_out_by_itself(cases: Cases, clock: StandingClock) -> None:
    """软限频, 到期: no effect from the moment it expires, and the next sweep writes down that it ended."""
    restraints = Restraints(cases)
    case = await restraints.open(*WHO, DESK, key="k", reason="反复", until=NOON + timedelta(days=2))
    assert isinstance(await restraints.contact(*WHO), Hint)
    clock.forward(days=2)
    assert await restraints.active(*WHO) is None
    assert await restraints.contact(*WHO) is None
    with pytest.raises(MoveNotAllowed, match="not_expired"):
        await restraints.hand_over(case, BOSS, reason="r", basis="b", evidence="e")
    await Reminders(cases).remind(clock.now())
    assert (case.state, case.ended_at) == ("lapsed", clock.now())
    assert [event.actor for event in await cases.events(case)] == ["小李", "分流"]


async def test_a_person_ends_it_early_with_a_reason(cases: Cases, book: OrderBook, clock: StandingClock) -> None:
    """软限频: after that nobody is called again the same day for the same person."""
    restraints = Restraints(cases)
    await visit(book, clock, 20)
    await restraints.contact(*WHO)
    (case,) = await cases.list("restraint")
    with pytest.raises(MoveIncomplete):
        await restraints.end(case, REVIEWER, "")
    await restraints.end(case, REVIEWER, "老人不会用，已经当面教过")
    hint = await restraints.contact(*WHO)
    assert hint is not None
    assert hint.receipt == ""
    assert await alerts(cases) == ["contacts"]
    assert await restraints.active(*WHO) is None


async def test_only_people_set_it_with_reason_and_end(cases: Cases) -> None:
    """“恶意投诉黑名单” (only a proposal, facts 5.3) there is none: by the program alone nobody gets more than a
    look."""
    with pytest.raises(MoveIncomplete):
        await Restraints(cases).open(*WHO, DESK, key="k", reason="")
    with pytest.raises(MoveNotAllowed, match="not_too_long"):
        await Restraints(cases).open(*WHO, DESK, key="k", reason="反复", until=NOON + timedelta(days=31))
    for actor in (RESIDENT, HOUSING):
        with pytest.raises(MoveNotAllowed):
            await Restraints(cases).open(*WHO, actor, key="k", reason="反复")
    case = await cases.open("restraint", key="s", actor=SYSTEM, reason="r", contacts=20, expires_at=NOON)
    with pytest.raises(MoveNotAllowed):
        await cases.move(case, "keep", SYSTEM, reason="r")
    assert case.state == "noticed"


@pytest.mark.parametrize("actor", [DESK, REVIEWER, SYSTEM])
async def test_only_a_supervisor_hands_evidence_to_the_police(cases: Cases, actor: object) -> None:
    """移送线索 (66号文); 数据推送纪检 (四川) by itself there is none: a decision of a person with reason and basis,
    once."""
    case = await Restraints(cases).open(*WHO, DESK, key="k", reason="反复辱骂")
    said = {"reason": "反复辱骂", "basis": "66号文", "evidence": "录音三段"}
    with pytest.raises(MoveNotAllowed):
        await Restraints(cases).hand_over(case, actor, **said)  # type: ignore[arg-type]
    with pytest.raises(MoveIncomplete):
        await Restraints(cases).hand_over(case, BOSS, **(said | {"basis": ""}))
    await Restraints(cases).hand_over(case, BOSS, **said)
    assert (case.state, case.data["handed_over"]["by"]) == ("hinting", "陈主任")
    with pytest.raises(MoveNotAllowed, match="not_handed_over"):
        await Restraints(cases).hand_over(case, BOSS, **said)
