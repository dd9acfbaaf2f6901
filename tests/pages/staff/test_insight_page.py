"""The page of figures in a real browser: charts are drawn, the filter changes the tables, files come, and say no more
than the tables do."""

from __future__ import annotations

import csv
import io
import itertools
import time
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete, func, select

from bot.accounts.tables import AuditEvent
from bot.database import Database
from bot.insight.parts import TALKS
from bot.insight.tables import InsightDay
from bot.insight.words import words
from config.clock import Clock
from config.region import load_region
from orders.book import OrderBook
from orders.tables import ContactRecord
from tests.orders.drafts import draft
from tests.pages.staff.site import StaffSite

NUMBER = itertools.count()
YEAR = 365
NAME, PHONE = "欧阳测试", "13900001234"


@pytest.fixture
def supervisor(staff_site: StaffSite) -> str:
    return staff_site.login(f"boss{next(NUMBER)}", "supervisor")


async def fill(database: Database) -> None:
    """Three days: five conversations, of which four were told the way and one filed an order in 砚池街道."""
    now = Clock().now()
    async with database.writing() as session, session.begin():
        await session.execute(delete(InsightDay))
        await session.execute(delete(ContactRecord))
        for place, back in enumerate((9, 9, 2, 0, 0)):
            way = "order" if place == 4 else "court"
            told = {"outcome": "route", "destination": way, "card": "private-loan", "candidates": [{}], "signals": []}
            row = ContactRecord(at=_noon(now) - timedelta(days=back), channel="web", account=f"{PHONE}-{place}")
            row.what, row.decision = "decided", told | {"text": f"{NAME}欠钱"}
            session.add(row)
        book = OrderBook(session, load_region(), Clock())
        mine = draft(account=f"{PHONE}-4", requester_name=NAME, contact_phone=PHONE, card_id="dog-barking")
        order = await book.file(mine, key=f"insight-{next(NUMBER)}")
        order.street = "yanchi"


def _noon(now: datetime) -> datetime:
    """A moment of today that has been, also right after midnight."""
    return min(now, now.replace(hour=12, minute=0, second=0, microsecond=0))


def counted(page: Page) -> None:
    """Until everything is there; before the headings are, nothing turns yet, and nothing has been counted."""
    expect(page.get_by_role("heading", name=words()["parts"][TALKS])).to_be_visible(timeout=30_000)
    expect(page.locator(".q-spinner")).to_have_count(0, timeout=30_000)
    expect(page.locator(".q-linear-progress")).to_have_count(0, timeout=30_000)


def test_charts_filter_and_files(staff_site: StaffSite, browser: Browser, supervisor: str, tmp_path: Path) -> None:
    """One visit of a supervisor, from the first view to the files on the disk."""
    staff_site.run(fill)
    page = staff_site.page(browser, supervisor, viewport={"width": 1200, "height": 900}, accept_downloads=True)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)
    page.goto("/staff/insight")
    counted(page)
    card = page.get_by_role("region", name="每天的对话怎样结束")
    expect(card.locator("canvas")).to_be_visible()
    assert _painted(page, "每天的对话怎样结束")
    rows = card.locator("tbody tr")
    expect(rows).to_have_count(10)
    expect(rows.first).to_contain_text("2")
    expect(page.get_by_text("4 / 5；")).to_be_visible()
    page.get_by_role("button", name="近 7 天").click()
    expect(rows).to_have_count(7)
    expect(page.get_by_text("2 / 3；")).to_be_visible()
    assert "from=" in page.url
    expect(page.get_by_role("region", name="反映最多的事").locator("tbody tr")).to_have_count(1)
    _choose(page, "星槎街道")
    expect(page.get_by_role("region", name="反映最多的事")).to_contain_text("没有可画的")
    expect(page.get_by_text("不随街道筛选变")).to_be_visible()
    address = page.url
    assert "street=xingcha" in address
    page.goto(address)
    counted(page)
    expect(page.get_by_role("region", name="反映最多的事")).to_contain_text("没有可画的")
    _choose(page, "砚池街道")
    expect(page.get_by_role("region", name="反映最多的事").locator("tbody tr")).to_have_count(1)
    counted(page)
    _files(page, tmp_path)
    assert troubles == []
    assert set(staff_site.run(_exports)) == {"xlsx", "csv"}
    page.context.close()


def _files(page: Page, folder: Path) -> None:
    """The whole as XLSX and CSV, and one table; nobody's name or number is in any of them."""
    with page.expect_download() as caught:
        page.get_by_role("button", name="全部导出为 XLSX").click()
    caught.value.save_as(folder / "all.xlsx")
    book = openpyxl.load_workbook(folder / "all.xlsx")
    text = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    with page.expect_download() as caught:
        page.get_by_role("button", name="全部导出为 CSV").click()
    caught.value.save_as(folder / "all.csv")
    whole = (folder / "all.csv").read_text(encoding="utf-8-sig")
    with page.expect_download() as caught:
        page.get_by_role("button", name="下载“每天的对话怎样结束”的表").click()
    assert caught.value.suggested_filename.startswith("分流数据-每天的对话怎样结束-")
    caught.value.save_as(folder / "one.csv")
    one = list(csv.reader(io.StringIO((folder / "one.csv").read_text(encoding="utf-8-sig"))))
    assert (one[0][0], len(one), one[-1][1:3]) == ("日期", 8, ["1", "1"])
    for found in (text, whole):
        assert "2 / 3；" in found
        assert NAME not in found
        assert PHONE not in found


async def _exports(database: Database) -> list[str]:
    async with database.reading() as session:
        rows = await session.execute(select(AuditEvent.data).where(AuditEvent.action == "insight.export"))  # type: ignore[call-overload]
        return [str(row[0]["kind"]) for row in rows.all()]


def _choose(page: Page, street: str) -> None:
    page.get_by_label("街道", exact=True).click()
    page.get_by_role("option", name=street).click()
    page.get_by_role("button", name="查看").click()


def _painted(page: Page, title: str) -> bool:
    """Whether something is drawn: the canvas is not of one colour."""
    script = """title => { const canvas = document.querySelector(`[aria-label="${title}"] canvas`)
        const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
        const seen = new Set(); for (let at = 0; at < dots.length; at += 4000) seen.add(dots.slice(at, at + 4).join())
        return seen.size > 2 }"""
    return bool(page.evaluate(script, title))


def test_a_left_page_counts_no_more(staff_site: StaffSite, browser: Browser, supervisor: str) -> None:
    """Who goes elsewhere before the figures are there leaves nothing behind that the next page would have to wait for:
    of the days nobody had counted yet, only a few are."""
    staff_site.run(fill)
    staff_site.run(_long_ago)
    page = staff_site.page(browser, supervisor, viewport={"width": 1200, "height": 900})
    today = Clock().now().date()
    page.goto(f"/staff/insight?from={today - timedelta(days=YEAR)}&to={today}")
    expect(page.get_by_label("补统计的进度")).to_be_visible()
    page.goto("/staff/account")
    left = staff_site.run(_days)
    time.sleep(3)
    assert staff_site.run(_days) <= left + 1 < YEAR
    page.context.close()


async def _long_ago(database: Database) -> None:
    """A conversation of a year ago, so that all the days since then are still to be counted."""
    async with database.writing() as session, session.begin():
        at = Clock().now() - timedelta(days=YEAR)
        session.add(ContactRecord(at=at, channel="web", account="old", what="decided", decision={}))


async def _days(database: Database) -> int:
    """How many days are counted."""
    async with database.reading() as session:
        return (await session.execute(select(func.count(InsightDay.day.distinct())))).scalar_one()  # type: ignore[attr-defined]


def test_a_wrong_filter_says_why_and_a_phone_shows_everything(
    staff_site: StaffSite, browser: Browser, supervisor: str
) -> None:
    """What cannot be shown is said in a sentence, and nothing is wider than a telephone."""
    staff_site.run(fill)
    page = staff_site.page(browser, supervisor, viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto("/staff/insight?from=2026-13-01&to=x&street=nowhere")
    expect(page.get_by_text("没有这个街道了")).to_be_visible()
    counted(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("从哪天").fill("2999-01-01")
    page.get_by_label("到哪天").fill("2999-01-02")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("还没到")).to_be_visible()
    page.context.close()
