"""`fenliu admin`: the first login, a new password, the list."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.accounts.book import LoginRefused
from bot.cli import app
from bot.database import Database
from config.clock import Clock
from config.errors import FenliuError, StaffNotFound
from orders.staff import StaffBook
from tests.orders.colleagues import hire

PASSWORD = "窗外的桂花又开了两次"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def test_the_first_admin(run: CliRunner) -> None:
    """Made, listed, and given a new password when nobody can sign in any more."""
    assert "还没有账号" in run.invoke(app, ["admin", "list"]).output
    made = run.invoke(app, ["admin", "create", "Chen", "--name", "老陈", "--password-stdin"], input=f"{PASSWORD}\n")
    assert made.exit_code == 0
    assert "老陈（管理员）" in made.output
    listed = run.invoke(app, ["admin", "list"]).output
    assert "chen" in listed
    assert "管理员" in listed
    reset = run.invoke(app, ["admin", "reset", "chen"])
    assert "老陈的新密码：" in reset.output


@pytest.mark.parametrize(
    ("arguments", "password", "say"),
    [
        (["create", "chen", "--name", "老陈"], "短", "密码要 10 到 200 个字符"),
        (["create", "ab", "--name", "老陈"], PASSWORD, "登录名用 3 到 40 个"),
        (["create", "chen", "--name", " "], PASSWORD, "请写上姓名"),
    ],
)
def test_what_cannot_be_made_says_why(run: CliRunner, arguments: list[str], password: str, say: str) -> None:
    refused = run.invoke(app, ["admin", *arguments, "--password-stdin"], input=f"{password}\n")
    assert isinstance(refused.exception, FenliuError)
    assert say in refused.exception.say


def test_a_colleague_who_joined_over_the_bot(run: CliRunner, tmp_path: Path) -> None:
    """By the number of `fenliu staff list`; name and role stay, where nothing else is said."""

    async def join() -> int:
        async with Database(f"sqlite+aiosqlite:///{tmp_path / 'fenliu.sqlite3'}") as database:
            await database.migrate()
            async with database.writing() as session, session.begin():
                return (await hire(StaffBook(session, Clock()), "李四", "supervisor")).id or 0

    number = str(asyncio.run(join()))
    create = ["admin", "create", "li.si", "--password-stdin", "--staff"]
    made = run.invoke(app, [*create, number], input=f"{PASSWORD}\n")
    assert "李四（主管），登录名 li.si" in made.output
    again = run.invoke(app, [*create, number], input=f"{PASSWORD}\n")
    assert isinstance(again.exception, LoginRefused)
    assert isinstance(run.invoke(app, [*create, "99"], input=f"{PASSWORD}\n").exception, StaffNotFound)


def test_an_unknown_login(run: CliRunner) -> None:
    refused = run.invoke(app, ["admin", "reset", "nobody"])
    assert isinstance(refused.exception, StaffNotFound)


def test_the_password_is_asked_for_twice(run: CliRunner) -> None:
    made = run.invoke(app, ["admin", "create", "chen", "--name", "老陈"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0
    assert PASSWORD not in made.output
