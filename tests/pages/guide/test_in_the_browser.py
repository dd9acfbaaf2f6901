"""The guide in a real browser: a telephone, the keyboard alone, text twice as large, paper, and a check of access."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.region import load_region
from handlers.desk import Desk
from knowledge_base.engine import Engine
from tests.pages.axe import axe
from tests.pages.browser import SCREENSHOTS, Site, site
from tests.pages.conftest import PHONE, Open
from tests.pages.test_chat_page import say

pytestmark = pytest.mark.page
PAGES = {
    "front": "/guide",
    "topic": "/guide/topic/housing",
    "card": "/guide/card/private-loan",
    "danger-card": "/guide/card/fire-smoke",
    "search": "/guide/search?q=老板拖欠工资",
    "danger-search": "/guide/search?q=楼下着火了",
    "nothing": "/guide/search?q=asdfgh",
    "missing": "/guide/card/nothing",
    "print": "/guide/print/post?community=songyan",
}
LOOKS: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "phone-dark": PHONE | {"color_scheme": "dark"},
    "desktop": {"viewport": {"width": 1280, "height": 860}},
}


@pytest.fixture(scope="module")
def real_desk(browser: Browser, engine: Engine) -> Desk:
    """All cards; asked for after the browser, so that without one nothing is loaded."""
    return Desk(engine, load_region("sample"))


@pytest.fixture
def fenliu(tmp_path: Path, real_desk: Desk) -> Iterator[Site]:
    with site(tmp_path, lambda _region: real_desk) as running:
        yield running


@pytest.fixture
def open_guide(browser: Browser, fenliu: Site, troubles: list[str]) -> Iterator[Open]:
    """Opens a path of the guide, on a telephone unless told otherwise."""
    contexts: list[BrowserContext] = []

    def opened(path: str, **options: Any) -> Page:
        contexts.append(browser.new_context(locale="zh-CN", **(options or PHONE)))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{fenliu.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


def wide(page: Page) -> bool:
    """Whether the page has to be pushed sideways to be read."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"))


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_as_it_looks(open_guide: Open, troubles: list[str], look: str) -> None:
    """Pictures to look at in build/screenshots; nothing sticks out and nothing is complained of."""
    page = open_guide("/guide", **LOOKS[look])
    for name, path in PAGES.items():
        page.goto(page.url.split("/guide")[0] + path)
        page.screenshot(path=SCREENSHOTS / f"guide-{name}-{look}.png", full_page=name not in ("topic", "danger-card"))
        assert not wide(page), name
        assert page.locator("h1").count() == 1
    assert troubles == []


@pytest.mark.parametrize(
    ("width", "large"), [(320, "no"), (320, "button"), (320, "zoom"), (360, "zoom"), (768, "zoom")]
)
def test_large_text_needs_no_pushing_sideways(open_guide: Open, width: int, large: str) -> None:
    """The button of the chat page, or the browser's own text at 200 %; what is tapped is high enough."""
    page = open_guide("/guide", viewport={"width": width, "height": 740})
    if large == "button":
        page.get_by_role("button", name="大字").click()
    for name, path in PAGES.items():
        page.goto(page.url.split("/guide")[0] + path)
        if large == "zoom":
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert not wide(page), name
        for target in page.locator(".urgent a, .tool:visible, .field > *, .topics a, .cards a, .asks a").all()[:40]:
            box = target.bounding_box()
            assert box
            assert box["height"] >= 36, (name, target.inner_text())
    if large == "zoom" and width == 360:
        page.screenshot(path=SCREENSHOTS / "guide-print-200.png")


def test_larger_text_is_remembered_with_the_chat(open_guide: Open) -> None:
    page = open_guide("/guide")
    button = page.get_by_role("button", name="大字")
    button.click()
    page.goto(page.url.replace("/guide", "/"))
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_alone_is_enough(open_guide: Open) -> None:
    """Skip link, search with Enter, a card with Tab and Enter, the law unfolded with the space bar."""
    page = open_guide("/guide", viewport={"width": 1000, "height": 800})
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("朋友借钱不还")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guide/search?q=*")
    card = page.get_by_role("link", name="私人借款不还")
    press_until(page, "Tab", card)
    assert card.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/guide/card/private-loan")
    law = page.locator("summary")
    press_until(page, "Tab", law)
    page.keyboard.press("Space")
    expect(page.get_by_text("2021-01-01 起施行")).to_be_visible()


def press_until(page: Page, key: str, wanted: Any) -> None:
    for _ in range(40):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{wanted} is not reached by {key}")


def test_the_matter_is_brought_to_the_chat(open_guide: Open) -> None:
    """It stands in the input box and is sent by nobody but the reader; from the chat there is a way back."""
    page = open_guide("/guide/card/private-loan")
    page.get_by_role("link", name="在这里说给我们听").click()
    page.locator("#log[aria-live=polite]").wait_for(state="attached")
    expect(page.get_by_label("您想说的话")).to_have_value("私人借款不还")
    assert "#" not in page.url
    assert page.locator(".me").count() == 0
    page.get_by_text("更多").click()
    page.get_by_role("link", name="什么事找谁").click()
    page.wait_for_url("**/guide")


@pytest.mark.parametrize("mark", ["#say=%E0%A4%A", "#say=", "#say=<img src=x onerror=alert(1)>", "#other"])
def test_an_odd_mark_does_not_disturb_the_chat(open_guide: Open, troubles: list[str], mark: str) -> None:
    page = open_guide(f"/{mark}")
    page.locator("#log[aria-live=polite]").wait_for(state="attached")
    assert page.locator(".welcome img").count() == 0
    assert troubles == []


def test_without_javascript_everything_is_there(open_guide: Open) -> None:
    page = open_guide("/guide", **(PHONE | {"java_script_enabled": False}))
    page.get_by_role("searchbox").fill("路灯不亮")
    page.get_by_role("button", name="查一查").click()
    page.locator(".cards a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("路灯不亮")


def test_on_paper_there_is_only_the_sheet(open_guide: Open, tmp_path: Path) -> None:
    """A4 with the community's name, the code and every matter; nothing of the screen around it."""
    page = open_guide("/guide/print/post?community=songyan", viewport={"width": 1000, "height": 800})
    page.emulate_media(media="print")
    for away in (".top", ".foot", ".screen"):
        expect(page.locator(away)).to_be_hidden()
    expect(page.locator(".board")).to_have_text("松烟社区")
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    assert page.locator("tbody tr").count() == 11
    pypdfium2 = pytest.importorskip("pypdfium2")
    printed = page.pdf(prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(printed)
    assert len(document) <= 2
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    document[0].render(scale=1.5).to_pil().save(SCREENSHOTS / "guide-paper.png")
    text = "".join(one.get_textpage().get_text_range() for one in document)
    assert "什么事找谁" in text
    assert "去对话" not in text


@pytest.mark.parametrize("path", [*PAGES.values(), "/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(open_guide: Open, path: str, scheme: str) -> None:
    assert axe(open_guide(path, **(PHONE | {"color_scheme": scheme}))) == []


@pytest.mark.parametrize("words", ["朋友借钱不还", "楼下着火了", "路灯不亮", "人工"])
def test_axe_finds_no_fault_in_a_conversation(open_guide: Open, words: str) -> None:
    """The chat with an answer, an alarm, a question and a receipt, the details unfolded."""
    page = open_guide("/")
    page.locator("#log[aria-live=polite]").wait_for(state="attached")
    say(page, words)
    expect(page.locator(".desk, .danger, .receipt").first).to_be_visible()
    for summary in page.locator(".folded summary:visible").all():
        summary.click()
    assert axe(page) == []
