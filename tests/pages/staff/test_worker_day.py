"""A whole day: a resident, a worker, a dispatcher and a supervisor, from the first words to the rating.

Every one of them in a browser of their own, on the real application; and as it goes in an office: pages are loaded
anew in the middle of a sentence, and buttons are tapped twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select, update
from sqlmodel import col

from bot.database import Database
from bot.order_rounds import OrderRounds
from config.clock import CHINA, Clock
from config.region import load_region
from orders.case_tables import Notice, Rating
from orders.tables import Order
from tests.pages.staff.conftest import serving
from tests.pages.staff.site import StaffSite
from tests.pages.staff.test_orders_page import fill, state, step, unfolded
from tests.pages.test_chat_page import say
from tests.postgres import Databases

pytestmark = pytest.mark.page
FUMES = "建设路88号楼下的烧烤店天天往我家窗户冒油烟，熏得孩子咳嗽，电话13812345678"
PROMISE = "您好，我是接待员，油烟的事我这就给您登记，请问几点最厉害？"
WHY, FIRST, RIGHT = "居民不方便自己填", "示例市城市管理局", "示例市生态环境局"
BASIS = "烟道归环保的排放标准管"
RESULT = "烧烤店已装好油烟净化器，三个晚上现场复查都合格，和您电话核对过"
STORY = ["受理", "派单", "退单", "同意退单", "派单", "签收", "首次联系", "办结", "回访", "归档"]
"""The steps as the order's page tells them, the first one first."""
DESKTOP: dict[str, Any] = {"viewport": {"width": 1400, "height": 860}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, postgres: Databases, tmp_path: Path) -> Iterator[StaffSite]:
    """A service of its own: its queue is nobody else's, and its days may be moved on."""
    with serving(request.param, postgres, tmp_path) as site:
        yield site


@dataclass
class Day:
    """The people of the day, each at a page, and what they talk about."""

    site: StaffSite
    resident: Page
    worker: Page
    dispatcher: Page
    chief: Page
    receipt: str = ""
    number: str = ""


@pytest.fixture
def day(town: StaffSite, browser: Browser) -> Iterator[Day]:
    pages = [browser.new_context(locale="zh-CN", **PHONE).new_page()]
    for name, role in (("worker", "worker"), ("dispatcher", "worker"), ("chief", "supervisor")):
        pages.append(town.page(browser, town.login(name, role), **DESKTOP))
    pages[0].goto(town.url)
    pages[1].goto("/staff/desk")
    resident, worker, dispatcher, chief = pages
    yield Day(town, resident, worker, dispatcher, chief)
    for page in pages:
        page.context.close()


def test_a_day(day: Day) -> None:
    """Asked, handed over, answered, filed, sent, returned, sent on, closed, rated."""
    asks_for_a_person(day)
    claims(day)
    answers(day)
    files_an_order(day)
    finds_it(day)
    returns_it(day)
    sends_it_on(day)
    closes_it(day)
    the_resident_reads_the_result(day)
    is_asked_the_next_day(day)
    rates(day)
    puts_it_into_the_file(day)
    nothing_is_left(day)


def asks_for_a_person(day: Day) -> None:
    """The bot answers first; 人工 brings a receipt, and the worker sees the line come."""
    expect(day.worker.get_by_text("现在没有人在等")).to_be_visible()
    say(day.resident, FUMES)
    expect(day.resident.get_by_role("button", name="同意，开始登记")).to_be_visible()
    say(day.resident, "人工")
    receipt = day.resident.locator(".receipt")
    expect(receipt).to_be_visible()
    found = re.search(r"R\d{8}-\d{4,}-\d", receipt.inner_text())
    assert found
    day.receipt = found.group()
    expect(line(day)).to_be_visible()
    expect(day.worker).to_have_title(re.compile(r"^\(1\) 接待"))


def claims(day: Day) -> None:
    """The number can be read only from now on; a second tap claims nothing twice."""
    line(day).click()
    expect(day.worker.get_by_text("138****5678").first).to_be_visible()
    day.worker.get_by_role("button", name="受理", exact=True).dblclick()
    expect(standing(day)).to_contain_text("由您受理")
    expect(day.worker.get_by_text("13812345678").first).to_be_visible()


def answers(day: Day) -> None:
    """Reloaded in the middle of the sentence and tapped twice: the resident reads it once, after a reload too."""
    reply = day.worker.get_by_label("写给居民的话")
    reply.press_sequentially(PROMISE[:8])
    day.worker.reload()
    expect(reply).to_have_value(PROMISE[:8])
    reply.press("End")
    reply.press_sequentially(PROMISE[8:])
    day.worker.get_by_role("button", name="发送").dblclick()
    expect(day.worker.get_by_role("log")).to_contain_text(PROMISE)
    expect(reply).to_have_value("")
    expect(told(day).filter(has_text=PROMISE)).to_have_count(1)
    day.resident.reload()
    expect(told(day).filter(has_text=PROMISE)).to_have_count(1)
    say(day.resident, "晚上九点到十一点最厉害")
    expect(day.worker.get_by_role("log")).to_contain_text("晚上九点到十一点最厉害")


def files_an_order(day: Day) -> None:
    """With the form, half of it written before a reload, and two taps on the last button: one order."""
    page = day.worker
    page.get_by_role("button", name="立单").click()
    page.get_by_label("为什么立单（会记进工单）").press_sequentially(WHY)
    page.reload()
    page.get_by_role("button", name="立单").click()
    form = page.get_by_role("dialog", name="立单")
    expect(form.get_by_label("为什么立单（会记进工单）")).to_have_value(WHY)
    form.get_by_label("在哪里").fill("建设路88号")
    form.get_by_label("标题").fill("烧烤店油烟扰民")
    expect(form.get_by_label("核对")).to_contain_text("烧烤店油烟扰民")
    form.get_by_role("button", name="确认立单").dblclick()
    expect(standing(day)).to_contain_text("已立单")
    expect(page.get_by_role("button", name="等候 0")).to_be_visible()
    expect(page.get_by_role("button", name="我的 0")).to_be_visible()
    expect(told(day).last).to_contain_text("您的事已经登记成工单")
    assert day.site.run(orders) == 1
    found = re.search(r"\d{8}-\d{5}-\d", told(day).last.inner_text())
    assert found
    day.number = found.group()


def finds_it(day: Day) -> None:
    """Another worker finds it on the board by its title; the lists have sent it to a unit that has other ideas."""
    page = day.dispatcher
    page.goto("/staff/orders")
    page.get_by_label("查找").fill("油烟")
    expect(page.get_by_text("符合条件的 1 张")).to_be_visible()
    page.get_by_role("link", name=re.compile(day.number)).click()
    state(page, "已派单")
    expect(page.get_by_text(f"主办：{FIRST}")).to_be_visible()


def returns_it(day: Day) -> None:
    """The unit's 退单 is registered with the reload in the middle of its reason; the supervisor upholds it."""
    page = day.dispatcher
    fill(page, unfolded(page, "退单"), 理由="装净化器的事不归我们管")
    page.reload()
    expect(page.get_by_label("理由").first).to_have_value("装净化器的事不归我们管")
    step(page, "退单", 依据="三定方案", 建议单位=RIGHT)
    state(page, "退单审核中")
    day.chief.goto("/staff/orders")
    day.chief.get_by_role("navigation", name="等着办的").get_by_text(re.compile("退单")).first.click()
    day.chief.get_by_text(day.number).first.click()
    state(day.chief, "退单审核中")
    step(day.chief, "同意退单", 依据=BASIS)
    state(day.chief, "已受理")


def sends_it_on(day: Day) -> None:
    """Where the supervisor's judgement sends it; the page that lay open is overtaken and says so."""
    page = day.dispatcher
    step(page, "追加情况", 说明="居民问到哪一步了")
    expect(page.get_by_text("chief在").first).to_be_visible()
    state(page, "已受理")
    step(page, "派给别的单位", 主办单位=RIGHT, 依据=BASIS)
    state(page, "已派单")
    step(page, "签收")
    state(page, "已签收")
    step(page, "首次联系", 联系方式="电话", 说明="听了情况，约好晚上去看")
    state(page, "办理中")


def closes_it(day: Day) -> None:
    step(day.dispatcher, "办结", sure=True, 办结类型="已解决", 办理结果=RESULT)
    state(day.dispatcher, "已办结")


def the_resident_reads_the_result(day: Day) -> None:
    """By itself on the page that lies open, and asked for."""
    expect(told(day).filter(has_text=RESULT)).to_have_count(1, timeout=30_000)
    say(day.resident, "进度")
    expect(day.resident.locator(".progress").last).to_contain_text(day.number)
    expect(day.resident.locator(".progress").last).to_contain_text("已办结")


def is_asked_the_next_day(day: Day) -> None:
    """Tomorrow's rounds write the follow-up; it is told as if it were tomorrow now."""
    day.site.run(tomorrow)
    expect(day.resident.get_by_role("button", name="解决了", exact=True)).to_be_visible(timeout=30_000)


def rates(day: Day) -> None:
    """Three taps, the first of them twice, and a reload between."""
    page = day.resident
    page.get_by_role("button", name="解决了", exact=True).dblclick()
    expect(told(day).last).to_contain_text("联系过您吗")
    page.reload()
    page.get_by_role("button", name="联系过", exact=True).click()
    expect(told(day).last).to_contain_text("满意")
    page.get_by_role("button", name="😊 满意", exact=True).click()
    expect(told(day).last).to_contain_text("谢谢您")
    [(solved, contacted, satisfied)] = day.site.run(ratings)
    assert (solved, contacted, satisfied) == ("yes", True, 5)


def puts_it_into_the_file(day: Day) -> None:
    """The supervisor reads the rating, closes the file, and the page tells the whole story in its order."""
    page = day.chief
    page.reload()
    state(page, "已回访")
    expect(page.get_by_role("region", name="回访评价")).to_contain_text("5 分")
    step(page, "归档", sure=True)
    state(page, "已归档")
    names = page.get_by_role("region", name="经过").locator("li .text-weight-medium").all_inner_texts()
    assert names[::-1] == STORY
    story = page.get_by_role("region", name="经过")
    expect(page.get_by_role("region", name="为什么立单")).to_contain_text(WHY)
    for words in ("装净化器的事不归我们管", BASIS, RESULT):
        expect(story.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text("记录完整")).to_be_visible()


def nothing_is_left(day: Day) -> None:
    """The queue is empty, on the page that lay open and on one that is loaded anew."""
    for _ in range(2):
        for tab in ("等候 0", "我的 0", "同事的 0"):
            expect(day.worker.get_by_role("button", name=tab)).to_be_visible()
        day.worker.goto("/staff/desk")


def told(day: Day) -> Locator:
    """What the resident was told."""
    return day.resident.locator(".desk")


def line(day: Day) -> Locator:
    return day.worker.locator("[data-line]").filter(has_text=day.receipt)


def standing(day: Day) -> Locator:
    return day.worker.locator("[data-standing]")


async def orders(database: Database) -> int:
    """How many orders there are."""
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(Order))).scalar_one()


async def ratings(database: Database) -> list[tuple[str, bool | None, int | None]]:
    async with database.reading() as session:
        found = (await session.execute(select(Rating))).scalars()
        return [(one.solved, one.contacted, one.satisfied) for one in found]


async def tomorrow(database: Database) -> None:
    """The rounds of tomorrow noon; what they would say then is said now."""
    later = datetime.combine(Clock().today() + timedelta(days=2), time(12), CHINA)
    await OrderRounds(database, load_region("sample"), Clock(lambda: later)).once()
    async with database.writing() as session, session.begin():
        waits = col(Notice.due_at).is_not(None)
        await session.execute(update(Notice).where(waits).values(due_at=Clock().now()))
