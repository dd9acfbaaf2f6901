"""`fenliu orders`: list, show and export, from the database of the settings."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app, main
from bot.database import Database
from config.region import load_region
from orders.book import OrderBook
from tests.conftest import StandingClock
from tests.orders.drafts import draft


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("os.umask", lambda mask: mask)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def fenliu(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def file_two() -> list[str]:
    """An open and a confidential order; their numbers."""

    async def file() -> list[str]:
        Path("data").mkdir()
        database = Database(f"sqlite+aiosqlite:///{Path('data/fenliu.sqlite3').resolve()}")
        await database.migrate()
        async with database.writing() as session, session.begin():
            book = OrderBook(session, load_region(), StandingClock())
            open_one = await book.file(draft(), key="a")
            secret = await book.file(draft(appeal_type="report", title="举报偷排"), key="b")
        await database.close()
        return [open_one.number, secret.number]

    return asyncio.run(file())


def test_an_empty_book_says_so() -> None:
    assert fenliu("orders", "list").output == "还没有工单。\n"
    assert fenliu("migrate").output == "数据库已是最新。\n"


def test_list_and_show() -> None:
    numbers = file_two()
    listed = fenliu("orders", "list").output
    assert all(number in listed for number in numbers)
    assert "示例市生态环境局" in listed
    shown = fenliu("orders", "show", numbers[0]).output
    assert "联系电话：138****5678" in shown
    assert "已受理，生成工单" in shown
    assert "13812345678" in fenliu("orders", "show", numbers[0], "--unmasked").output
    secret = fenliu("orders", "show", numbers[1], "--unmasked").output
    assert not [word for word in ("王芳", "13812345678", "事发地址", "visitor-1") if word in secret]


def test_export_writes_both_forms(folder: Path) -> None:
    file_two()
    out = folder / "orders.csv"
    assert fenliu("orders", "export", "-o", str(out)).exit_code == 0
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 3
    rows = json.loads(fenliu("orders", "export", "--format", "json", "--unmasked").stdout)
    assert [row["contact_phone"] for row in rows] == ["", "13812345678"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("orders", "show", "999"), "没有工单 999"),
        (("orders", "export", "-o", "/nowhere/x.csv"), "写不进文件 /nowhere/x.csv"),
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
