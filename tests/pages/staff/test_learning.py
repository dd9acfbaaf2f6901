"""Learning in real browsers: a click makes a draft, another takes it back; an objection from the tap to the verdict."""

from __future__ import annotations

import re
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from bot.accounts.tables import AuditEvent
from bot.database import Database
from bot.learning.tables import LearningItem
from bot.pages.staff.learning.deadline import due_of
from config.clock import CHINA, Clock
from config.region import load_region
from knowledge_base.revisions.tables import CardRevision
from orders.case_tables import Case
from tests.pages.browser import SCREENSHOTS
from tests.pages.staff.site import StaffSite

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
CARD = "private-loan"


def put(site: StaffSite, *words: str, **values: Any) -> None:
    """Messages to learn from."""

    async def add(database: Database) -> None:
        known: dict[str, Any] = {"region": "sample", "kind": "rerouted", "channel": "web", "candidates": [CARD]}
        async with database.writing() as session, session.begin():
            for place, one in enumerate(words):
                session.add(LearningItem(at=Clock().now(), words=one, account=f"p{place}", **(known | values)))

    site.run(add)


def rows(site: StaffSite, table: Any, **where: Any) -> list[Any]:
    async def read(database: Database) -> list[Any]:
        wanted = select(table).where(*(getattr(table, name) == value for name, value in where.items()))
        async with database.reading() as session:
            return list((await session.execute(wanted.order_by(table.id))).scalars())

    return site.run(read)


def group(page: Page, words: str) -> Any:
    """The cluster with these words, on a page opened anew."""
    page.goto("/staff/learning?kind=rerouted")
    expect(page.locator("[data-ready]")).to_be_visible()
    return page.locator("[data-group]", has_text=words).first


def shot(page: Page, name: str) -> None:
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.page
def test_a_cluster_becomes_a_phrase_and_is_taken_back(staff_site: StaffSite, browser: Browser) -> None:
    """Words can be edited, a number is refused, the draft is one click away; what was a script is words."""
    mark = secrets.token_hex(3)
    put(staff_site, f"表弟{mark}拿了三万周转一直没还", f"<img src=x onerror=alert(1)>表弟{mark}拿了三万周转没还")
    name = staff_site.login(f"learn.chief.{mark}", "supervisor")
    page = staff_site.page(browser, name, **DESKTOP)
    page.on("dialog", lambda _dialog: pytest.fail("a script ran"))
    one = group(page, mark)
    expect(one.get_by_text("2 句")).to_be_visible()
    expect(one.get_by_text("<img src=x")).to_be_visible()
    box = one.get_by_label("写进卡片的话", exact=False)
    box.fill("表弟借钱不还电话13812345678")
    one.get_by_role("button", name="作为说法").click()
    expect(page.get_by_text("卡片里不放任何人的信息")).to_be_visible()
    box.fill(f"表弟{mark}拿钱周转不还")
    one = group(page, mark)
    expect(one.get_by_label("写进卡片的话", exact=False)).to_have_value(f"表弟{mark}拿钱周转不还")
    one.get_by_role("button", name="作为说法").click()
    done = page.locator("[data-group]", has_text="写进了")
    expect(done.get_by_role("link", name="打开草稿")).to_have_attribute(
        "href", re.compile(r"/staff/knowledge/drafts/\d+")
    )
    (draft,) = rows(staff_site, CardRevision, author=name)
    assert draft.content["phrases"][-1] == f"表弟{mark}拿钱周转不还"
    done.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("撤销了")).to_be_visible()
    assert rows(staff_site, CardRevision, author=name)[0].state == "retired"
    assert [event.action for event in rows(staff_site, AuditEvent, actor=name) if "learning" in event.action] == [
        "learning.phrase", "learning.undo",
    ]  # fmt: skip
    page.context.close()


@pytest.mark.page
def test_more_than_ten_clusters_come_when_asked_for(staff_site: StaffSite, browser: Browser) -> None:
    """Ten at first, the rest one press away, and no message twice."""
    things = "路灯井盖电梯水管油烟停车暖气公厕树枝围挡招牌站牌"
    put(staff_site, *(f"{things[at : at + 2]}的事问一下" for at in range(0, len(things), 2)), kind="low_margin",
        candidates=[])  # fmt: skip
    page = staff_site.page(browser, staff_site.login(f"more.{secrets.token_hex(3)}", "supervisor"), **PHONE)
    page.goto("/staff/learning?kind=low_margin")
    said = rows(staff_site, LearningItem, kind="low_margin", state="open")
    clusters = int(re.findall(r"(\d+) 组", page.get_by_text(f"{len(said)} 句，").inner_text())[0])
    assert clusters > 10
    expect(page.locator("[data-group]")).to_have_count(10)
    button = page.get_by_role("button", name="再看一些")
    button.click()
    expect(page.locator("[data-group]")).to_have_count(min(clusters, 20))
    if clusters <= 20:
        expect(button).to_be_hidden()
    heads = [re.findall("“.*?”", text)[0] for text in page.locator("[data-group]").all_inner_texts()]
    assert len(set(heads)) == min(clusters, 20)
    page.context.close()


@pytest.mark.page
def test_two_at_once_and_one_by_one(staff_site: StaffSite, browser: Browser) -> None:
    """The second reads who was first; one message of a cluster leaves the rest open; a card can be searched for."""
    mark = secrets.token_hex(3)
    put(staff_site, f"路灯{mark}不亮了", f"路灯{mark}不亮没人修", candidates=[])
    names = [staff_site.login(f"learn.{who}.{mark}", "admin") for who in "ab"]
    first, second = (staff_site.page(browser, name, **PHONE) for name in names)
    seen = group(second, mark)
    one = group(first, mark)
    one.get_by_text("一句一句处理").click()
    single = one.locator("[data-single]").first
    single.get_by_role("button", name="作为测试问句").click()
    expect(first.get_by_text("先选一张卡片")).to_be_visible()
    single.get_by_label("找别的卡片", exact=False).fill("路灯坏了")
    single.get_by_role("button", name="找", exact=True).click()
    expect(single.get_by_text("已选第一张")).to_be_visible()
    single.get_by_role("button", name="作为测试问句").click()
    expect(one.get_by_text("作为测试问句写进了")).to_be_visible()
    seen.get_by_role("button", name="不用处理").first.click()
    expect(second.get_by_text(f"{names[0]} 在")).to_be_visible()
    one.get_by_role("button", name="不用处理").last.click()
    expect(first.get_by_text("这句不用处理")).to_be_visible()
    first.goto("/staff/learning?kind=done")
    expect(first.locator("[data-done]", has_text=mark)).to_have_count(2)
    assert first.evaluate("document.documentElement.scrollWidth") <= 360
    shot(first, "learning-done-phone")
    for page in (first, second):
        page.context.close()


@pytest.mark.page
def test_an_objection_from_the_tap_to_the_verdict(staff_site: StaffSite, browser: Browser) -> None:
    """The resident gets a number, the supervisor decides on the page, the resident reads it; then one click more."""
    mark = secrets.token_hex(3)
    with httpx.Client(base_url=staff_site.url, timeout=30) as resident:
        resident.get("/")

        def says(**message: str) -> Any:
            return resident.post("/api/messages", json={"client_id": secrets.token_hex(8)} | message).json()["replies"]

        says(text="朋友借我五万块不还")
        says(text=f"我不同意，他是在你们办的集市{mark}上借的<b>真的</b>")
        receipt = re.search(r"C\d{8}-\d{4}-\d", str(says(text="进度")))
        assert receipt is not None
        name = staff_site.login(f"appeal.{mark}", "supervisor")
        page = staff_site.page(browser, name, **DESKTOP)
        page.goto("/staff/learning/appeals")
        expect(page.get_by_text(receipt.group())).to_be_visible()
        page.goto(f"/staff/orders/alerts?q={receipt.group()}")
        page.get_by_role("link", name="打开边界申诉").click()
        expect(page.get_by_text(f"{mark}上借的<b>真的</b>")).to_be_visible()
        page.get_by_label("理由（居民会读到）").fill("集市由街道办")
        page.wait_for_timeout(300)
        page.reload()
        expect(page.get_by_label("理由（居民会读到）")).to_have_value("集市由街道办")
        page.get_by_label("找别的卡片", exact=False).fill("路边摆摊占道")
        page.get_by_role("button", name="找", exact=True).click()
        expect(page.get_by_text("已选第一张")).to_be_visible()
        shot(page, "appeal")
        page.get_by_role("button", name="该由热线受理").click()
        page.get_by_role("button", name="告诉居民").click()
        expect(page.get_by_text("让以后答对")).to_be_visible()
        page.get_by_role("button", name="作为测试问句").click()
        expect(page.get_by_role("link", name="打开草稿")).to_be_visible()
        assert rows(staff_site, CardRevision, author=name)[0].questions[-1]["text"] == "朋友借我五万块不还"
        page.goto(f"/staff/orders/alerts?q={receipt.group()}")
        expect(page.get_by_text("没有符合条件的提醒")).to_be_visible()
        page.context.close()
        said = ""
        for _ in range(60):
            said = str(resident.get("/api/messages").json())
            if "您说得有道理" in said:
                break
            time.sleep(0.5)
        assert said.count("您说得有道理") == 1
        assert "集市由街道办" in said


@pytest.mark.page
def test_who_may_not(staff_site: StaffSite, browser: Browser) -> None:
    """A worker sees neither queue nor objections, nor the way to them; a number that there is not says so."""
    mark = secrets.token_hex(3)
    worker = staff_site.page(browser, staff_site.login(f"learn.worker.{mark}", "worker"), **DESKTOP)
    for path in ("/staff/learning", "/staff/learning/appeals", "/staff/learning/appeals/C20261122-0001-6"):
        worker.goto(path)
        expect(worker.get_by_text("需要主管、管理员来做", exact=False)).to_be_visible()
        expect(worker.get_by_role("link", name="学习")).to_have_count(0)
    worker.context.close()
    chief = staff_site.page(browser, staff_site.login(f"learn.other.{mark}", "supervisor"), **DESKTOP)
    chief.goto("/staff/learning/appeals/C20261122-9999-9")
    expect(chief.get_by_text("没有这件边界申诉")).to_be_visible()
    chief.context.close()


@pytest.mark.parametrize(
    ("hours", "state", "tone"),
    [
        (-1, "asked", "late"),
        (2, "asked", "today"),
        (26, "asked", "soon"),
        (24 * 9, "asked", "fine"),
        (2, "kept", "done"),
    ],
)
def test_the_colour_of_the_day_that_was_told(hours: int, state: str, tone: str) -> None:
    """On a Monday at ten; the words say the same as the colour."""
    now = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)
    by = now + timedelta(hours=hours)
    case = Case(kind="objection", state=state, data={"answer_by": by.isoformat()})
    case.ended_at = now if state == "kept" else None
    due = due_of(case, now, load_region("sample").calendar)
    assert due.tone == tone
    assert due.words
