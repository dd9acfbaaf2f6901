"""A small district behind the command line: its settings point to an empty folder, its clock stands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.database import Database
from config.errors import FenliuError
from config.region import load_region
from orders.book import OrderBook
from orders.filing import Filing
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.drafts import draft

CLOCK = StandingClock()
SITE = {"content": "松烟一里旁边的工地半夜打桩", "incident_address": "松烟一里旁边的工地", "respondent": "那个工地"}
BUMP = {
    "card_id": "speed-bump-excess", "title": "小学门口减速带", "appeal_type": "suggestion", "required": (),
    "handler": "traffic_police", "respondent": "", "incident_address": "墨池路幸福小学门口",
}  # fmt: skip
WANTED = BUMP | {"content": "学校门口车速太快", "demand": "请装减速带"}
UNWANTED = BUMP | {"content": "减速带颠得厉害，夜里咯噔咯噔响", "demand": "请拆除减速带"}
LONG_AGO = 60
"""Days after which every limit has passed."""
Found = TypeVar("Found")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("os.umask", lambda mask: mask)
    monkeypatch.setattr("bot.cli_open.Clock", lambda: CLOCK)
    monkeypatch.setattr(CLOCK, "at", StandingClock().at)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "250")
    (tmp_path / "data").mkdir()
    return tmp_path


def fenliu(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def refused(*words: str) -> str:
    """The sentence with which a command is refused."""
    with pytest.raises(FenliuError) as caught:
        fenliu(*words)
    return caught.value.say


def in_book(work: Callable[[OrderBook], Awaitable[Found]]) -> Found:
    """Does something in the database of the settings, past the command line."""

    async def done() -> Found:
        database = Database(f"sqlite+aiosqlite:///{Path('data/fenliu.sqlite3').resolve()}")
        await database.migrate()
        try:
            async with database.writing() as session, session.begin():
                return await work(OrderBook(session, load_region(), CLOCK))
        finally:
            await database.close()

    return asyncio.run(done())


def file(*changes: dict[str, Any]) -> list[str]:
    """Files and sends on as the desk does, each by a resident of its own; the numbers."""

    async def filed(book: OrderBook) -> list[Order]:
        return [
            await Filing(book).file(draft(**({"account": f"visitor-{nth}"} | change)), key=f"{nth}", asked=True)
            for nth, change in enumerate(changes)
        ]

    return [order.number for order in in_book(filed)]


def step(number: str, *words: str) -> str:
    """One step of an order; words after the name of the step are said with it."""
    name, *said = words
    told = [word for one in said for word in ("--say", one)]
    return fenliu("orders", "move", number, name, "--as", "小赵", *told).output


def answered(number: str, closure: str = "solved", *said: str) -> None:
    """An order under way is answered."""
    step(number, "accept")
    step(number, "contact", "how=电话", "note=约好去看现场")
    step(number, "coordinate", "note=和街道一起看过", "participants=街道")
    step(number, "resolve", f"closure_type={closure}", "result=工地已停止夜间打桩，现场复查三晚没有再施工", *said)
