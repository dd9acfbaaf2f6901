"""The morning digest: once a working day for each on duty, with true figures."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.digest import send_digests
from bot.tables import ConversationRow, Outbox, Pulse
from config.region import Region
from handlers.message import Reply
from orders.book import OrderBook
from orders.staff import StaffBook
from tests.bot.night_shift import Shift, at
from tests.conftest import StandingClock
from tests.orders.drafts import draft


@pytest.fixture
def shift(database: Database, region: Region, clock: StandingClock) -> Shift:
    return Shift(database, region, clock)


async def digests(shift: Shift, moment: str) -> dict[int, Reply]:
    return dict(await shift.told(send_digests, moment))


async def test_once_a_working_day_for_each_on_duty(shift: Shift) -> None:
    """Not before its time, not on a Saturday unless it is a make-up day, not after closing, and not twice."""
    one, other = await shift.hire("张三"), await shift.hire("李四")
    await shift.do(lambda session: StaffBook(session, shift.clock).set_duty(other.id or 0, False))
    got = {
        moment: list(await digests(shift, moment))
        for moment in (
            "2026-10-09 08:29", "2026-10-09 08:30", "2026-10-09 08:31", "2026-10-10 08:30", "2026-10-11 08:30",
            "2026-10-12 20:00", "2026-10-13 14:00", "2026-10-13 15:00",
        )
    }  # fmt: skip
    assert [moment for moment, told in got.items() if told == [one.id]] == [
        "2026-10-09 08:30", "2026-10-10 08:30", "2026-10-13 14:00",
    ]  # fmt: skip
    assert all(told in ([], [one.id]) for told in got.values())


async def test_of_several_processes_one_sends(shift: Shift) -> None:
    """The first morning and every later one."""
    staff = [await shift.hire(name) for name in ("张三", "李四", "王五")]
    for day in ("2026-11-23", "2026-11-24"):
        shift.clock.at = at(f"{day} 08:30")
        told = [one for some in await asyncio.gather(*(shift.told(send_digests) for _ in range(5))) for one, _ in some]
        assert sorted(told) == [one.id for one in staff]


async def test_a_quiet_morning_is_short(shift: Shift) -> None:
    one = await shift.hire("张三")
    reply = (await digests(shift, "2026-11-24 08:30"))[one.id or 0]
    assert dict(reply.rows) == {
        "等候受理": "0 件", "正在办": "0 件", "您手里": "0 件", "昨天": "转人工 0 件，办结 0 件，立单 0 张",
    }  # fmt: skip
    assert (reply.options, reply.folded) == ((), ())


async def test_the_figures_are_true(shift: Shift) -> None:
    """On a Monday they reach back to Friday; what came this morning is open, but no figure of yesterday."""
    one, other = await shift.hire("张三"), await shift.hire("李四")
    await shift.claim(await shift.hand("2026-11-20 10:00", key="mine"), one)
    ended = await shift.claim(await shift.hand("2026-11-20 11:00", key="ended"), other)
    await shift.step(lambda book: book.end(ended, other.name, "answered"))
    oldest = await shift.hand("2026-11-21 12:00", key="oldest")
    await shift.do(
        lambda session: OrderBook(session, shift.region, shift.clock).file(draft(), key="o1"),
    )
    await shift.hand("2026-11-23 08:00", "self_harm", key="today")

    async def trouble(session: AsyncSession) -> None:
        now = shift.clock.now()
        row = ConversationRow(channel="telegram", account="1", created_at=now, updated_at=now)
        session.add(row)
        session.add(Pulse(channel="telegram", error="timeout to 13812345678", error_at=now))
        session.add(Pulse(channel="web", error="gone", error_at=now, update_at=now + timedelta(minutes=1)))  # recovered
        await session.flush()
        session.add(Outbox(conversation_id=row.id, seq=1, created_at=now, dead_at=now))
        session.add(Outbox(conversation_id=row.id, seq=2, created_at=now))

    await shift.do(trouble)
    reply = (await digests(shift, "2026-11-23 08:30"))[one.id or 0]
    rows = dict(reply.rows)
    assert (rows["等候受理"], rows["正在办"], rows["您手里"]) == ("2 件，其中紧急 1 件", "1 件", "1 件")
    assert rows["等得最久"].startswith(f"{oldest.receipt} · 居民要求人工 · 已等 1 天 20 小时")
    assert rows["11月20日以来"] == "转人工 3 件，办结 1 件，立单 1 张"
    assert (rows["没送到的消息"], rows["渠道故障"]) == ("1 条，请看一下", "Telegram（11-23 08:00）")
    assert [option.code for option in reply.options] == [f"h.claim:{oldest.id}"]
    assert [title for title, _ in reply.folded] == ["您手里的", "等候受理的"]
    assert "13812345678" not in str(reply)


async def test_long_lists_are_cut(shift: Shift) -> None:
    """Ten by name, of the others the number."""
    one = await shift.hire("张三")
    for number in range(12):
        await shift.hand("2026-11-23 08:00", key=f"h{number}")
    ((_, listed),) = (await digests(shift, "2026-11-23 08:30"))[one.id or 0].folded
    assert listed.count("\n") == 10
    assert listed.endswith("还有 2 件")
