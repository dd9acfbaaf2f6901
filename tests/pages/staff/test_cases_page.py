"""Cases beside an order in a real browser: opened on the order's page, led on from their own, seen by both at once."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, Page, ViewportSize, expect

from config.clock import Clock
from tests.pages.browser import SCREENSHOTS
from tests.pages.staff.site import StaffSite
from tests.pages.staff.test_orders_page import both, filed, state, step

PHONE: ViewportSize = {"width": 360, "height": 740}


def unfold(page: Page, number: str) -> None:
    """The order's page with what may be opened beside it."""
    page.goto(f"/staff/orders/{number}")
    page.get_by_text("开群评、吹哨、标签……").click()


def test_a_call_is_opened_answered_and_ended(staff_site: StaffSite, browser: Browser) -> None:
    """What is missing is told and stays typed over a reload; the second of two at once reads what the first did."""
    [number] = filed(staff_site, "called")
    with both(staff_site, browser, "called") as (worker, chief):
        unfold(worker, number)
        step(worker, "吹哨", 什么事="一起到工地看", 依据="北京条例第十六条", 吹哨层级="街道级")
        expect(worker.get_by_text("还要写明：叫哪些单位。").first).to_be_visible()
        worker.reload()
        expect(worker.get_by_label("什么事").first).to_have_value("一起到工地看")
        step(worker, "吹哨", 叫哪些单位="示例市城市管理局", 吹哨层级="街道级")
        expect(worker.get_by_text("吹哨：办好了").first).to_be_visible()
        worker.goto(f"/staff/orders/alerts?q={number}")
        worker.get_by_role("link", name="打开旁路事项").click()
        state(worker, "已吹哨，等待报到")
        expect(worker.get_by_text("还没有答复").first).to_be_visible()
        worker.screenshot(path=SCREENSHOTS / "case-desktop.png", full_page=True)
        chief.goto(worker.url)
        state(chief, "已吹哨，等待报到")
        step(worker, "报到", 说明="两个人到了")
        state(worker, "已报到")
        step(chief, "取消", 理由="改天再去")
        expect(chief.get_by_text("called.worker在").first).to_be_visible()
        state(chief, "已报到")
        step(chief, "解哨", 商定了什么="每晚巡查")
        state(chief, "已解哨")
        expect(chief.get_by_text("您没有要办的")).to_be_visible()
        for told in ("每晚巡查", "两个人到了", "北京条例第十六条", "记录完整"):
            expect(chief.get_by_text(told).first).to_be_visible()
        chief.goto(f"/staff/orders/alerts?q={number}")
        expect(chief.get_by_text("请在派单时列为协办")).to_be_visible()
        expect(chief.get_by_text("请报到，或写明依据")).to_have_count(0)


def test_a_council_with_consent_and_its_card(staff_site: StaffSite, browser: Browser) -> None:
    """Asked before it goes; the card is shown on request; the list has it, on a phone too."""
    [number] = filed(staff_site, "council")
    consent = (Clock().now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    with both(staff_site, browser, "council") as (worker, _):
        unfold(worker, number)
        step(worker, "下交群评", sure=True, 居民同意的时间=consent, 居民同意一起交的内容="争点", 争点="楼道堆物谁来清")
        expect(worker.get_by_text("下交群评：办好了").first).to_be_visible()
        worker.get_by_role("link", name="群评 C").click()
        state(worker, "已提出")
        worker.get_by_role("button", name="看群评交接卡").click()
        card = worker.get_by_role("region", name="交接卡")
        expect(card.get_by_text("楼道堆物谁来清")).to_be_visible()
        expect(card.get_by_text("没写的没有同意")).to_be_visible()
        receipt = worker.url.rsplit("/", 1)[-1]
        worker.set_viewport_size(PHONE)
        worker.goto("/staff/orders/cases?kind=council")
        expect(worker.get_by_role("link", name=f"群评 {receipt}")).to_be_visible()
        assert worker.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
        worker.screenshot(path=SCREENSHOTS / "cases-phone.png")
        worker.get_by_text("看结束了的").click()
        expect(worker.get_by_role("link", name=f"群评 {receipt}")).to_have_count(0)


def test_what_is_not_there_is_told(staff_site: StaffSite, browser: Browser) -> None:
    with both(staff_site, browser, "none") as (worker, _):
        worker.goto("/staff/orders/cases/C20200101-0001-1")
        expect(worker.get_by_role("link", name="回到旁路事项")).to_be_visible()
