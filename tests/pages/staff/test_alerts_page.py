"""The list of alerts in a browser: narrowed, shared by its address, and dealt with."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from bot.database import Database
from config.clock import Clock
from orders.follow_up.alerts import Alerts
from tests.pages.staff.site import StaffSite

pytestmark = pytest.mark.page


async def raised(database: Database) -> None:
    """Two alerts about nothing else that the tests have."""
    async with database.writing() as session, session.begin():
        alerts = Alerts(session, Clock())
        await alerts.raise_("hot_event", "alerts-page-1", text="热点事件：测试路井盖松动，请先去看。")
        await alerts.raise_("stuck", "alerts-page-2", text="自动步骤没有做成，测试路。")


def test_alerts_are_narrowed(browser: Browser, staff_site: StaffSite) -> None:
    """By words and by what they are about; a reload shows the same; what is dealt with is gone."""
    staff_site.run(raised)
    page = staff_site.page(browser, staff_site.login("alerts.worker", "worker"))
    page.goto("/staff/orders/alerts")
    page.get_by_label("工单编号、提醒里的词").fill("测试路")
    rows = page.locator(".q-card", has_text="测试路")
    expect(page.locator(".q-card")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"q=%E6%B5%8B"))
    page.get_by_label("哪一类").click()
    page.get_by_role("option", name="热点、疑难").click()
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("井盖松动")
    rows.get_by_role("button", name="知道了").click()
    expect(rows).to_have_count(0)
    page.goto("/staff/orders/alerts?group=hot&q=测试路")
    expect(page.get_by_text("没有符合条件的提醒")).to_be_visible()
    page.context.close()
