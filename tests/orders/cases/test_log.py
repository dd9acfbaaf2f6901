"""The log of a case: nothing in it changes unseen, and one key gives one case."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.database import Database
from config.clock import Clock
from config.errors import CaseNotFound
from config.region import Region
from orders.cases.book import Cases
from orders.number import case_number, read_case_number
from tests.conftest import NOON
from tests.orders.cases.people import DESK


async def record(cases: Cases, key: str) -> str:
    return (await cases.open("warning", key=key, actor=DESK, what="河堤有裂缝")).receipt


async def test_ten_at_once_with_one_key_open_one(database: Database, region: Region, clock: Clock) -> None:
    """Whatever arrives twice opens one case; every other gets its own receipt."""

    async def open_one(key: str) -> str:
        async with database.writing() as session, session.begin():
            return await record(Cases(session, region, clock), key)

    receipts = await asyncio.gather(*(open_one("same" if i % 2 else f"own-{i}") for i in range(10)))
    assert len(set(receipts)) == 6


async def test_the_database_refuses_to_change_the_log(cases: Cases) -> None:
    await record(cases, "k")
    for change in ("UPDATE case_event SET actor = 'x'", "DELETE FROM case_event"):
        with pytest.raises(DBAPIError):
            async with cases.session.begin_nested():
                await cases.session.execute(text(change))


async def test_what_is_changed_past_the_machine_shows(cases: Cases) -> None:
    case = await cases.get(await record(cases, "k"))
    assert await cases.check(case) == ""
    case.state = "ended"
    await cases.session.flush()
    assert "不一致" in await cases.check(case)
    case.state, case.receipt = "recorded", "C20261122-0099-9"
    await cases.session.flush()
    assert "第 1 步" in await cases.check(case)


def test_a_receipt_can_be_read_aloud() -> None:
    """With its check digit; however typed, and no other kind of number."""
    number = case_number(NOON.date(), 7)
    assert number.startswith("C20261122-0007-")
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    assert read_case_number(f" ｃ{number[1:].replace('-', ' ')}") == number
    assert read_case_number(case_number(NOON.date(), 12345)) == case_number(NOON.date(), 12345)
    assert [read_case_number(typed) for typed in (wrong, f"R{number[1:]}", "C", "", "C2026")] == [None] * 5


async def test_a_receipt_of_nobody_is_not_found(cases: Cases) -> None:
    with pytest.raises(CaseNotFound):
        await cases.get("C20261122-0001-0")
