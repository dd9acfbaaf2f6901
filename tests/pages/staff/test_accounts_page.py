"""The page of accounts: somebody of the staff bot gets a login, and is the same person there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from bot.accounts.book import LoginBook
from bot.database import Database
from config.clock import Clock
from orders.staff import StaffBook
from tests.orders.colleagues import hire
from tests.pages.staff.site import StaffSite, enter

pytestmark = pytest.mark.page


async def joined(database: Database) -> int:
    """Somebody who used an invitation in the staff bot."""
    async with database.writing() as session, session.begin():
        return (await hire(StaffBook(session, Clock()), "机器人里的小周", "supervisor")).id or 0


def test_a_colleague_of_the_bot_gets_a_login(browser: Browser, staff_site: StaffSite) -> None:
    """Named on the page, chosen, with name and role as they are; the password shown opens the door once."""
    number = staff_site.run(joined)
    page = staff_site.page(browser, staff_site.login("accounts.boss", "admin"))
    page.goto("/staff/accounts")
    expect(page.get_by_text("还不能登录网页：")).to_contain_text("机器人里的小周")
    page.get_by_role("button", name="新建账号").click()
    window = page.get_by_role("dialog", name="新建账号")
    window.get_by_label("给谁").click()
    page.get_by_role("option", name="机器人里的小周").click()
    expect(window.get_by_label("姓名")).to_have_value("机器人里的小周")
    window.get_by_label("登录名").fill("xiao.zhou")
    window.get_by_role("button", name="新建", exact=True).click()
    password = page.locator("[data-password]").inner_text()
    page.get_by_role("button", name="我记下了").click()
    expect(page.get_by_role("row", name="xiao.zhou")).to_contain_text("主管")
    expect(page.get_by_text("还不能登录网页：")).not_to_be_visible()

    async def owner(database: Database) -> int:
        async with database.reading() as session:
            row, _ = await LoginBook(session, Clock()).get("xiao.zhou")
            return row.staff_id

    assert staff_site.run(owner) == number
    with staff_site.client() as client:
        assert enter(client, "xiao.zhou", password).headers["location"] == "/staff"
    page.context.close()
