"""The orders' pages in a real browser: an order led through its life by a worker and a supervisor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlmodel import col

from bot.accounts.tables import AuditEvent
from bot.database import Database
from config.clock import Clock
from config.region import load_region
from orders.book import OrderBook
from tests.orders.drafts import draft
from tests.pages.browser import SCREENSHOTS
from tests.pages.staff.site import StaffSite

RESULT = "工地已停止夜间打桩，现场复查三晚没有再施工"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1200, "height": 900}}


def filed(staff_site: StaffSite, key: str = "one", count: int = 1) -> list[str]:
    """The numbers of orders that wait to be dispatched, each of a resident of its own."""

    async def file(database: Database) -> list[str]:
        async with database.writing() as session, session.begin():
            book = OrderBook(session, load_region("sample"), Clock())
            place = "松烟社区听雨花园8号"
            made = [
                await book.file(
                    draft(incident_address=place, lng=0.02, lat=0.02, account=f"{key}{nth}"), key=f"{key}{nth}"
                )
                for nth in range(count)
            ]
            return [order.number for order in made]

    return staff_site.run(file)


@contextmanager
def both(staff_site: StaffSite, browser: Browser, name: str) -> Iterator[tuple[Page, Page]]:
    """A worker and a supervisor, each in a browser of their own."""
    people = [(f"{name}.worker", "worker"), (f"{name}.chief", "supervisor")]
    one, other = (staff_site.page(browser, staff_site.login(*who), **DESKTOP) for who in people)
    yield one, other
    for page in (one, other):
        page.context.close()


def unfolded(page: Page, name: str) -> Locator:
    """The step of that name, opened."""
    fold = page.locator(".q-expansion-item", has=page.locator(".q-item", has_text=re.compile(f"^{name}"))).last
    button = fold.get_by_role("button", name=name, exact=True).last
    if not button.is_visible():
        fold.locator(".q-item").first.click()
    expect(button).to_be_visible()
    return fold


def fill(page: Page, fold: Locator, **said: str) -> None:
    """Fills in its form."""
    for label, text in said.items():
        box = fold.get_by_label(label, exact=False).first
        box.click()
        if box.get_attribute("role") == "combobox":
            box.press_sequentially(text) if box.is_editable() else None
            page.get_by_role("option", name=text, exact=False).first.click()
        else:
            box.fill(text)


def step(page: Page, name: str, *, sure: bool = False, **said: str) -> None:
    """Opens a step, fills its form and sends it."""
    fold = unfolded(page, name)
    fill(page, fold, **said)
    fold.get_by_role("button", name=name, exact=True).last.click()
    if sure:
        page.get_by_role("button", name=f"确定{name}").click()


def files(worker: Page, chief: Page, number: str, folder: Path) -> None:
    """The 说明书 for everybody, the list for the supervisor alone, masked."""
    with worker.expect_download() as paper:
        worker.get_by_text("处理说明书 PDF").click()
    paper.value.save_as(folder / "paper.pdf")
    assert (folder / "paper.pdf").read_bytes().startswith(b"%PDF")
    chief.goto("/staff/orders?view=table")
    with chief.expect_download() as export:
        chief.get_by_text("导出 CSV").click()
    export.value.save_as(folder / "orders.csv")
    text = (folder / "orders.csv").read_text(encoding="utf-8-sig")
    assert number in text
    assert "13812345678" not in text
    worker.goto("/staff/orders?view=table")
    expect(worker.get_by_text("符合条件的")).to_be_visible()
    expect(worker.get_by_text("导出 CSV")).to_have_count(0)


def state(page: Page, now: str) -> None:
    """The order stands there; where it does not, what the page told instead."""
    try:
        expect(page.locator("[data-state]")).to_have_text(now)
    except AssertionError as error:
        error.add_note(f"the page told: {page.locator('.q-notification, [role=status]').all_inner_texts()}")
        raise


def test_an_order_goes_from_dispatch_to_its_result(staff_site: StaffSite, browser: Browser, tmp_path: Path) -> None:
    """Dispatched, returned, upheld by another, sent on, signed, contacted, closed; refusals are read; all is told."""
    [number] = filed(staff_site, "life")
    with both(staff_site, browser, "life") as (worker, chief):
        worker.goto(f"/staff/orders/{number}")
        step(worker, "派给别的单位", 主办单位="示例市城市管理局", 依据="城市管理条例第十条")
        state(worker, "已派单")
        step(worker, "退单", 理由="不归我们管", 依据="三定方案", 建议单位="示例市生态环境局")
        state(worker, "退单审核中")
        chief.goto(f"/staff/orders/{number}")
        step(chief, "同意退单", 依据="许可归生态环境局")
        state(chief, "已受理")
        worker.reload()
        state(worker, "已受理")
        step(worker, "按目录派给示例市生态环境局")
        state(worker, "已派单")
        step(worker, "签收")
        state(worker, "已签收")
        step(worker, "首次联系", 联系方式="电话", 说明="听了情况，约好去看现场")
        state(worker, "办理中")
        step(worker, "等居民补充", 说明="等一张照片")
        worker.get_by_role("button", name="撤销").click()
        expect(worker.get_by_text("等居民补充撤销了")).to_be_visible()
        step(worker, "办结", sure=True, 办结类型="已解决", 办理结果="已处理，感谢您的理解与支持")
        expect(worker.get_by_text("不能只有套话").first).to_be_visible()
        worker.reload()
        result = worker.get_by_label("办理结果").first
        expect(result).to_have_value("已处理，感谢您的理解与支持")
        step(worker, "办结", sure=True, 办结类型="已解决", 办理结果=RESULT)
        state(worker, "已办结")
        for told in ("同意退单", "许可归生态环境局", "首次联系", RESULT, "记录完整", "life.worker", "life.chief"):
            expect(worker.get_by_text(told).first).to_be_visible()
        worker.screenshot(path=SCREENSHOTS / "order-desktop.png", full_page=True)
        files(worker, chief, number, tmp_path)

    async def actions(database: Database) -> list[str]:
        async with database.reading() as session:
            rows = (await session.execute(select(AuditEvent).order_by(col(AuditEvent.id)))).scalars().all()
        export = ("life.chief", "orders.export")  # others export too
        return [row.action for row in rows if row.subject == number or (row.actor, row.action) == export]

    done = staff_site.run(actions)
    assert done[:4] == ["order.dispatch", "order.return", "order.uphold_return", "order.listed"]
    assert done[-2:] == ["order.statement", "orders.export"]
    assert done.count("order.resolve") == 1


def test_two_at_once_the_second_reads_what_the_first_did(staff_site: StaffSite, browser: Browser) -> None:
    """Nothing is done twice, and what the second has typed stays."""
    [number] = filed(staff_site, "twice")
    with both(staff_site, browser, "twice") as (one, other):
        for page in (one, other):
            page.goto(f"/staff/orders/{number}")
            expect(page.locator("[data-state]")).to_have_text("已受理")
        step(one, "追加情况", 说明="居民又打来电话")
        expect(one.get_by_text("追加情况：办好了")).to_be_visible()
        step(other, "督办", 理由="校门口有安全隐患")
        expect(other.get_by_text("twice.worker在").first).to_be_visible()
        expect(other.get_by_label("理由").first).to_have_value("校门口有安全隐患")
        step(other, "督办", 理由="校门口有安全隐患")
        expect(other.get_by_text("督办：办好了")).to_be_visible()


def test_filters_stand_in_the_address_and_a_phone_is_enough(staff_site: StaffSite, browser: Browser) -> None:
    """Search narrows, the address can be shared, the board fits 360 pixels."""
    first, second = filed(staff_site, "phone", 2)
    phone: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    with closing(staff_site.page(browser, staff_site.login("phone.worker", "worker"), **phone).context) as context:
        page = context.pages[0]
        page.goto("/staff/orders?view=table")
        expect(page.get_by_text(second).first).to_be_visible()
        page.get_by_label("查找").fill(first)
        expect(page.get_by_text(second)).to_have_count(0)
        expect(page).to_have_url(re.compile(f"q={first}"))
        page.reload()
        expect(page.get_by_text(first).first).to_be_visible()
        expect(page.get_by_text("符合条件的 1 张")).to_be_visible()
        for view in ("board", "table", "map"):
            page.goto(f"/staff/orders?view={view}")
            expect(page.get_by_text(re.compile("符合条件的 [1-9]"))).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            page.screenshot(path=SCREENSHOTS / f"orders-{view}-phone.png")
