"""How long the pages of staff take with 100,000 orders and 5,000 open conversations in the database.

python -m benchmarks.pages [how many orders]

The real service as a process of its own, over SQLite and over PostgreSQL, and a real Chromium. A first view counts from
the click to the first thing on the page that its data brought (not only the frame); each page is opened several times.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert

from benchmarks.reports import BATCH, COUNT, batches, fill, table
from bot.database import Database
from bot.pages.staff import pages
from bot.pages.staff.frame import RIGHTS
from bot.tables import ConversationRow
from config.clock import CHINA
from orders.tables import Handoff
from tests.pages.browser import chromium
from tests.pages.staff.site import StaffSite
from tests.postgres import databases

CONVERSATIONS, WAITING, HELD = 5_000, 30, 10
FIRST_VIEW, ACTION = 1.0, 0.3
"""Seconds: the bars of issue 6."""
TIMES = 5
EXAMPLES = {"{number}": "N777", "{handoff}": "1", "{card_id}": "private-loan"}
"""What stands in the addresses of single things."""
READY = "[role=main] > *"


async def talk(database: Database) -> None:
    """Open conversations, some of them with a handoff that waits or is held."""
    now = datetime.now(CHINA)
    rows = [
        {"channel": "web", "account": f"talk{number}", "token": f"{number}", "state": {"step": "form"}, "revision": 1,
         "last_seq": 1, "created_at": now - timedelta(minutes=number), "updated_at": now - timedelta(minutes=number)}
        for number in range(CONVERSATIONS)
    ]  # fmt: skip
    handoffs = [_handoff(number, now) for number in range(WAITING + HELD)]
    async with database.at_length() as session, session.begin():
        connection = await session.connection()
        for kind, made in ((ConversationRow, rows), (Handoff, handoffs)):
            for batch in batches(made):
                await connection.execute(insert(table(kind)), batch)
        if database.shared:
            await connection.exec_driver_sql("ANALYZE")


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


def views(page: Page, kind: str) -> list[str]:
    """Opens every page; what is over the bar."""
    over = []
    for path in sorted(RIGHTS):
        address = "/staff" + reduce(lambda where, one: where.replace(*one), EXAMPLES.items(), path)
        took = [clock(lambda: _open(page, address)) for _ in range(TIMES)]  # noqa: B023 - used at once
        line = f"{kind:11} first view {address:28} median {statistics.median(took):.2f} s, worst {max(took):.2f} s"
        print(line)
        over += [line] if statistics.median(took) > FIRST_VIEW else []
    return over


def _open(page: Page, address: str) -> None:
    page.goto(address, wait_until="commit")
    page.locator(READY).first.wait_for()
    page.locator(".q-table tbody tr, canvas, .q-card, [data-ready]").first.wait_for(timeout=20_000)


def measure(kind: str, url: str, count: int) -> list[str]:
    """One database: filled, served, looked at."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = StaffSite(Path(folder), url)

        async def prepare(database: Database) -> None:
            await database.migrate()
            await fill(database, count)
            await talk(database)

        site.run(prepare)
        site.start()
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = site.page(browser, site.login("boss", "admin"))
            over = views(page, kind)
            browser.close()
        finally:
            site.stop()
    return over


def main() -> None:
    """Both databases."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    pages.register()
    print(f"{count:,} orders, {CONVERSATIONS:,} conversations; batches of {BATCH:,}")
    over = measure("SQLite", "", count)
    with databases() as server:
        over += measure("PostgreSQL", server.create(), count)
    print(f"over {FIRST_VIEW:.0f} s: {len(over)}", *over, sep="\n")


if __name__ == "__main__":
    main()
