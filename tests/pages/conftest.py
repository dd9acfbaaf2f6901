"""A browser for the tests of the page, a site and a page for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.pages.browser import Site, chromium, site
from tests.pages.page_desk import PageDesk

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "device_scale_factor": 2}
Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed when the tests of the page are done: its loop would stand in the way of the asynchronous tests after."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def fenliu(tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """The site, only where there is a browser to look at it."""
    with site(tmp_path, lambda _region: PageDesk()) as running:
        yield running


@pytest.fixture
def troubles() -> list[str]:
    """What the browser complained about: script errors and breaches of the content policy."""
    return []


@pytest.fixture
def open_page(browser: Browser, fenliu: Site, troubles: list[str]) -> Iterator[Open]:
    """Opens the page, on a telephone unless told otherwise."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        contexts.append(browser.new_context(locale="zh-CN", **(PHONE | options)))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)
        page.goto(fenliu.url)
        page.locator("#log[aria-live=polite]").wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()
