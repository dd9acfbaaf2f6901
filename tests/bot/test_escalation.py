"""No handoff lies: by the working calendar it is called out, the worker reminded, and taken from who vanished."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.database import Database
from bot.escalation import GONE, LAPSED, Notice, call_silent, call_unclaimed, return_lapsed
from config.region import Region
from orders.staff import StaffBook
from tests.bot.night_shift import Shift, at
from tests.conftest import StandingClock


@pytest.fixture
def shift(database: Database, region: Region, clock: StandingClock) -> Shift:
    return Shift(database, region, clock)


def ids(notices: Sequence[Notice]) -> list[int]:
    return [staff_id for staff_id, _ in notices]


@pytest.mark.parametrize(
    ("handed", "due"),
    [
        ("2026-11-23 09:00", "2026-11-23 09:10"),
        ("2026-11-20 19:55", "2026-11-23 08:35"),  # Friday evening -> Monday
        ("2026-09-30 19:55", "2026-10-08 08:35"),  # over National Day
        ("2026-10-09 19:55", "2026-10-10 08:35"),  # Friday -> the make-up Saturday
        ("2026-10-10 23:00", "2026-10-12 08:40"),
        ("2026-02-14 19:55", "2026-02-24 08:35"),  # over Spring Festival
    ],
)
async def test_what_nobody_takes_is_called_out_after_service_minutes(shift: Shift, handed: str, due: str) -> None:
    """Not a second earlier; to the supervisor, not to the workers; and again after half an hour."""
    _, chief = await shift.hire("张三"), await shift.hire("李四", "supervisor")
    handoff = await shift.hand(handed)
    shift.clock.at = at(due) - timedelta(seconds=1)
    assert await shift.told(call_unclaimed) == []
    ((told, reply),) = await shift.told(call_unclaimed, due)
    assert told == chief.id
    assert handoff.receipt in reply.text
    assert [option.code for option in reply.options] == [f"h.claim:{handoff.id}"]
    shift.clock.forward(minutes=29, seconds=59)
    assert await shift.told(call_unclaimed) == []
    shift.clock.forward(seconds=1)
    assert ids(await shift.told(call_unclaimed)) == [chief.id]
    now = await shift.step(lambda book: book.get(handoff.id or 0))
    assert (now.escalated, now.escalated_at) == (2, shift.clock.now())


async def test_calling_again_rests_overnight(shift: Shift) -> None:
    """Called out at 19:50, again half an hour of service time later: at 08:50."""
    chief = await shift.hire("李四", "supervisor")
    await shift.hand("2026-11-23 19:40")
    assert ids(await shift.told(call_unclaimed, "2026-11-23 19:50")) == [chief.id]
    for moment in ("2026-11-23 20:20", "2026-11-24 08:49"):
        assert await shift.told(call_unclaimed, moment) == []
    assert ids(await shift.told(call_unclaimed, "2026-11-24 08:50")) == [chief.id]


async def test_danger_waits_for_no_office_hours(shift: Shift) -> None:
    """On Sunday night at once, to everybody on duty, each once; again after ten minutes by the clock."""
    one, chief = await shift.hire("张三"), await shift.hire("李四", "supervisor")
    off = await shift.hire("王五")
    await shift.do(lambda session: StaffBook(session, shift.clock).set_duty(off.id or 0, False))
    await shift.hand("2026-11-22 03:00", "self_harm")
    notices = await shift.told(call_unclaimed)
    assert ids(notices) == [one.id, chief.id]
    assert "紧急" in notices[0][1].text
    assert await shift.told(call_unclaimed, "2026-11-22 03:09") == []
    assert ids(await shift.told(call_unclaimed, "2026-11-22 03:10")) == [one.id, chief.id]


async def test_what_turns_dangerous_is_called_out_at_once(shift: Shift) -> None:
    """Although it was called out a minute ago."""
    chief = await shift.hire("李四", "supervisor")
    await shift.hand("2026-11-23 09:00")
    assert ids(await shift.told(call_unclaimed, "2026-11-23 09:10")) == [chief.id]
    await shift.hand("2026-11-23 09:11", "self_harm")
    assert ids(await shift.told(call_unclaimed)) == [chief.id]


async def test_what_is_claimed_is_not_called_out(shift: Shift) -> None:
    staff = await shift.hire("张三", "supervisor")
    await shift.claim(await shift.hand("2026-11-23 09:00"), staff)
    assert await shift.told(call_unclaimed, "2026-11-23 12:00") == []


async def test_of_several_processes_one_calls_out(shift: Shift) -> None:
    """Five at the same minute: one notice, one mark."""
    chief = await shift.hire("李四", "supervisor")
    handoff = await shift.hand("2026-11-23 09:00")
    shift.clock.at = at("2026-11-23 09:10")
    notices = await asyncio.gather(*(shift.told(call_unclaimed) for _ in range(5)))
    assert sorted(ids(some) for some in notices) == [[], [], [], [], [chief.id]]
    assert (await shift.step(lambda book: book.get(handoff.id or 0))).escalated == 1


async def test_a_resident_who_waits_is_called_to_mind(shift: Shift) -> None:
    """After 15 minutes the worker hears of it, after 15 more the supervisor too, then every half hour; until an
    answer, and then all over again."""
    one, chief = await shift.hire("张三"), await shift.hire("李四", "supervisor")
    handoff = await shift.claim(await shift.hand("2026-11-23 09:00"), one)
    heard = {
        minute: ids(await shift.told(call_silent, f"2026-11-23 {9 + minute // 60:02}:{minute % 60:02}"))
        for minute in (14, 15, 29, 30, 59)
    }
    assert heard == {14: [], 15: [one.id], 29: [], 30: [one.id, chief.id], 59: []}
    notices = await shift.told(call_silent, "2026-11-23 10:00")
    assert ids(notices) == [one.id, chief.id]
    assert "居民在等张三答复" in notices[1][1].text
    await shift.step(lambda book: book.touched(handoff))
    assert await shift.told(call_silent, "2026-11-23 12:00") == []
    await shift.step(lambda book: book.resident_spoke(handoff))
    assert await shift.told(call_silent, "2026-11-23 12:14") == []
    assert ids(await shift.told(call_silent, "2026-11-23 12:15")) == [one.id]


async def test_reminders_rest_overnight(shift: Shift) -> None:
    one = await shift.hire("张三")
    await shift.claim(await shift.hand("2026-11-20 19:55"), one)
    for moment in ("2026-11-20 20:10", "2026-11-21 12:00", "2026-11-23 08:39"):
        assert await shift.told(call_silent, moment) == []
    assert ids(await shift.told(call_silent, "2026-11-23 08:40")) == [one.id]


async def test_a_fresh_claim_has_its_time(shift: Shift) -> None:
    """A resident who waited all weekend: the worker who takes it on Monday is not blamed at once."""
    one = await shift.hire("张三")
    handoff = await shift.hand("2026-11-20 19:55")
    shift.clock.at = at("2026-11-23 10:00")
    await shift.claim(handoff, one)
    assert await shift.told(call_silent, "2026-11-23 10:14") == []
    assert await return_lapsed(shift.database, shift.clock, shift.staffing, shift) == []


async def test_who_vanished_loses_the_handoff(shift: Shift) -> None:
    """After an hour in which the resident waited; everybody on duty may claim it, and its time begins anew."""
    one, other = await shift.hire("张三"), await shift.hire("李四")
    handoff = await shift.claim(await shift.hand("2026-11-23 09:00"), one)
    shift.clock.at = at("2026-11-23 09:59")
    assert await return_lapsed(shift.database, shift.clock, shift.staffing, shift) == []
    shift.clock.at = at("2026-11-23 10:00")
    notices = await return_lapsed(shift.database, shift.clock, shift.staffing, shift)
    assert ids(notices) == [one.id, other.id]
    assert LAPSED in notices[0][1].text
    assert "已等 1 小时" in notices[0][1].text
    assert notices[0][1].options[0].code == f"h.claim:{handoff.id}"
    now = await shift.step(lambda book: book.get(handoff.id or 0))
    assert (now.status, now.staff_id) == ("waiting", None)
    assert await shift.told(call_unclaimed, "2026-11-23 10:09") == []
    assert ids(await shift.told(call_unclaimed, "2026-11-23 10:10")) == [one.id, other.id]


async def test_a_worker_who_answered_keeps_it(shift: Shift) -> None:
    """However long ago: nobody waits."""
    one = await shift.hire("张三")
    handoff = await shift.claim(await shift.hand("2026-11-23 09:00"), one)
    await shift.step(lambda book: book.touched(handoff))
    shift.clock.at = at("2026-11-24 19:00")
    assert await return_lapsed(shift.database, shift.clock, shift.staffing, shift) == []


async def test_of_several_processes_one_puts_back(shift: Shift) -> None:
    """Five at once: one event on the record, one round of notices."""
    one = await shift.hire("张三")
    handoff = await shift.claim(await shift.hand("2026-11-23 09:00"), one)
    shift.clock.at = at("2026-11-23 10:00")
    rounds = await asyncio.gather(
        *(return_lapsed(shift.database, shift.clock, shift.staffing, shift) for _ in range(5))
    )
    assert sorted(ids(some) for some in rounds) == [[], [], [], [], [one.id]]
    events = await shift.step(lambda book: book.events(handoff))
    assert [event.what for event in events].count("put_back") == 1


async def test_a_lease_runs_out_for_one_process_only(shift: Shift) -> None:
    """Both saw it run out; the second must not put back what a colleague may have claimed meanwhile."""
    one = await shift.hire("张三")
    seen = await shift.claim(await shift.hand("2026-11-23 09:00"), one)
    shift.clock.at = at("2026-11-23 10:00")
    assert [await shift.step(lambda book: book.lapses(seen)) for _ in range(2)] == [True, False]


async def test_an_answer_in_the_last_moment_counts(shift: Shift) -> None:
    """The lease was found over, and the worker answered before it was taken."""
    one = await shift.hire("张三")
    handoff = await shift.claim(await shift.hand("2026-11-23 09:00"), one)
    seen = type(handoff).model_validate(handoff.model_dump())
    shift.clock.at = at("2026-11-23 10:00")
    await shift.step(lambda book: book.touched(handoff))
    assert not await shift.step(lambda book: book.lapses(seen))


async def test_what_somebody_held_who_was_removed_comes_back_at_once(shift: Shift) -> None:
    """Whether or not the resident waits, at whatever hour."""
    one, other = await shift.hire("张三"), await shift.hire("李四")
    handoff = await shift.claim(await shift.hand("2026-11-22 03:00"), one)
    await shift.step(lambda book: book.touched(handoff))
    await shift.do(lambda session: StaffBook(session, shift.clock).remove(one.id or 0))
    notices = await return_lapsed(shift.database, shift.clock, shift.staffing, shift)
    assert ids(notices) == [other.id]
    assert GONE in notices[0][1].text
    assert (await shift.step(lambda book: book.get(handoff.id or 0))).status == "waiting"


async def test_danger_in_silent_hands_moves_by_the_clock(shift: Shift) -> None:
    """At night too: the reminder after two minutes, the lease after ten; the bot may then answer again."""
    one = await shift.hire("张三")
    await shift.claim(await shift.hand("2026-11-22 03:00", "danger"), one)
    assert await shift.told(call_silent, "2026-11-22 03:01") == []
    assert ids(await shift.told(call_silent, "2026-11-22 03:02")) == [one.id]
    shift.clock.at = at("2026-11-22 03:09")
    assert await return_lapsed(shift.database, shift.clock, shift.staffing, shift) == []
    shift.clock.at = at("2026-11-22 03:10")
    assert ids(await return_lapsed(shift.database, shift.clock, shift.staffing, shift)) == [one.id]
