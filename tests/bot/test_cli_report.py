"""`fenliu report` and `fenliu orders statement`, from the database of the settings to files that open."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from typer.testing import CliRunner, Result

from bot.cli import app, main
from bot.cli_report import chosen
from bot.database import Database
from config.clock import CHINA, Clock
from config.errors import BadInput
from tests.conftest import StandingClock
from tests.orders.reports.town import Town

CARD = "night-work-permit"
NOW = datetime(2026, 12, 3, 10, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("os.umask", lambda mask: mask)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    for module in ("bot.cli_report", "bot.cli_statement"):
        monkeypatch.setattr(f"{module}.Clock", lambda: Clock(lambda: NOW))
    return tmp_path


def fenliu(*words: str) -> Result:
    return CliRunner().invoke(app, words, catch_exceptions=False)


def november() -> list[str]:
    """Two orders of November, one of them closed and rated; their numbers."""

    async def make() -> list[str]:
        Path("data").mkdir()
        async with Database(f"sqlite+aiosqlite:///{Path('data/fenliu.sqlite3').resolve()}") as database:
            await database.migrate()
            async with database.writing() as session, session.begin():
                town = Town(session, StandingClock())
                town.at(10)
                closed = await town.done(CARD, "ecology", "explained")
                await town.rate(closed, contacted=True, solved="yes", satisfied=5)
                return [closed.number, (await town.file(CARD)).number]

    return asyncio.run(make())


def test_a_month_as_excel_page_and_summary(folder: Path) -> None:
    """The same figures in all three; titles come from the knowledge base."""
    november()
    told = fenliu("report", "--month", "2026-11", "--output", str(folder / "out")).output
    assert "诉求件数：2　上期 0" in told
    assert "解决率：100.0%　上期 —" in told
    assert "难点问题会议题 0 项" in told
    book = openpyxl.load_workbook(io.BytesIO((folder / "out" / "运行报告-20261101-20261130.xlsx").read_bytes()))
    assert book.sheetnames[0] == "概览"
    cells = [cell.value for row in book["反映最多的事"].iter_rows() for cell in row]
    assert CARD in cells
    assert "夜间施工许可怎么办、怎么查真假" in cells
    page = (folder / "out" / "运行报告-20261101-20261130.html").read_text(encoding="utf-8")
    assert "一眼看清" in page
    assert "13812345678" not in page
    assert "王芳" not in page


def test_some_days(folder: Path) -> None:
    november()
    told = fenliu("report", "--from", "2026-11-10", "--to", "2026-11-10").output
    assert "2026年11月10日" in told
    assert (folder / "运行报告-20261110-20261110.xlsx").exists()


def test_last_month_unless_told() -> None:
    assert chosen("", "", "", NOW).name == "2026年11月"


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (("2026-11", "2026-11-01", ""), "只能用一种"),
        (("", "2026-11-01", ""), "要一起给"),
        (("2026-13", "", ""), "不是月份"),
        (("2027-01", "", ""), "还没到"),
    ],
)
def test_what_cannot_be_asked(asked: tuple[str, str, str], line: str) -> None:
    with pytest.raises(BadInput) as caught:
        chosen(*asked, NOW)
    assert line in caught.value.say


def test_statement_as_word_and_pdf(folder: Path) -> None:
    """拱墅 工单处理说明书, named after the order unless told."""
    closed, _ = november()
    assert f"工单处理说明书-{closed}.docx" in fenliu("orders", "statement", closed).output
    text = docx.Document(str(folder / f"工单处理说明书-{closed}.docx"))
    cells = [cell.text for table in text.tables for row in table.rows for cell in row.cells]
    assert "解释说明" in cells
    assert not [cell for cell in cells if "王芳" in cell or "13812345678" in cell]
    assert fenliu("orders", "statement", closed, "--format", "pdf", "-o", "one.pdf").exit_code == 0
    assert (folder / "one.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_draft_of_an_open_order(folder: Path) -> None:
    _, open_one = november()
    assert fenliu("orders", "statement", open_one, "--draft", "-o", "draft.docx").exit_code == 0
    text = docx.Document(str(folder / "draft.docx"))
    assert [cell for table in text.tables for row in table.rows for cell in row.cells if "【草稿】" in cell.text]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("report", "--month", "2026-10"), "2026年10月没有诉求，也没有登记的接触"),
        (("report", "--month", "2026-11", "-o", "data/fenliu.sqlite3"), "建不了"),
        (("report", "--month", "2027-02"), "2027年2月还没到"),
        (("orders", "statement", "999"), "没有工单 999"),
        (("orders", "statement", "{open}"), "还没有办结"),
        (("orders", "statement", "{closed}", "-o", "nowhere/x.docx"), "写不进文件"),
    ],
)
def test_what_goes_wrong_is_one_line(
    words: tuple[str, ...], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed, open_one = november()
    monkeypatch.setattr("sys.argv", ["fenliu", *(word.format(open=open_one, closed=closed) for word in words)])
    with pytest.raises(SystemExit) as caught:
        main()
    told = capsys.readouterr().err
    assert caught.value.code == 1
    assert line in told
    assert told.count("\n") == 1
