"""Fills a database with 100,000 orders of three months and their logs, and prints how long the report on one takes.

python -m benchmarks.reports [how many] [address of a fresh database]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from bot.database import Database
from config.clock import CHINA
from config.region import load_region
from orders.case_tables import Rating
from orders.paper.report_html import to_html
from orders.paper.report_xlsx import to_xlsx
from orders.reports.periods import month
from orders.reports.whole import report_of
from orders.tables import ContactRecord, Order, OrderEvent

COUNT = 100_000
START = datetime(2026, 9, 1, tzinfo=CHINA)
NOW = datetime(2026, 12, 1, 8, tzinfo=CHINA)
DAYS = 90
BATCH = 5000
WRONG, REDONE, RATED, DIRECT = 0.08, 0.04, 0.4, 0.6
CARDS = [f"card-{number}" for number in range(300)]
UNITS = ("housing", "urban_management", "ecology", "market", "police", "transport")
CLOSURES = ("solved",) * 7 + ("explained", "legal_channel", "unsolvable_now")


def table(kind: type[SQLModel]) -> Any:
    return kind.__table__  # type: ignore[attr-defined]


class Maker:
    """Makes the rows of one order after another."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same every time
        region = load_region()
        self.streets = list(region.places.streets) or ["east", "west"]
        self.events: list[dict[str, Any]] = []
        self.ratings: list[dict[str, Any]] = []

    def order(self, number: int) -> dict[str, Any]:
        """One order; its log and ratings are put by."""
        random, chance = self.random, self.random.random
        at = START + timedelta(minutes=random.randrange(DAYS * 24 * 60))
        wrong, lead, kind = chance() < WRONG, random.choice(UNITS), random.choice(CLOSURES)
        first = random.choice(UNITS) if wrong else lead
        sent = at + timedelta(hours=1)
        closed = sent + timedelta(days=random.randrange(1, 12))
        steps: list[tuple[str, datetime, str, dict[str, Any]]] = [
            ("file", at, "", {}),
            ("dispatch", sent, "", {"lead": first}),
        ]
        if wrong:
            steps += [
                ("return", sent, first, {}),
                ("uphold_return", sent, "", {}),
                ("dispatch", sent, "", {"lead": lead}),
            ]
        steps += [("accept", sent, lead, {}), ("contact", sent, lead, {}), ("coordinate", sent, lead, {})]
        steps += [("resolve", closed, lead, {"closure_type": kind})] if closed < NOW else []
        again = closed < NOW and chance() < REDONE
        steps += [("redo", closed + timedelta(days=3), "", {})] if again else []
        steps += [("follow_up", closed, "", {}), ("close", closed, "", {})] if closed < NOW and not again else []
        for place, (move, when, unit, data) in enumerate(steps, 1):
            self.events.append({
                "order_id": number, "sequence": place, "move": move, "at": when, "status": "x", "actor": "",
                "unit": unit, "role": "unit", "note": "", "data": data, "digest": "",
            })  # fmt: skip
        if closed < NOW and chance() < RATED:
            self.ratings.append({
                "order_id": number, "round": 0, "at": closed, "channel": "web", "account": "", "contacted": True,
                "solved": random.choice(("yes", "no")), "satisfied": random.randrange(1, 6), "reason": "", "doubts": [],
                "review": "", "reviewed_by": "", "review_basis": "",
            })  # fmt: skip
        done = closed < NOW and not again
        filled = Order(
            id=number, number=f"N{number}", query_code="x", filing_key=f"k{number}", channel="web",
            account=f"a{random.randrange(COUNT // 2)}", received_at=at, title="x", appeal_type="complaint",
            topic="city", content="x", card_id=random.choice(CARDS), street=random.choice(self.streets),
            contact_phone="", incident_address=f"{random.randrange(2000)}号", due_at=at + timedelta(days=9),
            level="department", status="closed" if done else "handling", lead_code=lead, lead_unit=lead,
            dispatched_at=sent,
            dispatches=2 if wrong else 1, returns=int(wrong), accept_by=sent + timedelta(days=1), accepted_at=sent,
            first_contact_at=sent, resolved_at=closed if done else None, closure_type=kind if done else "",
            revisit_on=(closed + timedelta(days=60)).date() if done and kind == "unsolvable_now" else None,
            coordinations=1, redo_count=int(again), direct=chance() < DIRECT, sequence=len(steps),
        )  # fmt: skip
        return {column.name: getattr(filled, column.name) for column in table(Order).columns}


def batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    yield from (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


async def fill(database: Database, count: int) -> None:
    maker = Maker(1)
    orders = [maker.order(number) for number in range(1, count + 1)]
    contacts = [
        {"at": START + timedelta(minutes=number % (DAYS * 1440)), "channel": "web", "account": "a", "what": "x",
         "decision": {"outcome": "route", "destination": "order" if number % 3 else "court"}}
        for number in range(count)
    ]  # fmt: skip
    async with database.at_length() as session, session.begin():
        connection = await session.connection()
        every = ((Order, orders), (OrderEvent, maker.events), (Rating, maker.ratings), (ContactRecord, contacts))
        for kind, rows in every:
            for batch in batches(rows):
                await connection.execute(insert(table(kind)), batch)
        if database.shared:  # what autovacuum does by itself within a minute
            await connection.exec_driver_sql("ANALYZE")
            await connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('orders', 'id'), {count})")
    print(f"{count:,} 张工单，{len(maker.events):,} 步流转，{len(maker.ratings):,} 条评价，{len(contacts):,} 次接触")


async def main() -> None:
    count, url = [*sys.argv[1:], *(str(COUNT), "")[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        async with Database(url or f"sqlite+aiosqlite:///{Path(folder) / 'big.sqlite3'}") as database:
            await database.migrate()
            await fill(database, int(count))
            period = month("2026-11", NOW)
            for turn in ("第一次", "第二次"):
                start = time.perf_counter()
                async with database.reading() as session:
                    report = await report_of(session, load_region(), period.since, period.until, NOW)
                counted = time.perf_counter() - start
                start = time.perf_counter()
                size = len(to_xlsx(report)), len(to_html(report))
                written = time.perf_counter() - start
                kind = database.engine.dialect.name
                print(f"{turn}：{kind} 统计 {counted:.2f} 秒，写 Excel 和网页 {written:.2f} 秒（{size} 字节）")


if __name__ == "__main__":
    asyncio.run(main())
