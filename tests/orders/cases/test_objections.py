"""边界申诉: whoever does not agree is heard once, in time, and hears why; nothing of it stays longer than it must."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import CaseNotFound, MoveIncomplete, MoveNotAllowed
from orders.case_tables import Alert, Case, Notice
from orders.cases.book import Cases
from orders.cases.forgetting import forget_cards, forget_cards_of
from orders.cases.objections import Objections
from orders.cases.reminders import Reminders
from orders.tables import Handoff
from tests.conftest import StandingClock
from tests.orders.cases.people import BOSS, DESK

WEB: dict[str, Any] = {"channel": "web", "account": "visitor-1"}
SAID: dict[str, Any] = {"about": "private-loan", "title": "借钱不还", "words": "朋友借钱不还，电话13812345678", **WEB}


async def notices(cases: Cases) -> list[Notice]:
    return list((await cases.session.execute(select(Notice).order_by(col(Notice.id)))).scalars())


async def test_tapped_ten_times_it_is_one_case(cases: Cases) -> None:
    """Reasons that come later are added once each; numbers are masked, and stand beside the log, not in it."""
    found = Objections(cases)
    case = await found.open(key="k", decision={"outcome": "route"}, **SAID)
    for why in ("", "去年受理过", "", "去年受理过", "打13812345678问"):
        again = await found.open(key="k", why=why, **SAID)
        assert again.receipt == case.receipt
    assert len(await cases.list("objection")) == 1
    card = again.data["card"]
    assert (card["words"], card["why"]) == ("朋友借钱不还，电话138****5678", "去年受理过；打138****5678问")
    assert "去年" not in str([event.data for event in await cases.events(again)])
    assert await cases.check(again) == ""
    assert [alert.kind for alert in (await cases.session.execute(select(Alert))).scalars()] == ["objection"]


async def test_upheld_it_is_with_a_person_and_the_resident_hears_it_once(cases: Cases) -> None:
    """Only a supervisor, only with a reason, only once."""
    found = Objections(cases)
    case = await found.open(key="k", why="物业拖着不管", **SAID)
    with pytest.raises(MoveNotAllowed):
        await found.uphold(case, DESK, "该办")
    with pytest.raises(MoveIncomplete):
        await found.uphold(case, BOSS, "")
    case = await found.uphold(case, BOSS, "涉及公共设施，由热线受理", "street-light-out")
    assert (case.state, await cases.check(case)) == ("upheld", "")
    handoff = (await cases.session.execute(select(Handoff))).scalar_one()
    assert (handoff.channel, handoff.account, handoff.reason) == ("web", "visitor-1", "objection upheld")
    assert handoff.packet["card"] == "street-light-out"
    assert "物业拖着不管" in handoff.packet["words"]
    (told,) = await notices(cases)
    assert (told.key, told.account, told.values["handoff"]) == ("objection_upheld", "visitor-1", handoff.receipt)
    with pytest.raises(MoveNotAllowed):
        await found.keep(case, BOSS, "又改了", "去法院")
    assert len(await notices(cases)) == 1


async def test_kept_the_resident_hears_why_and_where_to_go(cases: Cases) -> None:
    found = Objections(cases)
    case = await found.open(key="k", **SAID)
    with pytest.raises(MoveIncomplete):
        await found.keep(case, BOSS, "是借款纠纷", "")
    await found.keep(case, BOSS, "是借款纠纷，要由法院判", "带借条去法院立案，12348可以先问")
    (told,) = await notices(cases)
    assert told.key == "objection_kept"
    assert (told.values["reason"], told.values["next_step"][:4]) == ("是借款纠纷，要由法院判", "带借条去")
    own = await found.progress(case.receipt, **WEB)
    other = await found.progress(case.receipt, channel="web", account="somebody")
    assert own["reason"].startswith("是借款")
    assert "reason" not in other
    assert other["state_zh"] == "看过了，还是走原来说的路"


async def test_taken_back_nothing_of_it_is_left(cases: Cases) -> None:
    found = Objections(cases)
    case = await found.withdraw(await found.open(key="k", **SAID))
    assert (case.state, "card" in case.data) == ("withdrawn", False)
    assert (await found.withdraw(case)).state == "withdrawn"
    assert await notices(cases) == []


async def test_the_day_that_was_told_is_kept_in_sight(cases: Cases, clock: StandingClock) -> None:
    """Three working days; after that the supervisors hear of it each day."""
    found = Objections(cases)
    case = await found.open(key="k", **SAID)
    by = cases.region.calendar.due(clock.now(), 3)
    assert (await found.progress(case.receipt))["answer_by"] == by.isoformat()
    assert await Reminders(cases).remind(by - timedelta(hours=1)) == []
    assert [one.kind for one in await Reminders(cases).remind(by + timedelta(hours=1))] == ["objection_late"]
    assert await Reminders(cases).remind(by + timedelta(hours=2)) == []
    assert len(await Reminders(cases).remind(by + timedelta(days=1, hours=1))) == 1


async def test_words_are_forgotten_when_it_is_over(cases: Cases, clock: StandingClock) -> None:
    """At once for whoever asks, else in time; what waits for an answer keeps them."""
    found = Objections(cases)
    waits, over = await found.open(key="1", **SAID), await found.open(key="2", **SAID)
    other = await found.open(key="3", **(SAID | {"account": "visitor-2"}))
    for case in (over, other):
        await found.keep(case, BOSS, "要由法院判", "去法院")
    await forget_cards_of(cases.session, "web", "visitor-1")
    kept = {case.key[-1] for case in (await cases.session.execute(select(Case))).scalars() if "card" in case.data}
    assert kept == {"1", "3"}
    await forget_cards(cases.session, clock.now() + timedelta(days=1))
    assert "card" not in other.data
    assert "card" in waits.data
    assert await cases.check(other) == ""


async def test_lists_and_wrong_numbers(cases: Cases) -> None:
    """Open ones oldest first, those that are over newest first; another kind is no objection."""
    found = Objections(cases)
    made = [await found.open(key=str(n), **SAID) for n in range(5)]
    for case in made[:3]:
        await found.withdraw(case)
    waiting = await found.listed(open_only=True, limit=1)
    assert [one.id for one in waiting] == [made[3].id]
    assert [one.id for one in await found.listed(open_only=True, before=made[3].id or 0)] == [made[4].id]
    over = await found.listed(open_only=False, limit=2)
    assert [one.id for one in over] == [made[2].id, made[1].id]
    assert [one.id for one in await found.listed(open_only=False, before=over[-1].id or 0)] == [made[0].id]
    warning = await cases.open("warning", key="w", actor=DESK, what="怕烂尾")
    with pytest.raises(CaseNotFound):
        await found.get(warning.receipt)
