"""A day of an admin: a resident is not understood, the message is found, a card written, checked, published, and the
resident who asks again gets it."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.staff.hands import CHECKED, choose, go, heard, live, press, told
from tests.pages.staff.site import StaffSite

pytestmark = pytest.mark.page
WORDS = "泼水节什么时候报名摆摊"
WHY = "泼水节是各社区自己办的，摊位由社区排，要跟您的社区报名。"
PHRASES = [
    "泼水节怎么报名", "泼水节摊位还有没有", "想去泼水节卖糖画", "泼水节摆摊要交钱吗", "泼水节的摊位找谁要",
    "泼水节几点开始进场摆摊", "泼水节能卖小吃不", "报名泼水节要带什么", "泼水节摆摊报名截止了吗",
    "我想在泼水节上摆个套圈", "泼水节的摊位怎么分", "泼水节想租个摊位", "泼水节报名电话",
]  # fmt: skip
QUESTIONS = ["今年泼水节还能报上摊位吗", "泼水节想摆个捏面人的摊", "泼水节那天摆摊去哪报名", "泼水节的摊子怎么申请"]


def test_the_day(staff_site: StaffSite, browser: Browser) -> None:
    """From the question that nobody could answer to the answer."""
    phone = browser.new_context(locale="zh-CN", base_url=staff_site.url, viewport={"width": 360, "height": 740})
    resident = phone.new_page()
    resident.goto("/")
    assert WHY not in asks(resident)

    admin = staff_site.page(browser, staff_site.login(f"admin{secrets.token_hex(3)}", "admin"))
    other = staff_site.page(browser, staff_site.login(f"other{secrets.token_hex(3)}", "supervisor"))
    go(admin, "/staff/learning")
    group = admin.locator("[data-group]", has_text=WORDS)
    group.get_by_role("button", name="写一张新卡片").first.click()
    write(admin)

    address = admin.url
    run = checked_by(other, admin, address, staff_site)
    change = admin.locator("[data-change]", has_text=WORDS)
    expect(change).to_contain_text("泼水节摆摊报名（社区微信）")
    expect(admin.locator("[data-verdict]")).to_contain_text("没有人认可")
    expect(admin.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    accept_all(admin)
    admin.get_by_label("这一版改了什么").fill("泼水节")
    press(admin, "发布")
    told(admin, "已经发布成第")
    assert admin.url == run

    live(staff_site, WORDS, WHY)
    assert WHY in asks(resident)
    guide = phone.new_page()
    guide.goto("/guide/search?q=泼水节")
    expect(guide.get_by_role("link", name="泼水节摆摊报名")).to_be_visible()
    for page in (admin, other, resident):
        page.context.close()


def asks(resident: Page) -> str:
    """Writes it as residents do; what the page then shows last."""
    count = resident.locator(".desk > .text").count()
    resident.get_by_label("您想说的话").fill(WORDS)
    resident.get_by_role("button", name="发送", exact=True).click()
    expect(resident.locator(".desk > .text").nth(count)).to_be_visible()
    resident.wait_for_timeout(800)
    return "\n".join(resident.locator(".desk").all_inner_texts()[count:])


def write(admin: Page) -> None:
    """The new card, from the message to the last box."""
    admin.wait_for_url("**/knowledge/new*")
    heard(admin)
    expect(admin.get_by_label("居民会怎么说")).to_have_value(WORDS)
    admin.get_by_label("标题（居民一看就懂）").fill("泼水节摆摊报名")
    admin.get_by_label("编号").fill(f"star-fair-{secrets.token_hex(3)}")
    choose(admin, "主题", "社区生活")
    choose(admin, "归哪里", "社区微信")
    press(admin, "接着写")
    admin.wait_for_url("**/knowledge/drafts/*")
    heard(admin)
    box = admin.get_by_label("居民说法", exact=True)
    expect(box).to_have_value(WORDS)
    box.fill("\n".join([WORDS, *PHRASES]))
    admin.get_by_label("测试问句", exact=True).fill("\n".join(QUESTIONS))
    admin.get_by_label("为什么", exact=True).fill(WHY)
    admin.get_by_label("下一步", exact=True).fill("在微信上找您的社区，说想在泼水节摆摊\n问清楚哪天进场、能卖什么")
    admin.get_by_role("checkbox", name="没有依据").click()
    expect(admin.locator("[data-preview]")).to_contain_text(WHY)
    expect(admin.locator("[data-faults]")).to_have_count(0)


def checked_by(other: Page, admin: Page, address: str, site: StaffSite) -> str:
    """The admin hands it in, somebody else approves it, the admin looks what the check found."""
    press(admin, "提交审核")
    expect(admin.locator("[data-state]")).to_have_text("待审核")
    go(other, "/staff/knowledge/drafts?view=review")
    other.locator("tbody tr", has_text="泼水节摆摊报名").first.click()
    other.wait_for_url("**/knowledge/drafts/*")
    heard(other)
    press(other, "审核通过")
    expect(other.locator("[data-state]")).to_have_text("审核通过")
    go(admin, address.removeprefix(site.url))
    press(admin, "发布检查")
    admin.wait_for_url("**/knowledge/runs/*")
    admin.locator("[data-verdict]").wait_for(timeout=CHECKED)
    return admin.url


def accept_all(admin: Page) -> None:
    """One by one, each looked at."""
    accept = admin.locator("[data-change]").get_by_role("button", name="认可", exact=True)
    while left := accept.count():
        accept.first.click()
        expect(accept).to_have_count(left - 1)
    expect(admin.locator("[data-verdict]")).to_contain_text("可以发布")
