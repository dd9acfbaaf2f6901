"""What is stored is what is needed: numbers masked, words forgotten in time, one conversation apart from the next."""

from __future__ import annotations

import dataclasses
import os
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from bot.app import clear_files
from bot.database import Database
from bot.reply_json import reply_to_keep
from bot.services import Services
from bot.tables import Outbox
from config.errors import SettingsError
from handlers.message import Option, Reply
from orders.tables import ContactRecord, Order
from tests.bot.test_turns import count
from tests.bot.test_web_chat import say
from tests.conftest import StandingClock

PHONE = "13812345678"


async def test_the_outbox_holds_no_telephone(client: httpx.AsyncClient, services: Services) -> None:
    """The resident reads the reply whole; what is kept of it is masked."""
    answer = (await say(client, f"我电话{PHONE}")).json()
    assert PHONE in answer["replies"][0]["text"]
    async with services.database.reading() as session:
        kept = (await session.execute(select(Outbox))).scalar_one()
    assert kept.reply["text"] == "第1句：我电话138****5678"


def test_a_read_back_and_an_office_are_kept_whole() -> None:
    """What was left for an order is shown to be checked; the number of an office is what the resident came for."""
    asked = Reply(PHONE, "question", (Option("a", PHONE),), (("电话", PHONE),), (("要带", f"打{PHONE}或021-61234567"),))
    kept = reply_to_keep(asked, {"02161234567"})
    assert PHONE not in str(kept)
    assert "021-61234567" in str(kept)
    for kind in ("form", "order", "progress"):
        assert PHONE in reply_to_keep(dataclasses.replace(asked, kind=kind), ())["text"]


async def _record(services: Services) -> ContactRecord:
    async with services.database.reading() as session:
        return (await session.execute(select(ContactRecord))).scalar_one()


async def test_contact_records_lose_their_words_in_time(
    client: httpx.AsyncClient, services: Services, clock: StandingClock
) -> None:
    """After FENLIU_KEEP_DAYS; that there was a contact stays."""
    await say(client, "确认")
    assert (await _record(services)).what == "已立单"
    await services.retention.forget_old()
    assert (await _record(services)).what == "已立单"
    clock.forward(days=services.settings.keep_days + 1)
    await services.retention.forget_old()
    assert (await _record(services)).what == ""


def test_files_that_nobody_mended_are_removed_in_time(services: Services, clock: StandingClock) -> None:
    """What could not be taken up and updates that were passed over: after FENLIU_KEEP_DAYS, and none before."""
    folders = [services.settings.spool_folder / "bad"]
    folders += [services.settings.data / name for name in ("passed-over", "passed-over-staff")]
    clock.at = datetime.now(tz=clock.at.tzinfo)
    days = timedelta(days=services.settings.keep_days)
    for folder in folders:
        folder.mkdir(parents=True)
        for name, age in (("1", days + timedelta(hours=1)), ("2", days - timedelta(hours=1))):
            file, when = folder / f"{name}.json", (clock.at - age).timestamp()
            file.write_text("{}", encoding="utf-8")
            os.utime(file, (when, when))
    waits = services.settings.spool_folder / "3.json"
    waits.write_text("{}", encoding="utf-8")
    os.utime(waits, (0, 0))
    clear_files(services)
    assert [[file.name for file in folder.iterdir()] for folder in folders] == [["2.json"]] * 3
    assert waits.exists()


async def test_clearing_takes_the_words_off_the_record(client: httpx.AsyncClient, services: Services) -> None:
    await say(client, "确认")
    await client.delete("/api/conversation")
    assert (await _record(services)).what == ""


async def test_the_next_conversation_files_an_order_of_its_own(client: httpx.AsyncClient, services: Services) -> None:
    """After 清空 the same message number, and the row's old place in the table, mean nothing."""
    numbers = set()
    for _ in range(2):
        numbers.add(dict((await say(client, "确认", "message-1")).json()["replies"][-1]["rows"])["number"])
        await client.delete("/api/conversation")
    assert len(numbers) == await count(services.database, Order) == 2


async def test_no_error_of_the_database_quotes_what_was_written(database: Database) -> None:
    async with database.reading() as session:
        with pytest.raises(StatementError) as caught:
            await session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": f"王芳 {PHONE}"})
    assert PHONE not in str(caught.value)


async def test_an_address_without_driver_or_with_a_wrong_port_is_one_line(tmp_path: Path) -> None:
    """What to install, or what to mend; the password is not repeated."""
    for url, part in (
        ("postgresql+asyncpg://u:secret@h/d", "pip install 'asyncpg'"),
        ("postgresql+psycopg://u:secret@h/d", "pip install 'psycopg[binary]'"),
        ("sqlite+aiosqlite://u:secret@h:port/d", "端口"),
    ):
        if _installed(url):
            continue
        with pytest.raises(SettingsError) as caught:
            Database(url)
        assert part in caught.value.say
        assert "secret" not in caught.value.say
        assert "\n" not in caught.value.say
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'folder' / 'x.sqlite3'}")
    with pytest.raises(SettingsError, match="数据库打不开"):
        await database.migrate()
    await database.close()


def _installed(url: str) -> bool:
    return any(f"+{name}:" in url and find_spec(name) is not None for name in ("asyncpg", "psycopg"))
