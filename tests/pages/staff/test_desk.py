"""The desk in real browsers: two workers and one resident, from the first word to the end."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlmodel import col

from bot.accounts.tables import AuditEvent
from bot.database import Database
from config.clock import Clock
from orders.handoffs import HandoffBook
from orders.tables import Handoff, Order, Staff
from tests.bot.channel_drivers import picture
from tests.pages.browser import SCREENSHOTS
from tests.pages.staff.site import StaffSite

pytestmark = pytest.mark.page
NUMBER = itertools.count()
SOON = 2_000
"""Milliseconds within which a colleague sees it."""
DESKTOP: dict[str, Any] = {"viewport": {"width": 1400, "height": 860}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "device_scale_factor": 2}


class Resident:
    """Somebody with a browser of their own on the resident's page, without the page."""

    def __init__(self, site: StaffSite) -> None:
        self.client = httpx.Client(base_url=site.url)
        self.client.get("/")

    def says(self, text: str) -> str:
        """Writes; what they are answered at once."""
        body = {"client_id": secrets.token_hex(8), "text": text}
        answer = self.client.post("/api/messages", json=body).json()
        return "\n".join(one["text"] for one in answer["replies"])

    def reads(self) -> str:
        """Everything they were told."""
        told = self.client.get("/api/messages").json()["messages"]
        return "\n".join(one["text"] for one in told if one["from"] == "desk")


@pytest.fixture
def resident(staff_site: StaffSite) -> Iterator[Resident]:
    made = Resident(staff_site)
    yield made
    made.client.close()


@pytest.fixture
def pages(browser: Browser, staff_site: StaffSite) -> Iterator[Any]:
    """Opens the desk as somebody new of that role; returns page and name."""
    opened: list[Page] = []

    def open_(role: str = "worker", **options: Any) -> tuple[Page, str]:
        name = staff_site.login(f"desk{next(NUMBER)}", role)
        page = staff_site.page(browser, name, **(options or DESKTOP))
        opened.append(page)
        page.goto("/staff/desk")
        page.wait_for_function("window.did_handshake === undefined || window.did_handshake")
        return page, name

    yield open_
    for page in opened:
        page.context.close()


def receipt_of(text: str) -> str:
    found = re.search(r"R\d{8}-\d{4,}-\d", text)
    assert found, text
    return found.group()


def hand_over(resident: Resident) -> str:
    """A resident tells of fumes and asks for a person; the receipt."""
    resident.says("楼下烧烤店天天往我家窗户冒油烟，电话13812345678")
    resident.says("人工")
    body = resident.client.get("/api/messages").text
    return receipt_of(body)


def line(page: Page, receipt: str) -> Any:
    return page.locator("[data-line]").filter(has_text=receipt)


def standing(page: Page) -> Any:
    return page.locator("[data-standing]")


def look_at(page: Page, name: str) -> None:
    """A screenshot to look at, in build/screenshots."""
    page.wait_for_timeout(400)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_two_workers_and_a_resident(staff_site: StaffSite, resident: Resident, pages: Any) -> None:
    """Both see it arrive, both claim, one wins and the other sees who; words, a reload, and the end.

    Of the two clicks the second may find its button gone already; two claims in one moment are in tests/bot/desk.
    """
    (first, li), (second, wang) = pages(), pages()
    receipt = hand_over(resident)
    for page in (first, second):
        expect(line(page, receipt)).to_be_visible(timeout=SOON)
        expect(page).to_have_title(re.compile(r"^\(\d+\) 接待"))
        line(page, receipt).click()
        expect(page.get_by_text("138****5678").first).to_be_visible()
        assert "13812345678" not in page.content()
    both = [page.get_by_role("button", name="受理", exact=True) for page in (first, second)]
    for button in both:
        button.evaluate("element => setTimeout(() => element.click(), 50)")
    expect(first.locator("[data-standing]", has_text="受理，从")).to_be_visible(timeout=SOON)
    first_won = "由您受理" in standing(first).inner_text()
    winner, loser, name = (first, second, li) if first_won else (second, first, wang)
    expect(standing(loser)).to_contain_text(f"由{name}受理", timeout=SOON)
    expect(loser.get_by_label("写给居民的话")).to_be_hidden()
    expect(winner.get_by_text("13812345678").first).to_be_visible()
    assert "13812345678" not in loser.content()

    reply = winner.get_by_label("写给居民的话")
    reply.fill("您好，我马上联系城管")
    reply.press("Control+Enter")
    expect(winner.get_by_role("log")).to_contain_text("您好，我马上联系城管", timeout=SOON)
    expect(loser.get_by_role("log")).to_contain_text("您好，我马上联系城管", timeout=SOON)
    expect(reply).to_have_value("")
    assert resident.reads().count("您好，我马上联系城管") == 1
    resident.says("好的，是建设路88号")
    expect(winner.get_by_role("log")).to_contain_text("好的，是建设路88号", timeout=SOON)

    reply.press_sequentially("写到一半")
    winner.reload()
    expect(winner.get_by_label("写给居民的话")).to_have_value("写到一半")
    look_at(winner, "desk-desktop")
    winner.get_by_role("button", name="办结").click()
    winner.get_by_label("记一句情况（居民看不到）").fill("电话里说清了")
    winner.get_by_role("dialog").get_by_role("button", name="办结").click()
    expect(standing(winner)).to_contain_text("办结：已答复", timeout=SOON)
    expect(standing(loser)).to_contain_text("办结：已答复", timeout=SOON)
    assert "已经答复完了" in resident.reads()
    winner.reload()
    expect(winner.get_by_label("写给居民的话")).to_be_hidden()
    assert audited(staff_site, receipt) >= {"desk.claim", "desk.reply", "desk.end"}


def test_canned_replies_and_an_order(staff_site: StaffSite, resident: Resident, pages: Any) -> None:
    """With the keyboard: the queue, the search, the gaps, the preview; then an order that says what is missing."""
    page, name = pages()
    receipt = hand_over(resident)
    expect(line(page, receipt)).to_be_visible(timeout=SOON)
    for _ in range(page.locator("[data-line]").count()):
        before = page.url
        page.keyboard.press("Alt+ArrowDown")
        page.wait_for_url(lambda address: address != before)  # noqa: B023 - used at once
        if page.locator("[aria-current=true]", has_text=receipt).count():
            break
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_label("写给居民的话")).to_be_focused(timeout=SOON)
    page.get_by_role("log").focus()
    page.keyboard.press("/")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("身份证")
    expect(page.get_by_role("dialog").get_by_text("要带什么", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("打招呼")).to_be_hidden()
    page.keyboard.press("Enter")
    preview = page.get_by_label("预览")
    send = page.get_by_role("dialog").get_by_role("button", name="发送")
    expect(send).to_be_disabled()
    page.get_by_label("什么地方").fill("政务大厅")
    page.get_by_label("要带什么材料").fill("身份证和照片")
    expect(preview).to_have_text("去政务大厅办的时候，请带上身份证和照片，免得您多跑一趟。")
    send.click()
    expect(page.get_by_role("log")).to_contain_text("去政务大厅办的时候", timeout=SOON)
    assert resident.reads().count("去政务大厅办的时候，请带上身份证和照片") == 1

    page.get_by_role("button", name="立单").click()
    sure = page.get_by_role("button", name="确认立单")
    expect(page.get_by_text("还差：为什么立单")).to_be_visible()
    expect(sure).to_be_disabled()
    page.get_by_label("为什么立单（会记进工单）").press_sequentially("居民不会用手机")
    page.reload()
    page.get_by_role("button", name="立单").click()
    expect(page.get_by_label("为什么立单（会记进工单）")).to_have_value("居民不会用手机")
    sure.click()
    expect(standing(page)).to_contain_text("已立单", timeout=SOON * 2)

    async def filed(database: Database) -> tuple[str, str]:
        async with database.reading() as session:
            of = select(Order).join(Handoff, col(Handoff.order_number) == col(Order.number))
            order = (await session.execute(of.where(col(Handoff.receipt) == receipt))).scalar_one()
            return order.worker or "", order.worker_reason or ""

    assert staff_site.run(filed) == (name, "居民不会用手机")


def test_on_a_telephone(resident: Resident, pages: Any) -> None:
    """One thing at a time: the list, the conversation, the packet; nothing sticks out to the side."""
    page, _ = pages(**PHONE)
    receipt = hand_over(resident)
    expect(line(page, receipt)).to_be_visible(timeout=SOON)
    look_at(page, "desk-phone-queue")
    line(page, receipt).tap()
    page.get_by_role("button", name="受理", exact=True).tap()
    expect(page.get_by_label("写给居民的话")).to_be_in_viewport()
    look_at(page, "desk-phone-talk")
    page.get_by_role("button", name="材料").tap()
    expect(page.get_by_text("机器人的判断")).to_be_in_viewport()
    look_at(page, "desk-phone-packet")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    page.get_by_role("button", name="回到队列").tap()
    expect(page.get_by_role("list", name="队列")).to_be_visible()
    expect(page).to_have_url(re.compile("/staff/desk$"))


def test_a_supervisor_takes_over_and_the_sound_is_asked_for(resident: Resident, pages: Any) -> None:
    """The worker sees at once that it is gone, and keeps what was typed; the switch of the sound is remembered."""
    worker, _ = pages()
    chief, boss = pages("supervisor")
    receipt = hand_over(resident)
    line(worker, receipt).click(timeout=SOON)
    worker.get_by_role("button", name="受理", exact=True).click()
    expect(worker.get_by_label("写给居民的话")).to_be_visible()
    worker.get_by_label("写给居民的话").press_sequentially("我刚要说")
    chief.get_by_role("button", name=re.compile("同事的")).click()
    line(chief, receipt).click()
    chief.get_by_role("button", name="接过来").click()
    expect(standing(worker)).to_contain_text(f"由{boss}受理", timeout=SOON)
    expect(worker.get_by_label("写给居民的话")).to_be_hidden()
    assert worker.get_by_label("写给居民的话").input_value() == "我刚要说"
    chief.get_by_role("switch", name="声音").click()
    chief.wait_for_timeout(500)
    chief.reload()
    expect(chief.get_by_role("switch", name="声音")).to_be_checked()
    chief.get_by_role("button", name="转交").click()
    expect(chief.get_by_role("dialog", name="转交给同事")).to_be_visible()


def test_addresses_that_lead_nowhere(pages: Any) -> None:
    page, _ = pages()
    for address in ("/staff/desk/999999999", "/staff/desk/abc", "/staff/desk/-1", "/staff/desk/99999999999999999999"):
        page.goto(address)
        expect(page.get_by_text("没有这件转接单")).to_be_visible()


def test_photos_are_for_who_holds_it(staff_site: StaffSite, resident: Resident) -> None:
    """Nobody else gets one, whatever the address; and nobody gets another resident's through a handoff of theirs."""
    name = staff_site.login(f"desk{next(NUMBER)}", "worker")
    sent = resident.client.post("/api/photos", files={"photo": ("a.jpg", picture())}).json()["ref"]
    number = staff_site.run(lambda database: handoff_of(database, hand_over(resident)))
    other = Resident(staff_site)
    stranger = other.client.post("/api/photos", files={"photo": ("a.jpg", picture())}).json()["ref"]
    other.client.close()
    address = f"/staff/desk/{number}/files/"
    with staff_site.client() as nobody:
        assert nobody.get(address + sent).status_code == httpx.codes.SEE_OTHER
    with staff_site.client(name) as client:
        assert client.get(address + sent).status_code == httpx.codes.FORBIDDEN
        staff_site.run(lambda database: claim(database, number, name))
        answer = client.get(address + sent)
        assert (answer.status_code, answer.headers["content-type"]) == (httpx.codes.OK, "image/jpeg")
        assert answer.headers["cache-control"] == "no-store"
        for wrong in (stranger, "nothing.jpg", "..%2Ffenliu.sqlite3", "%00"):
            assert client.get(address + wrong).status_code in {httpx.codes.NOT_FOUND, httpx.codes.BAD_REQUEST}, wrong
        assert client.get(f"/staff/desk/99999999/files/{sent}").status_code == httpx.codes.FORBIDDEN


async def handoff_of(database: Database, receipt: str) -> int:
    """The number of the handoff with that receipt."""
    async with database.reading() as session:
        return (await HandoffBook(session, Clock()).by_receipt(receipt)).id or 0


async def claim(database: Database, number: int, name: str) -> None:
    """Somebody takes it, past the page."""
    async with database.writing() as session, session.begin():
        staff = (await session.execute(select(Staff).where(col(Staff.name) == name))).scalar_one()
        await HandoffBook(session, Clock()).claim(number, staff)


def audited(site: StaffSite, receipt: str) -> set[str]:
    """What was done to a handoff, as the audit log has it."""

    async def read(database: Database) -> set[str]:
        async with database.reading() as session:
            wanted = select(col(AuditEvent.action)).where(col(AuditEvent.subject) == receipt)
            return set((await session.execute(wanted)).scalars())

    return site.run(read)
