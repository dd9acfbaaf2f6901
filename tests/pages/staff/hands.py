"""What hands do on the pages of staff, in words that read like the work."""

from __future__ import annotations

import secrets
import time

import httpx
from playwright.sync_api import Page, expect

from tests.pages.staff.site import StaffSite

CHECKED = 300_000
"""Milliseconds that a check of the gate may take on a busy machine; it is a minute of one core."""

LIVE = 2.0
"""Seconds in which what was published or switched answers."""


def go(page: Page, way: str) -> None:
    """Opens an address and waits until the page hears."""
    page.goto(way)
    heard(page)


def heard(page: Page) -> None:
    """Waits until the page's socket is there."""
    page.wait_for_function("window.did_handshake === undefined || window.did_handshake")


def press(page: Page, name: str) -> None:
    """Presses the button of just that name."""
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, text: str) -> None:
    """Somebody can read this."""
    expect(page.get_by_text(text).first).to_be_visible()


def choose(page: Page, label: str, name: str) -> None:
    """Picks an entry of a list that opens."""
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=name, exact=True).click()


def checked(writer: Page, boss: Page, address: str, site: StaffSite) -> str:
    """Submitted, approved by the other one, and through the check; the address of the run that the other one sees."""
    press(writer, "提交审核")
    expect(writer.locator("[data-state]")).to_have_text("待审核")
    go(boss, address.removeprefix(site.url))
    press(boss, "审核通过")
    expect(boss.locator("[data-state]")).to_have_text("审核通过")
    press(boss, "发布检查")
    boss.wait_for_url("**/knowledge/runs/*")
    boss.locator("[data-verdict]").wait_for(timeout=CHECKED)
    return boss.url


def asked(site: StaffSite, words: str) -> str:
    """What a resident is answered who says so first."""
    with httpx.Client(base_url=site.url) as client:
        client.get("/")
        body = {"client_id": secrets.token_hex(8), "text": words}
        return "\n".join(one["text"] for one in client.post("/api/messages", json=body).json()["replies"])


def live(site: StaffSite, words: str, wanted: str, *, there: bool = True) -> None:
    """Within two seconds residents read it, or no longer."""
    started = time.monotonic()
    while (wanted in asked(site, words)) is not there:
        assert time.monotonic() - started < LIVE + 1, f"{wanted}: not within {LIVE} s"
        time.sleep(0.1)
