"""Addresses with nothing behind them, and a database that fails: a sentence in Chinese and a way on, no word of what
broke inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect
from sqlalchemy import text

from bot.database import Database
from bot.learning.tables import LearningItem
from config.clock import Clock
from tests.pages.staff.site import StaffSite
from tests.pages.staff.test_alerts_page import raised
from tests.pages.staff.test_orders_page import filed

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INSIDE = ("Exception", "Error", "Traceback", "sqlite", "learning_item", "staff_session")


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffSite]:
    """A service whose database may be broken."""
    folder: Path = tmp_path_factory.mktemp("broken")
    site = StaffSite(folder)
    site.start()
    yield site
    site.stop()


def rename(site: StaffSite, table: str, to: str) -> None:
    async def change(database: Database) -> None:
        async with database.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))

    site.run(change)


@contextmanager
def broken(site: StaffSite, table: str) -> Iterator[None]:
    """The database without that table."""
    rename(site, table, "away")
    try:
        yield
    finally:
        rename(site, "away", table)


def reads(answer: httpx.Response, status: int, *said: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert 'lang="zh-CN"' in answer.text
    for one in said:
        assert one in answer.text
    for one in INSIDE:
        assert one not in answer.text


def test_an_address_with_nothing_behind_it(own_site: StaffSite) -> None:
    """Of staff, of residents; a script is still answered as a script."""
    with own_site.client(own_site.login("lost", "worker")) as client:
        reads(client.get("/staff/nope"), 404, "没有这一页", 'href="/staff"')
        reads(client.get("/nope<b>", headers=BROWSER), 404, "没有这个页面", 'href="/"')
        assert client.get("/nope").json()["say"].startswith("没有这个页面")


@pytest.mark.parametrize(
    ("table", "status", "link"), [("staff_session", 503, "/staff/learning"), ("learning_item", 500, "/staff")]
)
def test_a_database_that_fails(own_site: StaffSite, table: str, status: int, link: str) -> None:
    """At the gate and in the middle of a page; when it is well again so is the page."""
    with own_site.client(own_site.login(f"broken.{table}", "supervisor")) as client:
        with broken(own_site, table):
            answer = client.get("/staff/learning")
        reads(answer, status, "这一页没打开", f'href="{link}"')
        assert client.get("/staff/learning").status_code == httpx.codes.OK


def say(site: StaffSite, *words: str) -> None:
    """Messages to learn from, each unlike the others."""

    async def add(database: Database) -> None:
        known: dict[str, Any] = {"region": "sample", "kind": "low_margin", "channel": "web", "account": "broken"}
        async with database.writing() as session, session.begin():
            session.add_all(LearningItem(at=Clock().now(), words=one, **known) for one in words)

    site.run(add)


@pytest.mark.page
def test_clusters_that_could_not_be_read_come_with_the_next_press(own_site: StaffSite, browser: Browser) -> None:
    """Neither the first ones nor those after them are lost, and none comes twice."""
    things = "路灯井盖电梯水管油烟停车暖气公厕树枝围挡招牌站牌"
    say(own_site, *(f"{things[at : at + 2]}的事问一下" for at in range(0, len(things), 2)))
    page = own_site.page(browser, own_site.login("broken.clusters", "supervisor"))
    failed = page.get_by_text("没有办成，请再试一次")

    def break_first(socket: WebSocketRoute) -> None:
        rename(own_site, "learning_item", "away")
        socket.connect_to_server()

    page.route_web_socket(lambda _address: True, break_first)
    page.goto("/staff/learning")
    expect(failed).to_be_visible()
    expect(page.get_by_text("没有读出来，什么也没丢。")).to_be_visible()
    rename(own_site, "away", "learning_item")
    page.get_by_role("button", name="再试一次").click()
    clusters = page.locator("[data-group]")
    expect(clusters).to_have_count(10)
    among = int(re.findall(r"(\d+) 组", page.get_by_text("12 句，").inner_text())[0])
    page.get_by_role("button", name="知道了").click()
    expect(failed).to_be_hidden()
    with broken(own_site, "learning_item"):
        page.get_by_role("button", name="再看一些").click()
        expect(failed).to_be_visible()
    page.get_by_role("button", name="再看一些").dblclick()
    expect(clusters).to_have_count(among)
    expect(page.get_by_role("button", name="再看一些")).to_be_hidden()
    heads = {text.split("“")[1] for text in clusters.all_inner_texts()}
    assert len(heads) == among > 10
    page.context.close()


@pytest.mark.page
@pytest.mark.parametrize(
    ("table", "path", "label", "choice", "left"),
    [("alert", "/staff/orders/alerts", "哪一类", "热点、疑难", 1), ("orders", "/staff/orders", "状态", "已派单", 0)],
)
def test_a_list_that_could_not_be_narrowed(  # noqa: PLR0917 - each is another page
    own_site: StaffSite, browser: Browser, table: str, path: str, label: str, choice: str, left: int
) -> None:
    """What does not fit the chosen filter is not shown as if it did; a press tries again."""
    own_site.run(raised)
    filed(own_site, "narrowed", 2)
    page = own_site.page(browser, own_site.login(f"narrow.{table}", "supervisor"))
    page.goto(path)
    rows = page.locator(".q-card, tbody tr")
    expect(page.locator("[data-ready]")).to_be_attached()
    expect(rows.first).to_be_visible()
    again, failed = page.get_by_role("button", name="再试一次"), page.get_by_text("没有办成，请再试一次")
    with broken(own_site, table):
        page.get_by_label(label).click()
        page.get_by_role("option", name=choice, exact=True).click()
        for _ in range(2):
            expect(failed).to_be_visible()
            expect(page.get_by_text("没有读出来，什么也没丢。")).to_be_visible()
            expect(rows.first).to_be_hidden()
            page.get_by_role("button", name="知道了").click()
            expect(failed).to_be_hidden()
            again.click()
        expect(failed).to_be_visible()
    again.click()
    expect(again).to_be_hidden()
    expect(rows).to_have_count(left)
    page.context.close()
