"""Everybody can use the page: small screens, large text, keyboard, screen reader, low vision, old telephones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.pages import CHAT
from tests.pages.conftest import Open
from tests.pages.test_chat_page import desk, say

MODERN = r"\?\.[a-zA-Z(\[]|\?\?|\breplaceChildren\b|\.flat\(|\.at\(|structuredClone|\(\?<[=!]|\.{3}[a-z]+\s*\}"
"""What telephones of 2018 do not know."""
PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("soft", "card"), ("soft", "paper"), ("soft", "tint"), ("main", "card"),
    ("main", "tint"), ("main", "paper"), ("on-main", "main"), ("mine-ink", "mine"), ("amber", "amber-tint"),
    ("danger", "danger-tint"), ("danger", "card"), ("danger", "mine"), ("on-danger", "danger"), ("ink", "danger-tint"),
]  # fmt: skip


def wide(page: Page) -> bool:
    """Whether anything sticks out to the side."""
    return bool(
        page.evaluate(
            "document.scrollingElement.scrollWidth > innerWidth || "
            "document.getElementById('talk').scrollWidth > document.getElementById('talk').clientWidth"
        )
    )


@pytest.mark.page
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_sticks_out_and_everything_can_be_hit(open_page: Open, width: int, large: bool) -> None:
    """On any width and text size; the emergency numbers stay in sight; targets are at least 34 pixels high."""
    page = open_page(viewport={"width": width, "height": 640})
    if large:
        page.get_by_role("button", name="大字").click()
    for text in ("着火", "工单", "借钱"):
        say(page, text)
        page.wait_for_timeout(100)
    expect(page.locator(".option")).to_have_count(3)
    assert not wide(page)
    for number in ("110", "119", "120"):
        expect(page.locator(f'.urgent a[href="tel:{number}"]')).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("您想说的话")).to_be_in_viewport(ratio=1)
    for target in page.locator("button:visible, summary:visible, .urgent a, .icon:visible").all():
        box = target.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 34, target.inner_text()


@pytest.mark.page
def test_large_text_is_remembered(page: Page) -> None:
    button = page.get_by_role("button", name="大字")
    expect(button).to_have_attribute("aria-pressed", "false")
    before = page.locator(".welcome p").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    button.tap()
    page.reload()
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    after = page.locator(".welcome p").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert after >= before * 1.3


@pytest.mark.page
def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    """The first Tab offers the way to the input; from there Shift+Tab reaches the options of the last answer."""
    page = open_page(viewport={"width": 1000, "height": 800}, has_touch=False)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到输入框")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("同意吗")
    page.keyboard.press("Enter")
    option = page.get_by_role("button", name="同意，开始登记")
    expect(option).to_be_visible()
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        if option.evaluate("element => element === document.activeElement"):
            break
    expect(option).to_be_focused()
    assert option.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(desk(page).last).to_have_text("第2句：agree")


@pytest.mark.page
def test_a_screen_reader_hears_who_speaks_and_what_is_new(page: Page) -> None:
    """The log announces additions, every bubble names its speaker, every control has a name."""
    say(page, "着火")
    expect(page.locator(".danger")).to_be_visible()
    log = page.get_by_role("log", name="对话记录")
    expect(log).to_have_attribute("aria-live", "polite")
    assert log.locator(".bubble > .sr").all_inner_texts() == ["我说：", "紧急提醒：", "分流说："]
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, summary, textarea, input')].filter(element => "
        "!(element.getAttribute('aria-label') || element.textContent || (element.labels && element.labels.length))"
        " && !element.hidden && element.offsetParent).map(element => element.outerHTML)"
    )
    assert nameless == []
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.page
def test_movement_is_left_out_for_who_does_not_bear_it(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    say(page, "慢")
    assert page.locator("#typing i").first.evaluate("element => getComputedStyle(element).animationName") == "none"


def colours(css: str) -> Mapping[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", css))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) > 4 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
def test_every_pair_of_colours_has_enough_contrast(dark: bool) -> None:
    """WCAG AA, 4.5 to 1, for text in both colour schemes."""
    light, _, rest = (CHAT / "chat.css").read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    known = colours(rest if dark else light)
    assert len(known) > 10
    for front, back in PAIRS:
        bright, dim = sorted((luminance(known[front]), luminance(known[back])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, f"{front} on {back}"


def test_the_page_is_light_and_needs_no_other_site() -> None:
    """All of it below 60 KB, nothing loaded from elsewhere, no inline script or style for the policy to block."""
    files = [path for path in CHAT.iterdir() if path.is_file()]
    assert len(files) >= 5
    assert sum(path.stat().st_size for path in files) < 60_000
    page = (CHAT / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script>|<style", page)
    for path in files:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, path.name
        assert "innerHTML" not in text, path.name


@pytest.mark.parametrize("path", sorted(CHAT.glob("*.js")), ids=lambda path: path.name)
def test_old_telephones_understand_the_script(path: Path) -> None:
    """ES2017 and no newer."""
    found = re.search(MODERN, path.read_text(encoding="utf-8"))
    assert found is None, found
