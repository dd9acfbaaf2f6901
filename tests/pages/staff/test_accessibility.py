"""The pages of staff for whoever sees badly or has no mouse: axe-core, the keyboard alone, text twice as large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.database import Database
from config.clock import CHINA, Clock
from config.region import load_region
from knowledge_base.revisions.tables import GateChange, GateRun
from orders.cases.book import Cases
from orders.cases.joint_help import JointHelp
from orders.cases.objections import Objections
from tests.orders.dispatching import DISPATCHER
from tests.pages.axe import script, serious
from tests.pages.browser import SCREENSHOTS
from tests.pages.staff.site import StaffSite
from tests.pages.staff.test_desk import Resident, hand_over, line
from tests.pages.staff.test_orders_page import filed

pytestmark = pytest.mark.page
WIDTHS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
}
TWICE: dict[str, Any] = {"viewport": {"width": 640, "height": 430}, "device_scale_factor": 2}
"""A window of 1280 pixels at 200 %."""
PATHS = (
    "/staff/desk", "/staff/desk/999999", "/staff/orders", "/staff/orders?view=table", "/staff/orders?view=map",
    "/staff/orders?q=没有这样的工单", "/staff/orders/alerts", "/staff/orders/cases",
    "/staff/knowledge", "/staff/knowledge/private-loan",
    "/staff/knowledge/new?words=路灯", "/staff/knowledge/drafts", "/staff/knowledge/runs", "/staff/knowledge/editions",
    "/staff/knowledge/switches", "/staff/knowledge/exchange", "/staff/knowledge/drafts/999999", "/staff/learning",
    "/staff/learning/appeals", "/staff/insight", "/staff/accounts", "/staff/audit", "/staff/me",
)  # fmt: skip
WINDOWS = ("立单", "转交", "办结", "退回机器人", "快捷回复")


@pytest.fixture(scope="module")
def staff_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffSite]:
    """A process of its own: how a page looks does not depend on the database, and other tests count what they made."""
    site = StaffSite(tmp_path_factory.mktemp("access"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(params=list(WIDTHS))
def admin(request: pytest.FixtureRequest, browser: Browser, staff_site: StaffSite) -> Iterator[Page]:
    """An admin, who may see every page."""
    login = staff_site.login(f"access.{request.param}.{request.node.originalname[-6:]}", "admin")
    page = staff_site.page(browser, login, **WIDTHS[request.param])
    yield page
    page.context.close()


def faults(page: Page) -> list[Any]:
    """Once the page stands still."""
    expect(page.locator("main")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    page.wait_for_function("!document.querySelector('[class*=leave-active], [class*=enter-active]')")
    return serious(page)


def test_axe_finds_no_serious_fault(admin: Page, staff_site: StaffSite) -> None:
    """On every page; with one main part, and the address of no other page's fault hidden behind the first."""
    script()
    [number] = filed(staff_site, f"axe{admin.viewport_size and admin.viewport_size['width']}")
    found = {}
    for path in (*PATHS, f"/staff/orders/{number}"):
        admin.goto(path)
        found[path] = faults(admin)
        assert admin.get_by_role("main").count() == 1, path
    assert {path: some for path, some in found.items() if some} == {}


async def judged(database: Database) -> tuple[int, str, str]:
    """The numbers of a check that found something, of an objection that waits, and of a call for joint help."""
    now, words = datetime.now(CHINA), "楼下烧烤摊的烟往屋里飘"
    before = {"outcome": "route", "destination": "order", "titles": ["餐饮油烟"], "signals": []}
    after = before | {"titles": ["邻里纠纷"], "destination": "mediation"}
    failure = {"question": words, "card": "private-loan", "before": before, "after": after, "day": "2026-11-22"}
    run = GateRun(state="ready", base_edition=0, made_by="李四", made_at=now, failures=[failure], notes=[failure])
    async with database.writing() as session, session.begin():
        session.add(run)
        await session.flush()
        for kind, who in (("message", ""), ("question", "张三")):
            change = GateChange(run_id=run.id or 0, kind=kind, message=words, day=now.date(), accepted_by=who)
            change.before, change.after = before, after
            session.add(change)
        cases, key = Cases(session, load_region("sample"), Clock()), f"access{run.id}"
        case = await Objections(cases).open(
            key=key, about="private-loan", words=words, why="我觉得该有人管", title="借款不还"
        )
        called = await JointHelp(cases).call(
            "一起去看", DISPATCHER, key=key, basis="北京条例第十六条", level="street", units=["market"]
        )
        return run.id or 0, case.receipt, called.receipt


def test_axe_finds_no_serious_fault_in_a_check_and_an_objection(admin: Page, staff_site: StaffSite) -> None:
    """The check has failures, changes and remarks; both ways to judge the objection are open; a step is unfolded."""
    script()
    run, receipt, called = staff_site.run(judged)
    admin.goto(f"/staff/orders/cases/{called}")
    admin.get_by_text("不能到场").click()
    expect(admin.get_by_role("button", name="不能到场", exact=True).last).to_be_visible()
    assert faults(admin) == []
    admin.goto(f"/staff/knowledge/runs/{run}")
    expect(admin.locator("[data-failures]")).to_contain_text("必过的测试问句没有过")
    admin.get_by_text("没答对的一般问句").click()
    assert faults(admin) == []
    admin.goto(f"/staff/learning/appeals/{receipt}")
    expect(admin.get_by_text("我觉得该有人管").first).to_be_visible()
    assert faults(admin) == []


def test_axe_finds_no_serious_fault_in_the_editor(admin: Page, staff_site: StaffSite) -> None:
    """Whole, and with something missing; the window that asks why a card is to be stopped."""
    script()
    admin.goto("/staff/knowledge/private-loan")
    admin.get_by_role("button", name="改这张", exact=True).click()
    admin.wait_for_url("**/knowledge/drafts/*")
    expect(admin.get_by_label("标题", exact=True)).not_to_have_value("")
    assert faults(admin) == []
    admin.get_by_label("标题", exact=True).fill("")
    expect(admin.locator("[data-faults]")).to_be_visible()
    assert faults(admin) == []
    admin.goto("/staff/knowledge/private-loan")
    admin.get_by_role("button", name="马上停用", exact=True).click()
    expect(admin.get_by_role("dialog")).to_be_visible()
    assert faults(admin) == []


def test_axe_finds_no_serious_fault_at_the_door(browser: Browser, staff_site: StaffSite) -> None:
    with browser.new_context(locale="zh-CN", base_url=staff_site.url, **WIDTHS["phone"]) as context:
        page = context.new_page()
        page.goto("/staff/sign-in")
        assert serious(page) == []


def test_axe_finds_no_serious_fault_while_a_resident_is_served(admin: Page, staff_site: StaffSite) -> None:
    """Waiting, claimed, and in every window of the desk, each of which Esc closes."""
    script()
    resident = Resident(staff_site)
    receipt = hand_over(resident)
    resident.client.close()
    admin.goto("/staff/desk")
    admin.get_by_role("button", name=re.compile("^等候")).click()
    line(admin, receipt).click()
    assert faults(admin) == []
    admin.get_by_role("button", name="受理", exact=True).click()
    expect(admin.get_by_label("写给居民的话")).to_be_visible()
    assert faults(admin) == []
    packet = admin.get_by_role("button", name="材料")
    if packet.is_visible():
        packet.click()
        assert faults(admin) == []
        packet.click()
    for name in WINDOWS:
        admin.get_by_role("button", name=name, exact=True).click()
        expect(admin.get_by_role("dialog")).to_be_visible()
        assert faults(admin) == [], name
        admin.keyboard.press("Escape")
        expect(admin.get_by_role("dialog")).to_be_hidden()


def test_with_the_keyboard_alone(browser: Browser, staff_site: StaffSite) -> None:
    """The first stop leads past bar and menu; a login opens and closes without a mouse."""
    page = staff_site.page(browser, staff_site.login("access.keys", "admin"), **WIDTHS["desktop"])
    page.goto("/staff/accounts")
    own = page.get_by_role("button", name="access.keys：可以办什么")
    expect(own).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    own.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("重设密码")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.context.close()


def test_text_twice_as_large(browser: Browser, staff_site: StaffSite) -> None:
    """Nothing sticks out to the side."""
    page = staff_site.page(browser, staff_site.login("access.large", "admin"), **TWICE)
    for path in PATHS:
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 640, path
    page.goto("/staff/desk")
    expect(page.get_by_role("list", name="队列")).to_be_in_viewport()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "staff-twice.png")
    page.context.close()
