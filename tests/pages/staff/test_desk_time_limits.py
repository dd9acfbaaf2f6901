"""Time limits at the desk, where no bot tells of them: a claim is lost, and a supervisor sees what lies."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from bot.database import Database
from bot.handoff_rounds import HandoffRounds
from bot.services import build_services
from config.clock import Clock
from config.settings import Settings
from orders.handoffs import HandoffBook
from orders.tables import Handoff
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.pages.staff.site import StaffSite
from tests.pages.staff.test_desk import (
    Resident,
    hand_over,
    line,
    look_at,
    pages,  # noqa: F401 - a fixture
    resident,  # noqa: F401 - a fixture
    standing,
)

pytestmark = pytest.mark.page
SOON = 5_000
LONG_AGO = timedelta(days=9)
"""Long enough for every limit in service minutes, whatever the day."""


def a_week_later(site: StaffSite, receipt: str) -> None:
    """Everything about this handoff happened so much earlier; then a process beside the site makes its round."""

    async def go(database: Database) -> None:
        async with database.writing() as session, session.begin():
            handoff = await HandoffBook(session, Clock()).by_receipt(receipt)
            named = ("created_at", "claimed_at", "active_at", "waiting_since", "escalated_at")
            earlier = {name: getattr(handoff, name) - LONG_AGO for name in named if getattr(handoff, name)}
            await session.execute(update(Handoff).where(col(Handoff.id) == handoff.id).values(earlier))
        settings = Settings(data=site.data, database=site.database)
        services = build_services(settings, lambda _region: TinyDesk(), None, last_resort)
        async with services.database:
            await HandoffRounds(services).once()

    site.run(go)


def test_who_went_home_loses_it_and_a_supervisor_sees_it_first(
    staff_site: StaffSite,
    resident: Resident,  # noqa: F811
    pages: Any,  # noqa: F811
) -> None:
    """What was typed is still there when they come back and take it again; typing is a sign of life."""
    worker, _ = pages()
    chief, _ = pages("supervisor")
    receipt = hand_over(resident)
    line(worker, receipt).click(timeout=SOON)
    worker.get_by_role("button", name="受理", exact=True).click()
    reply = worker.get_by_label("写给居民的话")
    expect(reply).to_be_visible()
    before = alive_at(staff_site, receipt)
    reply.press_sequentially("我先问一下城管")
    worker.wait_for_timeout(1000)
    assert alive_at(staff_site, receipt) > before

    a_week_later(staff_site, receipt)  # reminded, and lost in the same round
    expect(worker.get_by_text("这件退回等候了")).to_be_visible(timeout=SOON)
    expect(standing(worker)).to_contain_text("等候受理", timeout=SOON)
    assert "刚才的同事这会儿离开了" in resident.reads()
    worker.get_by_role("button", name=re.compile("^等候")).click()
    expect(line(worker, receipt)).to_contain_text("退回来的", timeout=SOON)

    search = worker.get_by_label("找一件")
    search.fill("没有这样的事")
    expect(worker.get_by_text("没有找到在办的")).to_be_visible(timeout=SOON)
    search.fill(f"油烟 {receipt}")
    expect(worker.locator("[data-line]")).to_have_count(1, timeout=SOON)
    search.press("Escape")
    expect(search).to_have_value("")

    a_week_later(staff_site, receipt)
    late = chief.get_by_role("button", name=re.compile(r"^超时 [1-9]"))
    expect(late).to_be_visible(timeout=SOON)
    expect(chief).to_have_title(re.compile(r"^\(\d+，超时 \d+\) 接待"))
    expect(chief.get_by_text("有居民等久了").first).to_be_visible()
    chief.goto("/staff/desk")
    expect(late).to_have_attribute("aria-pressed", "true")
    expect(line(chief, receipt)).to_contain_text("超过时限没人受理")
    look_at(chief, "desk-late")
    assert worker.get_by_role("button", name=re.compile("^超时")).count() == 0
    worker.get_by_role("button", name="受理", exact=True).click()
    expect(reply).to_have_value("我先问一下城管")
    expect(line(chief, receipt)).to_be_hidden(timeout=SOON)
    end(worker)


def alive_at(site: StaffSite, receipt: str) -> Any:
    """The last sign of life of whoever holds it."""

    async def read(database: Database) -> Any:
        async with database.reading() as session:
            return (await HandoffBook(session, Clock()).by_receipt(receipt)).active_at

    return site.run(read)


def end(page: Page) -> None:
    """Nothing lies about for the next test."""
    page.get_by_role("button", name="办结").click()
    page.get_by_role("dialog").get_by_role("button", name="办结").click()
    expect(standing(page)).to_contain_text("办结", timeout=SOON)
