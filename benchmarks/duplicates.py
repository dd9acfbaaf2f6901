"""Looking for the same matter among 100,000 open orders: this lookup against comparing with all, and against LIKE.

Prints one row for each design, on a real SQLite file and, where it is at hand, on PostgreSQL, all in one run on one
core: compare rows of one run only. The texts are made from templates, those of the questions too, in other words.
`python -m benchmarks.duplicates [orders]`
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.district import HOT, Story, stories
from bot.database import Database
from config.clock import CHINA
from orders.alike.lookup import Alike
from orders.alike.told import Told
from orders.alike.tokens import tokens
from orders.alike.traces import Trace
from orders.alike.traits import traits
from orders.tables import Order
from tests.postgres import NoPostgres, databases

SIZE: Final = 100_000
ASKED: Final = 400
SLOW_ASKED: Final = 40
"""For designs that look at every order."""
BAR_MS: Final = 20.0
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=CHINA)
BATCH: Final = 5_000


def main() -> None:
    """Both databases."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    dice = random.Random(1)  # noqa: S311 - the same district in every run
    told = list(stories(size, dice))
    asked = [(number, told[number].again(dice)) for number in dice.sample(range(size), ASKED)]
    hot = [Story(HOT, thing, dice).again(dice) for thing in range(60)]
    print(f"{size} open orders, {sum(one.place == HOT for one in told)} of them at one market; {len(asked)} questions")
    print(f"{'database':12} {'design':34} {'median ms':>10} {'p99 ms':>8} {'found':>6}")
    for name, url in _urls():
        asyncio.run(measure(name, url, told, asked, hot))


@contextmanager
def _postgres() -> Iterator[str]:
    with databases() as found:
        url = found.create()
        yield url
        found.drop(url)


def _urls() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'orders.sqlite3'}"
    try:
        with _postgres() as url:
            yield "PostgreSQL", url
    except NoPostgres as error:
        print(f"PostgreSQL: {error}")


async def measure(
    name: str, url: str, told: Sequence[Story], asked: Sequence[tuple[int, dict[str, Any]]], hot: Sequence[dict[str, Any]]
) -> None:
    """Fills a database and asks each design."""
    async with Database(url) as database:
        await database.migrate()
        start = time.perf_counter()
        async with database.writing() as session, session.begin():
            await fill(session, told)
        if name == "PostgreSQL":
            async with database.writing() as session:
                await session.execute(text("ANALYZE"))
        print(f"{name:12} filled in {time.perf_counter() - start:.0f} s", flush=True)
        async with database.reading() as session:
            alike = Alike(session)

            async def ours(row: dict[str, Any]) -> list[int]:
                return [one.order_id for one in await alike.judged(Told.of(_Row(row)), now=NOW)]

            await report(name, "Fenliu, nothing in memory", ours, asked, cold=True)
            await report(name, "Fenliu", ours, asked)
            await report(name, f"Fenliu, at {HOT}", ours, [(-1, row) for row in hot])
            await baselines(name, session, asked[:SLOW_ASKED])


async def fill(session: AsyncSession, told: Sequence[Story]) -> None:
    """Orders and their words, as filing writes them."""
    for begin in range(0, len(told), BATCH):
        rows, words = [], []
        for number, story in enumerate(told[begin : begin + BATCH], start=begin + 1):
            at = NOW - timedelta(minutes=(len(told) - number) * 60 * 24 * 50 / len(told))
            rows.append(_order(number, story.row(), at))
            words += [
                {"order_id": number, "token": token, "received_at": at} for token in sorted(tokens(Told.of(_Row(rows[-1]))))
            ]
        await session.execute(insert(Order), rows)
        await session.execute(insert(Trace), words)
        traits.cache_clear()


class _Row:
    """A dictionary that reads like an order."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


def _order(number: int, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    fixed = {"status": "accepted", "channel": "web", "appeal_type": "complaint", "lead_unit": "", "card_version": ""}
    made = {"id": number, "number": f"2026-{number}", "query_code": "AAAA", "filing_key": f"k{number}"}
    return row | fixed | made | {"account": f"v{number}", "received_at": at, "due_at": at}


async def report(
    name: str,
    design: str,
    ask: Callable[[dict[str, Any]], Awaitable[list[int]]],
    asked: Sequence[tuple[int, dict[str, Any]]],
    *,
    cold: bool = False,
) -> None:
    """Asks one after the other and prints a row. `cold`: what was read of appeals is forgotten before each question."""
    times, found = [], 0
    if not cold:
        for _, row in asked:
            await ask(row)
    gc.collect()
    gc.freeze()
    for number, row in asked:
        if cold:
            traits.cache_clear()
        start = time.perf_counter()
        result = await ask(row)
        times.append((time.perf_counter() - start) * 1000)
        found += number + 1 in result
    share = f"{found / len(asked):6.2f}" if asked[0][0] >= 0 else "     -"
    p99 = statistics.quantiles(times, n=100)[98]
    print(f"{name:12} {design:34} {statistics.median(times):10.2f} {p99:8.2f} {share}", flush=True)
    if design.startswith("Fenliu") and p99 > BAR_MS:
        print(f"{name:12} over the bar of {BAR_MS:.0f} ms")


async def baselines(name: str, session: AsyncSession, asked: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """What one would do without: compare the words with all of them, or search the address with LIKE."""
    rows = (await session.execute(select(Order.id, Order.incident_address, Order.content))).all()  # type: ignore[call-overload]
    choices = {row[0]: f"{row[1]} {row[2]}" for row in rows}

    async def all_of_them(row: dict[str, Any]) -> list[int]:
        said = f"{row['incident_address']} {row['content']}"
        best = process.extract(said, choices, scorer=fuzz.ratio, limit=10)
        return [number for _, _, number in best]

    async def like(row: dict[str, Any]) -> list[int]:
        head = row["incident_address"][:4]
        wanted = select(Order.id).where(Order.incident_address.contains(head)).order_by(Order.received_at.desc()).limit(10)  # type: ignore[call-overload,attr-defined]
        return list((await session.execute(wanted)).scalars())

    await report(name, "RapidFuzz ratio over all (first 10)", all_of_them, asked)
    await report(name, "SQL LIKE on the address (first 10)", like, asked)


if __name__ == "__main__":
    main()
