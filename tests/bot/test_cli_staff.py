"""`fenliu staff`: invite, list, remove and duty, over the database of the settings."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner, Result

from bot.cli import app, main
from bot.database import Database
from config.clock import Clock
from config.region import load_region
from orders.book import OrderBook
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Staff

Given = TypeVar("Given")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("os.umask", lambda mask: mask)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def fenliu(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def within(work: Callable[[AsyncSession], Awaitable[Given]]) -> Given:
    """Does something in the same database as the command."""

    async def done() -> Given:
        database = Database(f"sqlite+aiosqlite:///{Path('data/fenliu.sqlite3').resolve()}")
        async with database, database.writing() as session, session.begin():
            return await work(session)

    return asyncio.run(done())


def joined(name: str, role: str = "worker") -> Staff:
    """Invites by the command, and joins with the code it printed."""
    told = fenliu("staff", "invite", name, "--role", role).output
    code = re.search(r"/start ([0-9A-Z-]{14})", told)
    assert code, told
    return within(lambda session: StaffBook(session, Clock()).join(code.group(1), f"chat-{name}"))


def test_an_invitation_is_told_once_with_how_to_use_it() -> None:
    told = fenliu("staff", "invite", "王敏", "--role", "supervisor", "--days", "3").output
    code = re.search(r"邀请码：(\S+)", told)
    assert code
    assert told.count(code.group(1)) == 2
    assert "请王敏在工作人员机器人里发送：/start" in told
    assert "主管；3 天内有效，只能用一次" in told
    assert code.group(1) not in fenliu("staff", "list").output


def test_the_list_shows_who_works_here_and_what_they_hold() -> None:
    assert "还没有工作人员" in fenliu("staff", "list").output
    one = joined("张三")
    joined("李四", "admin")

    async def hand(session: AsyncSession) -> None:
        handoff = await OrderBook(session, load_region(), Clock()).hand_off({}, "asked", "h1")
        await HandoffBook(session, Clock()).claim(handoff.id or 0, one)

    within(hand)
    lines = [line for line in fenliu("staff", "list").output.splitlines() if "张三" in line or "李四" in line]
    assert [re.findall(r"[^\s│]+", line)[:5] for line in lines] == [
        ["1", "张三", "工作人员", "值班", "1"],
        ["2", "李四", "管理员", "值班", "0"],
    ]
    gone = fenliu("staff", "remove", "1").output
    assert "已移除 张三" in gone
    assert "还有 1 件" in gone
    assert "张三" not in fenliu("staff", "list").output


def test_duty_goes_on_and_off() -> None:
    joined("张三")
    assert fenliu("staff", "duty", "1", "off").output == "张三 现在休息。\n"
    assert "休息" in fenliu("staff", "list").output
    assert fenliu("staff", "duty", "1", "on").output == "张三 现在值班。\n"
    assert "休息" not in fenliu("staff", "list").output


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("staff", "remove", "9"), "没有找到这位工作人员"),
        (("staff", "duty", "9", "on"), "没有找到这位工作人员"),
        (("staff", "invite", " ", "--role", "worker"), "请写上姓名"),
    ],
)
def test_what_goes_wrong_is_one_line(
    words: tuple[str, ...], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fenliu", *words])
    with pytest.raises(SystemExit) as caught:
        main()
    told = capsys.readouterr().err
    assert caught.value.code == 1
    assert line in told
    assert told.count("\n") == 1
