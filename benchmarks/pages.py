"""How long the pages of staff take with 100,000 orders and 5,000 open conversations in the database.

Beside them stand what else an office has: handoffs, an audit log, drafts, a finished check, messages to learn from and
objections (desk_rows.py).

python -m benchmarks.pages [how many orders] [sqlite|postgresql] [only what has this in its name]

The real service as a process of its own, over SQLite and over PostgreSQL, and a real Chromium. A first view counts from
the click to the first thing on the page that its data brought (not only the frame); each page is opened several times.
An action counts from the press to the changed page (page_actions.py).
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert, update

from benchmarks.desk_rows import stack
from benchmarks.page_actions import TIMES as TURNS
from benchmarks.page_actions import actions, times
from benchmarks.reports import BATCH, COUNT, batches, fill, table
from bot.accounts.tables import AuditEvent
from bot.database import Database
from bot.learning.gathering import Gathering
from bot.order_rounds import OrderRounds
from bot.pages.staff import pages
from bot.pages.staff.frame import RIGHTS
from bot.tables import ConversationRow
from config.clock import CHINA, Clock
from config.region import load_region
from orders.case_tables import Notice
from orders.tables import Handoff
from tests.pages.browser import chromium
from tests.pages.staff.site import StaffSite
from tests.pages.staff.test_orders_page import filed
from tests.postgres import databases

CONVERSATIONS, WAITING, HELD, AUDITED = 5_000, 30, 10, 50_000
FIRST_VIEW, ACTION = 1.0, 0.3
"""Seconds: the bars of issue 6."""
TIMES = 5
KEEP_DAYS = 90
FILLED = ".q-table tbody tr, canvas, .q-card, [data-ready], [data-page] .text-lg"
"""What a page shows once it has something to show, or a sentence where there is nothing."""
EXAMPLES = {"{number}": "N777", "{handoff}": "1", "{card_id}": "private-loan", "{revision}": "1", "{run}": "1"}
"""What stands in the addresses of single things."""
READY = "[data-page] > *"
SEEN = """([ready, filled]) => document.querySelector(ready) && [...document.querySelectorAll(filled)].some(
  (one) => one.getClientRects().length && one.checkVisibility({visibilityProperty: true}))"""
ONLY = "".join(sys.argv[3:4])


async def talk(database: Database) -> None:
    """Open conversations, some of them with a handoff that waits or is held."""
    now = datetime.now(CHINA)
    rows = [
        {"channel": "web", "account": f"talk{number}", "token": f"{number}", "state": {"step": "form"}, "revision": 1,
         "last_seq": 1, "created_at": now - timedelta(minutes=number), "updated_at": now - timedelta(minutes=number)}
        for number in range(CONVERSATIONS)
    ]  # fmt: skip
    events = [
        {"at": now - timedelta(minutes=number), "staff_id": 1, "actor": "a", "role": "worker", "action": "order.accept",
         "subject": f"N{number}", "data": {}}
        for number in range(AUDITED, 0, -1)
    ]  # fmt: skip
    handoffs = [_handoff(number, now) for number in range(WAITING + HELD)]
    async with database.at_length() as session, session.begin():
        connection = await session.connection()
        for kind, made in ((ConversationRow, rows), (Handoff, handoffs), (AuditEvent, events)):
            for batch in batches(made):
                await connection.execute(insert(table(kind)), batch)
        if database.shared:
            await connection.exec_driver_sql("ANALYZE")


async def settle(database: Database) -> None:
    """What comes due by itself in an office of that size was done long ago, not in the minute that is measured."""
    region, clock = load_region("sample"), Clock()
    await OrderRounds(database, region, clock).once()
    async with database.writing() as session, session.begin():
        told = update(Notice).values(due_at=None, sent_at=clock.now())
        print(f"{(await session.execute(told)).rowcount:,} notices told")  # type: ignore[attr-defined]
    more = 1
    while more:
        async with database.writing() as session, session.begin():
            more = await Gathering(session, region, clock, keep_days=KEEP_DAYS).gather()


def _handoff(number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=number)
    made = Handoff(
        receipt=f"R20261122-{number:04d}-1", handing_key=f"h{number}", channel="web", account=f"talk{number}",
        reason="asked", packet={"words": ["楼下的路灯坏了好几天"], "card": "street-light-out"}, created_at=at,
        waiting_since=at, urgent=number % 10 == 0,
    )  # fmt: skip
    return {column.name: getattr(made, column.name) for column in table(Handoff).columns if column.name != "id"}


def clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def views(page: Page, kind: str, examples: dict[str, str]) -> list[str]:
    """Opens every page; what is over the bar."""
    over = []
    for path in sorted(one for one in RIGHTS if ONLY in one):
        address = "/staff" + reduce(lambda where, one: where.replace(*one), examples.items(), path)
        took = [clock(lambda: _open(page, address)) for _ in range(TIMES)]  # noqa: B023 - used at once
        over += _told(kind, f"first view {address}", took, FIRST_VIEW)
    return over


def acts(page: Page, kind: str, numbers: list[str]) -> list[str]:
    """Presses everything there is to press; what is over the bar."""
    page.goto("/staff/desk")
    page.locator("[data-line]").first.wait_for()
    page.get_by_role("button", name=re.compile("^等候")).click()
    page.locator("[data-line]").nth(TIMES).wait_for()
    handoffs = page.evaluate("() => [...document.querySelectorAll('[data-line]')].map((one) => one.dataset.line)")
    over = []
    for action in (one for one in actions() if ONLY in one.name):
        try:
            over += _told(kind, f"action {action.name}", times(page, action, numbers, handoffs), ACTION)
        except PlaywrightError as error:
            over.append(f"{kind:11} action {action.name}: not measured, {str(error).splitlines()[0]}")
            print(over[-1])
    return over


def _told(kind: str, what: str, took: list[float], bar: float) -> list[str]:
    """Prints a line; gives it back where its median is over the bar."""
    middle = statistics.median(took)
    mark = "over" if middle > bar else "ok"
    line = f"{kind:11} {what:36} median {middle:.2f} s, worst {max(took):.2f} s, bar {bar:.1f} s  {mark}"
    print(line, flush=True)
    return [line] if middle > bar else []


def _open(page: Page, address: str) -> None:
    """Looked at with every frame: the library's own waiting looks again after half a second, and measures that."""
    page.goto(address, wait_until="commit")
    page.wait_for_function(SEEN, arg=[READY, FILLED], timeout=20_000)


def measure(kind: str, url: str, count: int) -> list[str]:
    """One database: filled, served, looked at."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = StaffSite(Path(folder), url)

        async def prepare(database: Database) -> dict[str, str]:
            await database.migrate()
            await fill(database, count)
            await talk(database)
            receipts = await stack(database)
            await settle(database)
            return receipts

        receipts = site.run(prepare)
        numbers = filed(site, "bench", TURNS)
        site.start()
        try:
            site.login("colleague", "worker")
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = site.page(browser, site.login("boss", "admin"))
            over = views(page, kind, EXAMPLES | receipts) + acts(page, kind, numbers)
            browser.close()
        finally:
            site.stop()
    return over


def main() -> None:
    """Both databases."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    kinds = sys.argv[2:3] or ["sqlite", "postgresql"]
    pages.register()
    print(f"{count:,} orders, {CONVERSATIONS:,} conversations; batches of {BATCH:,}")
    over = measure("SQLite", "", count) if "sqlite" in kinds else []
    if "postgresql" in kinds:
        with databases() as server:
            over += measure("PostgreSQL", server.create(), count)
    print(f"over the bar: {len(over)}", *over, sep="\n")


if __name__ == "__main__":
    main()
