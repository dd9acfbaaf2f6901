"""The queue shows the most pressing first, counts for everybody with one query, and hides numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.pages.staff.desk.queue import Counts, Line, Queue, Tab, counts_for
from bot.pages.staff.desk.risk import risk_of
from bot.services import Services
from config.region import Region
from orders.tables import Handoff
from tests.bot.desk.conftest import Office
from tests.bot.night_shift import at
from tests.conftest import StandingClock


async def lines(services: Services, tab: Tab, staff_id: int = 0, limit: int = 30) -> list[Line]:
    async with services.database.reading() as session:
        return await Queue(session, services.cards).lines(tab, staff_id, limit)


async def counts(services: Services, staff_id: int) -> Counts:
    async with services.database.reading() as session:
        return counts_for(await Queue(session, services.cards).groups(), staff_id)


async def test_urgent_first_then_who_waits_longest(office: Office, services: Services, clock: StandingClock) -> None:
    """However they came."""
    first = await office.hands("a", words=["路灯坏了"])
    clock.forward(minutes=1)
    second = await office.hands("b", words=["下水道堵了"])
    clock.forward(minutes=1)
    urgent = await office.hands("c", "self_harm", words=["不想活了"])
    found = await lines(services, "waiting")
    assert [one.id for one in found] == [urgent, first, second]
    assert [one.grade for one in found] == ["urgent", "waits", "waits"]
    assert [one.age for one in found] == ["不到 1 分钟", "2 分钟", "1 分钟"]
    assert [one.id for one in await lines(services, "waiting", limit=2)] == [urgent, first]


async def test_everybody_has_numbers_of_their_own(office: Office, services: Services) -> None:
    """Mine, my colleagues', and of mine those where the resident waits."""
    li, wang = await office.desk("李四", "li.si"), await office.desk("王五", "wang.wu")
    numbers = [await office.asks(f"v{place}") for place in range(4)]
    await li.claim(numbers[0])
    await li.claim(numbers[1])
    await li.say(numbers[1], "在看", "t")
    await wang.claim(numbers[2])
    me, other = li.visit.me.staff_id, wang.visit.me.staff_id
    seen = await counts(services, me)
    assert (seen.waiting, seen.mine, seen.unanswered, seen.others) == (1, 2, 1, 1)
    assert (await counts(services, other)).of("others") == 2
    assert [one.id for one in await lines(services, "mine", me)] == numbers[:2]
    assert [one.holder for one in await lines(services, "others", other)] == ["李四", "李四"]
    assert await lines(services, "mine", 99) == []


async def test_what_comes_back_has_arrived_anew(office: Office, services: Services, clock: StandingClock) -> None:
    """The bell rings for new ones, and for those that were put back."""
    li, chief = await office.desk("李四", "li.si"), await office.desk("赵", "zhao", "supervisor")
    number = await office.asks("v1")
    before = (await counts(services, 0)).arrived
    await li.claim(number)
    assert (await counts(services, 0)).arrived is None
    clock.forward(minutes=5)
    await chief.put_back(number, li.visit.me.staff_id)
    after = (await counts(services, 0)).arrived
    assert before is not None
    assert after is not None
    assert after > before


async def test_numbers_are_hidden_in_the_list(office: Office, services: Services) -> None:
    """For the holder too: somebody may stand behind them."""
    li = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    assert "138****5678" in (await lines(services, "waiting"))[0].words
    await li.claim(number)
    assert "13812345678" not in str(await lines(services, "mine", li.visit.me.staff_id))


def held(since: datetime, **changes: Any) -> Handoff:
    """Somebody has it, and the resident waits, since then."""
    values: dict[str, Any] = {"status": "claimed", "staff_id": 1, "receipt": "R", "handing_key": "k", "reason": "asked"}
    values |= dict.fromkeys(("created_at", "claimed_at", "active_at", "waiting_since"), since)
    return Handoff(**(values | changes))


@pytest.mark.parametrize(
    ("minutes", "changes", "grade", "why"),
    [
        (1, {}, "waits", "居民在等答复"),
        (16, {}, "late", "居民等答复超过时限"),
        (50, {}, "late", "再不回话，10 分钟后退回等候"),
        (70, {}, "late", "再不回话，不到 1 分钟后退回等候"),
        (5, {"waiting_since": None}, "calm", ""),
        (5, {"urgent": True, "waiting_since": None}, "urgent", "紧急"),
        (1, {"status": "waiting", "staff_id": None}, "waits", ""),
        (11, {"status": "waiting", "staff_id": None}, "late", "超过时限没人受理"),
        (1, {"status": "waiting", "staff_id": None, "urgent": True}, "urgent", "紧急 · 超过时限没人受理"),
        (99, {"status": "ended", "urgent": True}, "calm", ""),
    ],
)
def test_risk_follows_the_time_limits(
    region: Region, minutes: int, changes: dict[str, Any], grade: str, why: str
) -> None:
    """The same minutes by which it is called out; service time on a working day."""
    now = at("2026-11-24 10:00")
    risk = risk_of(held(now - timedelta(minutes=minutes), **changes), region.staffing, now)
    assert (risk.grade, risk.why) == (grade, why)
