"""The orders' pages in a real browser: an order led through its life by a worker and a supervisor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.tables import AuditEvent
from config.region import load_region
from orders.book import OrderBook
from tests.orders.drafts import draft
from tests.pages.browser import SCREENSHOTS, Site, site
from tests.pages.page_desk import PageDesk
from tests.pages.staff.signed_in import hire, in_database, signed_in

RESULT = "工地已停止夜间打桩，现场复查三晚没有再施工"
DESKTOP = {"viewport": {"width": 1200, "height": 900}}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(tmp_path: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A running site with a worker and a supervisor."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with site(tmp_path, lambda _region: PageDesk(), url) as running:
        hire(running, "小李", "xiaoli", "worker")
        hire(running, "老陈", "laochen", "supervisor")
        yield running


def filed(office: Site, key: str = "one") -> str:
    """The number of an order that waits to be dispatched."""

    async def file(session: AsyncSession) -> str:
        book = OrderBook(session, load_region("sample"), office.services.clock)
        place = "松烟社区听雨花园8号"
        order = await book.file(draft(incident_address=place, lng=0.02, lat=0.02, account=key), key=key)
        return order.number

    return in_database(office, file)


def step(page: Page, name: str, *, sure: bool = False, **said: str) -> None:
    """Opens a step, fills its form and sends it."""
    fold = page.locator(".q-expansion-item", has=page.locator(".q-item", has_text=re.compile(f"^{name}"))).last
    button = fold.get_by_role("button", name=name, exact=True).last
    if not button.is_visible():
        fold.locator(".q-item").first.click()
    expect(button).to_be_visible()
    for label, text in said.items():
        box = fold.get_by_label(label, exact=False).first
        box.click()
        if box.get_attribute("role") == "combobox":
            box.press_sequentially(text) if box.is_editable() else None
            page.get_by_role("option", name=text, exact=False).first.click()
        else:
            box.fill(text)
    button.click()
    if sure:
        page.get_by_role("button", name=f"确定{name}").click()


def state(page: Page, now: str) -> None:
    expect(page.locator("[data-state]")).to_have_text(now)


def test_an_order_goes_from_dispatch_to_its_result(office: Site, browser: Browser, tmp_path: Path) -> None:
    """Dispatched, returned, upheld by another, sent on, signed, contacted, closed; refusals are read; all is told."""
    number = filed(office)
    with (
        signed_in(browser, office, "xiaoli", **DESKTOP) as worker,
        signed_in(browser, office, "laochen", **DESKTOP) as chief,
    ):
        worker.goto(f"{office.url}/staff/orders/{number}")
        step(worker, "派给别的单位", 主办单位="示例市城市管理局", 依据="城市管理条例第十条")
        state(worker, "已派单")
        step(worker, "退单", 理由="不归我们管", 依据="三定方案", 建议单位="示例市生态环境局")
        state(worker, "退单审核中")
        chief.goto(f"{office.url}/staff/orders/{number}")
        step(chief, "同意退单", 依据="许可归生态环境局")
        state(chief, "已受理")
        worker.reload()
        state(worker, "已受理")
        worker.get_by_text(re.compile("按目录派给")).first.click()
        worker.get_by_role("button", name=re.compile("按目录派给")).last.click()
        state(worker, "已派单")
        step(worker, "签收")
        state(worker, "已签收")
        step(worker, "首次联系", 联系方式="电话", 说明="听了情况，约好去看现场")
        state(worker, "办理中")
        step(worker, "办结", sure=True, 办结类型="已解决", 办理结果="已处理，感谢您的理解与支持")
        expect(worker.get_by_text("不能只有套话").first).to_be_visible()
        worker.reload()
        result = worker.get_by_label("办理结果").first
        expect(result).to_have_value("已处理，感谢您的理解与支持")
        step(worker, "办结", sure=True, 办结类型="已解决", 办理结果=RESULT)
        state(worker, "已办结")
        for told in ("同意退单", "许可归生态环境局", "首次联系", RESULT, "记录完整", "小李", "老陈"):
            expect(worker.get_by_text(told).first).to_be_visible()
        worker.screenshot(path=SCREENSHOTS / "order-desktop.png", full_page=True)
        with worker.expect_download() as paper:
            worker.get_by_text("处理说明书 PDF").click()
        paper.value.save_as(tmp_path / "paper.pdf")
        assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
        chief.goto(f"{office.url}/staff/orders?view=table")
        with chief.expect_download() as export:
            chief.get_by_text("导出 CSV").click()
        export.value.save_as(tmp_path / "orders.csv")
        text = (tmp_path / "orders.csv").read_text(encoding="utf-8-sig")
        assert number in text
        assert "13812345678" not in text
        expect(worker.get_by_text("导出 CSV")).to_have_count(0)

    async def actions(session: AsyncSession) -> list[str]:
        rows = (await session.execute(select(AuditEvent).order_by(AuditEvent.id))).scalars().all()  # type: ignore[arg-type]
        return [row.action for row in rows if row.subject == number or row.action == "orders.export"]

    done = in_database(office, actions)
    assert done[:4] == ["order.dispatch", "order.return", "order.uphold_return", "order.listed"]
    assert done[-2:] == ["order.statement", "orders.export"]
    assert done.count("order.resolve") == 1


def test_two_at_once_the_second_reads_what_the_first_did(office: Site, browser: Browser) -> None:
    """Nothing is done twice, and what the second has typed stays."""
    number = filed(office)
    with (
        signed_in(browser, office, "xiaoli", **DESKTOP) as one,
        signed_in(browser, office, "laochen", **DESKTOP) as other,
    ):
        for page in (one, other):
            page.goto(f"{office.url}/staff/orders/{number}")
            expect(page.locator("[data-state]")).to_have_text("已受理")
        step(one, "督办" if one.get_by_text("督办", exact=True).count() else "追加情况", 说明="居民又打来电话")
        expect(one.get_by_text("追加情况：办好了")).to_be_visible()
        step(other, "督办", 理由="校门口有安全隐患")
        expect(other.get_by_text("小李在").first).to_be_visible()
        expect(other.get_by_label("理由").first).to_have_value("校门口有安全隐患")
        step(other, "督办", 理由="校门口有安全隐患")
        expect(other.get_by_text("督办：办好了")).to_be_visible()


def test_filters_stand_in_the_address_and_a_phone_is_enough(office: Site, browser: Browser) -> None:
    """Search narrows, the address can be shared, the board fits 360 pixels."""
    first, second = filed(office), filed(office, "two")
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    with signed_in(browser, office, "xiaoli", **phone) as page:
        page.goto(f"{office.url}/staff/orders?view=table")
        expect(page.get_by_text(second).first).to_be_visible()
        page.get_by_label("查找").fill(first)
        expect(page.get_by_text(second)).to_have_count(0)
        expect(page).to_have_url(re.compile(f"q={first}"))
        page.reload()
        expect(page.get_by_text(first).first).to_be_visible()
        expect(page.get_by_text("符合条件的 1 张")).to_be_visible()
        for view in ("board", "table", "map"):
            page.goto(f"{office.url}/staff/orders?view={view}")
            expect(page.get_by_text("符合条件的 2 张")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            page.screenshot(path=SCREENSHOTS / f"orders-{view}-phone.png")
