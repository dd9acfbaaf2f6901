"""风险预感: recorded as such; nothing is promised, and nothing is said that is not true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import CaseNotFound, MoveIncomplete, MoveNotAllowed
from orders.case_tables import Alert, Notice
from orders.cases.book import Cases
from orders.cases.early_warnings import EarlyWarnings
from orders.cases.kinds import FOLDER, KINDS, for_residents, table
from orders.cases.reminders import Reminders
from tests.conftest import StandingClock
from tests.orders.cases.people import DESK, HOUSING, MARKET

WEB: dict[str, Any] = {"channel": "web", "account": "visitor-1"}
WHAT = "楼盘停工两个月，怕交不了房，电话13812345678"


async def notices(cases: Cases) -> list[tuple[str, str]]:
    rows = (await cases.session.execute(select(Notice).order_by(col(Notice.id)))).scalars().all()
    return [(one.key, one.values.get("unit", "")) for one in rows]


async def test_the_resident_reads_of_a_unit_only_where_one_has_it(cases: Cases) -> None:
    """风险预感型 (未爆先访): recorded, watched, passed on to who can look, ended; told what is so and no more."""
    warnings = EarlyWarnings(cases)
    case = await warnings.record(WHAT, key="k", place="东河街道", **WEB)
    assert case.data["what"] == "楼盘停工两个月，怕交不了房，电话138****5678"
    assert await notices(cases) == [("warning_recorded", "")]
    assert (await warnings.progress(case.receipt))["unit"] == ""
    await warnings.watch(case, DESK, "本周问过一次")
    assert len(await notices(cases)) == 1
    await warnings.pass_on(case, DESK, "housing", "请看停工情况")
    unit = cases.region.unit_by_code("housing").name
    assert await notices(cases) == [("warning_recorded", ""), ("warning_passed_on", unit)]
    seen = await warnings.progress(case.receipt)
    assert (seen["state_zh"], seen["unit"]) == ("已经转给能看的单位", unit)
    with pytest.raises(MoveNotAllowed, match="own_case"):
        await cases.move(case, "look", MARKET, note="看过")
    await cases.move(case, "look", HOUSING, note="已复工")
    await warnings.end(case, DESK, "已复工，转常规巡查")
    assert (await notices(cases))[-1][0] == "warning_ended"
    assert await cases.check(case) == ""


async def test_no_unit_is_named_before_one_has_it(cases: Cases) -> None:
    with pytest.raises(MoveNotAllowed, match="nobody_yet"):
        await cases.open("warning", key="k", actor=DESK, unit="housing", what=WHAT)
    with pytest.raises(MoveIncomplete):
        await EarlyWarnings(cases).record("", key="k")


def test_the_words_promise_nothing() -> None:
    """风险预感型 (facts 5.2): no 背书, no 保交付, no such word in what a resident reads of any case."""
    words = [state.resident for kind in KINDS if for_residents(kind) for state in table(kind).states.values()]
    promises = ("保证", "背书", "保交", "承诺", "一定", "放心", "不会有", "马上解决", "不予受理")
    assert [word for word in promises if any(word in one for one in words)] == []
    assert len(words) == 15


async def test_it_is_looked_at_again(cases: Cases, clock: StandingClock) -> None:
    """Nobody forgets it: alerted when recorded, reminded when nobody looks, and on the day set to look again."""
    warnings = EarlyWarnings(cases)
    case = await warnings.record(WHAT, key="k", **WEB)
    kinds = (await cases.session.execute(select(col(Alert.kind)))).scalars().all()
    assert list(kinds) == ["warning"]
    clock.forward(days=7)
    assert len(await Reminders(cases).remind(clock.now())) == 1
    with pytest.raises(MoveNotAllowed, match="later_day"):
        await warnings.watch(case, DESK, "看过", date(2026, 11, 1))
    await warnings.watch(case, DESK, "看过", date(2026, 12, 20))
    clock.forward(days=20)
    assert await Reminders(cases).remind(clock.now()) == []
    clock.forward(days=2)
    assert len(await Reminders(cases).remind(clock.now())) == 1


async def test_other_kinds_are_not_for_residents(cases: Cases) -> None:
    case = await cases.open("restraint", key="k", actor=DESK, reason="r", expires_at=cases.clock.now().replace(hour=23))
    with pytest.raises(CaseNotFound):
        await EarlyWarnings(cases).progress(case.receipt)
    with pytest.raises(CaseNotFound):
        await cases.list("gossip")


def test_every_table_is_read() -> None:
    """No file of moves lies about unread."""
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(KINDS)
