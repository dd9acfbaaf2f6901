"""`fenliu demo`: only into an empty folder, with people who can sign in and work that waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col
from typer.testing import CliRunner

from bot.accounts.sign_in import SignIn
from bot.cli import app
from bot.database import Database
from config.clock import Clock
from config.errors import BadInput
from orders.case_tables import Case
from orders.tables import Handoff, Order
from tests.shared import INDEX


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path / "demo"))
    monkeypatch.setenv("FENLIU_INDEX", str(INDEX))
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def test_a_demonstration(run: CliRunner, tmp_path: Path) -> None:
    """The passwords that are shown let in; orders and handoffs are there; a second time nothing is written."""
    made = run.invoke(app, ["demo", "--orders", "20"])
    assert made.exit_code == 0, made.output
    logins = dict(line.split() for line in made.output.splitlines() if line.startswith("  demo."))
    assert sorted(logins) == ["demo.admin", "demo.supervisor", "demo.worker"]

    async def look() -> tuple[int, int, int, list[object]]:
        async with Database(f"sqlite+aiosqlite:///{tmp_path / 'demo' / 'fenliu.sqlite3'}") as database:
            async with database.writing() as session, session.begin():
                entered = [await SignIn(session, Clock()).enter(*pair) for pair in logins.items()]
                orders = (await session.execute(select(func.count()).select_from(Order))).scalar_one()
                handoffs = (await session.execute(select(func.count()).select_from(Handoff))).scalar_one()
                own = select(func.count()).where(col(Case.key).contains("demo-"), col(Case.ended_at).is_(None))
                cases = (await session.execute(own)).scalar_one()
            return orders, handoffs, cases, list(entered)

    orders, handoffs, cases, entered = asyncio.run(look())
    assert cases == 2  # a call for joint help and a label
    assert orders >= 25  # of the past, and five or more that are under way today
    assert handoffs >= 3
    assert all(isinstance(token, str) for token in entered)
    again = run.invoke(app, ["demo"])
    assert isinstance(again.exception, BadInput)
    assert "已经有数据" in again.exception.say


def test_never_into_a_database_of_others(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENLIU_DATABASE", "postgresql+asyncpg://nobody@127.0.0.1/none")
    refused = run.invoke(app, ["demo"])
    assert isinstance(refused.exception, BadInput)
