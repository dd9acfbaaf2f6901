"""The four things a new user tries first, in a real browser, with the real desk and all cards; with pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.asking import Desk
from bot.desk import desk_loader
from config.region import load_region
from config.settings import Settings
from tests.pages.browser import SCREENSHOTS, Site, chromium, site
from tests.pages.test_chat_page import desk, say
from tests.shared import INDEX

pytestmark = pytest.mark.page
OUTS = re.compile("跳过|记不清了|说不清|核实处理并答复我")
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "desktop": {"viewport": {"width": 1280, "height": 860}},
}


@pytest.fixture(scope="module")
def real_desk() -> Desk:
    """All cards, loaded once; not loaded at all where there is no browser."""
    chromium()
    return desk_loader(Settings(index=INDEX))(load_region("sample"))


@pytest.fixture
def fenliu(tmp_path: Path, real_desk: Desk) -> Iterator[Site]:
    with site(tmp_path, lambda _region: real_desk) as running:
        yield running


@pytest.fixture(params=LOOKS)
def page(browser: Browser, fenliu: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", device_scale_factor=2, **LOOKS[request.param])
    page = context.new_page()
    page.goto(fenliu.url)
    yield page
    context.close()


def picture(page: Page, name: str, request: pytest.FixtureRequest) -> None:
    """A screenshot to look at, in build/screenshots."""
    page.wait_for_timeout(700)
    page.screenshot(path=SCREENSHOTS / f"{name}-{request.node.callspec.params['page']}.png")


def fill_form(page: Page) -> None:
    """Leaves every question by its button, or says a few words where there is none, until the order is read back."""
    confirm = page.get_by_role("button", name="确认提交")
    for _ in range(15):
        expect(page.locator("#typing")).to_be_hidden()
        if confirm.count():
            return
        count = page.locator(".me").count()
        out = page.locator(".option").filter(has_text=OUTS)
        out.first.click() if out.count() else say(page, "幸福路8号工地，昨天夜里十一点")
        expect(page.locator(".me")).to_have_count(count + 1)
        page.wait_for_timeout(300)
    pytest.fail(desk(page).last.inner_text())


def test_an_in_scope_complaint_becomes_an_order_whose_progress_can_be_seen(
    page: Page, request: pytest.FixtureRequest
) -> None:
    picture(page, "welcome", request)
    say(page, "幸福路8号的工地这一周每天半夜还在打桩，吵得老人睡不着")
    agree = page.get_by_role("button", name="同意，开始登记")
    expect(agree).to_be_visible()
    picture(page, "consent", request)
    agree.click()
    fill_form(page)
    picture(page, "read-back", request)
    page.get_by_role("button", name="确认提交").click()
    order = page.locator(".order").last
    expect(order.locator("dt", has_text="工单号")).to_be_visible()
    number = order.locator(".row", has_text="工单号").locator("dd").inner_text()
    assert re.fullmatch(r"\d{8}-\d{5}-\d", number)
    picture(page, "order", request)
    say(page, "进度")
    expect(page.locator(".progress").last).to_contain_text(number)
    picture(page, "progress", request)


def test_a_private_loan_is_told_to_the_court_with_next_steps(page: Page, request: pytest.FixtureRequest) -> None:
    say(page, "朋友借了我五万块钱不还")
    card = page.locator(".card").last
    expect(card).to_contain_text("法院")
    expect(card).to_contain_text("下一步")
    expect(card.locator("details", has_text="依据")).to_be_visible()
    picture(page, "court", request)


def test_two_matters_are_handled_as_two(page: Page, request: pytest.FixtureRequest) -> None:
    say(page, "楼道里有人给电瓶车充电没人管。另外朋友借了我五万块钱一直不还")
    expect(page.locator(".desk").filter(has_text="2 件事")).to_be_visible()
    picture(page, "two-matters", request)


def test_fire_is_answered_at_once(page: Page, request: pytest.FixtureRequest) -> None:
    say(page, "楼下着火了")
    expect(page.locator(".danger").locator("a.call").first).to_have_text("119")
    picture(page, "fire", request)
