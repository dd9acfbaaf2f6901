"""The page while the database is gone, and while a person may write: nothing is lost, and what is new appears."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.conversations import Conversations
from bot.database import Database
from config.clock import Clock
from handlers.message import Reply
from tests.pages.browser import Site, site
from tests.pages.page_desk import PageDesk
from tests.pages.test_chat_page import desk, say
from tests.postgres import Server

pytestmark = pytest.mark.page
LATE = 20_000
"""Milliseconds: the spool is looked at every two seconds, the page looks every five."""


@pytest.fixture
def server(browser: Browser) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fenliu-page-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "one")
        server.start()
        yield server
        server.stop("immediate")


@pytest.fixture
def fenliu(tmp_path: Path, server: Server) -> Iterator[Site]:
    """The site over a PostgreSQL that can be stopped."""
    with site(tmp_path, lambda _region: PageDesk(), server.url()) as running:
        yield running


def mine(page: Page) -> list[str]:
    return page.locator(".bubble > .text").all_inner_texts()


def test_words_said_during_an_outage_are_answered_later(page: Page, server: Server, troubles: list[str]) -> None:
    """They count as sent and the page says so; danger is answered at once; the answers come by themselves."""
    say(page, "你好")
    expect(desk(page)).to_have_text("第1句：你好")
    server.stop("immediate")
    say(page, "路灯坏了")
    expect(page.locator(".me .state").last).to_have_text("已记下，恢复后答复")
    expect(page.locator("#notice")).to_contain_text("已经记下")
    say(page, "楼下着火了")
    expect(page.locator(".danger")).to_contain_text("119")
    expect(page.locator(".me")).to_have_count(3)
    server.start()
    expect(desk(page).filter(has_text="第2句：路灯坏了")).to_be_visible(timeout=LATE)
    expect(desk(page).filter(has_text="人安全以后")).to_be_visible(timeout=LATE)
    said = mine(page)
    assert said[:4] == ["你好", "第1句：你好", "路灯坏了", "第2句：路灯坏了"]
    assert said[4] == "楼下着火了"
    assert len(said) == 7
    expect(page.locator(".me .state:visible")).to_have_count(0)
    expect(page.locator("#notice")).to_be_hidden()
    say(page, "在吗")
    expect(desk(page).last).to_have_text("第4句：在吗")
    assert troubles == []


def test_a_reload_during_an_outage_loses_nothing(page: Page, server: Server) -> None:
    """What was kept is shown again, and answered once."""
    say(page, "你好")
    expect(desk(page)).to_have_text("第1句：你好")
    server.stop("immediate")
    say(page, "路灯坏了")
    expect(page.locator(".me .state").last).to_have_text("已记下，恢复后答复")
    page.reload()
    expect(page.locator(".me .text")).to_have_text("路灯坏了")
    server.start()
    expect(desk(page).filter(has_text="第2句：路灯坏了")).to_be_visible(timeout=LATE)
    expect(page.locator(".bubble > .text")).to_have_text(["你好", "第1句：你好", "路灯坏了", "第2句：路灯坏了"])


def write(server: Server, text: str) -> None:
    """A worker's words to the one conversation there is; in a thread, for the browser has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_write(server.url(), text))).result()


async def _write(url: str, text: str) -> None:
    now = Clock().now()
    async with Database(url) as database, database.writing() as session, session.begin():
        conversations = Conversations(session)
        talk = await conversations.lock_by_id(1)
        assert talk is not None
        await conversations.post(talk, [Reply(text)], now, inbox_id=None, push=False, author="1")
        await conversations.save(talk, now)


def test_words_of_a_person_appear_by_themselves(page: Page, server: Server) -> None:
    """After a receipt the page looks for them; my own words are not shown twice."""
    say(page, "找个人")
    expect(page.locator(".receipt")).to_be_visible()
    write(server, "您好，我是小王，这就帮您看。")
    expect(desk(page).last).to_have_text("您好，我是小王，这就帮您看。", timeout=LATE)
    say(page, "谢谢")
    expect(desk(page).last).to_have_text("第2句：谢谢")
    write(server, "不客气。")
    expect(desk(page).last).to_have_text("不客气。", timeout=LATE)
    expect(page.locator(".me")).to_have_count(2)


def test_nobody_is_asked_while_no_person_may_write(page: Page) -> None:
    """An open page without a receipt costs the server nothing."""
    say(page, "你好")
    expect(desk(page)).to_have_text("第1句：你好")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(6_000)
    assert asked == []
