"""kill: SIGKILL at random moments under load, on SQLite and on PostgreSQL. What was acknowledged is answered."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter

from prove.books import Books, settle
from prove.figures import Figures
from prove.residents import STORIES
from prove.telegram_resident import TelegramResident
from prove.town import RESIDENTS, Town
from prove.web_resident import WebResident

KILLS = int(os.environ.get("FENLIU_TEST_KILLS", "200"))
ON_WEB, ON_TELEGRAM = 8, 8
LONGEST_LIFE = 1.5
"""Seconds after a process is ready within which it is killed, evenly spread; some are killed while they start."""
EARLY = 0.15
"""Share of processes that are killed before they are ready."""


async def run() -> Figures:
    """Runs the case on both databases."""
    figures = Figures("kill")
    for kind, names in (("sqlite", ("one",)), ("postgresql", ("one", "two"))):
        await _run_on(kind, names, figures)
    return figures


async def _run_on(kind: str, names: tuple[str, ...], figures: Figures) -> None:
    async with Town(kind, telegram_token=RESIDENTS, burst_milliseconds=100, order_seconds=1) as town:
        town.settings["FENLIU_PUBLIC_URL"] = f"http://127.0.0.1:{town.port('one')}"
        for name in names:
            await town.start(name)
        over = False
        web = [_web(town, names, number, lambda: over) for number in range(ON_WEB)]
        chats = [_chat(town, number, lambda: over) for number in range(ON_TELEGRAM)]
        people: list[WebResident | TelegramResident] = [*web, *chats]
        async with asyncio.TaskGroup() as tasks:
            for one in people:
                tasks.create_task(_days(one, lambda: over))
            kills = await _kill(town, names, random.Random(kind))
            over = True
        settled = await settle(town)
        await asyncio.sleep(0.5)
        _tell(figures, kind, await Books.read(town), town, (web, chats))
        figures.numbers[f"{kind}_kills"] = kills
        figures.promise(f"{kind}: nothing is left waiting", settled)


async def _kill(town: Town, names: tuple[str, ...], rng: random.Random) -> int:
    """Kills one process after the other and starts it again at once."""
    for _ in range(KILLS):
        name = rng.choice(names)
        await town.kill(name)
        await town.start(name, wait=False)
        if rng.random() >= EARLY:
            await town.ready(town.processes[name])
            await asyncio.sleep(rng.uniform(0, LONGEST_LIFE))
        else:
            await asyncio.sleep(rng.uniform(0, 0.3))
    for name in names:
        await town.ready(town.processes[name])
    return KILLS


def _web(town: Town, names: tuple[str, ...], number: int, stop: object) -> WebResident:
    rng = random.Random(number)
    assert callable(stop)
    return WebResident(town.web, lambda: town.processes[rng.choice(names)].url, rng, stop=stop)


def _chat(town: Town, number: int, stop: object) -> TelegramResident:
    assert callable(stop)
    return TelegramResident(town.api, RESIDENTS, 5000 + number, random.Random(500 + number), stop)


async def _days(resident: WebResident | TelegramResident, stop: object) -> None:
    assert callable(stop)
    while not stop():
        await resident.live(resident.rng.choice(STORIES))


def _tell(
    figures: Figures, kind: str, books: Books, town: Town, people: tuple[list[WebResident], list[TelegramResident]]
) -> None:
    web, _ = people
    acknowledged = [number for one in web for number in one.acknowledged]
    known = {row.message_id for row in books.inbox}
    lost = len(set(acknowledged) - known)
    updates = len(town.api.updates(RESIDENTS)) - town.api.pending(RESIDENTS)
    on_telegram = sum(":" in row.message_id for row in books.inbox)
    lost += max(updates - on_telegram, 0)
    twice = _twice(books)
    told = {number for one in web for number in one.orders}
    filed = {order.number for order in books.orders}
    sends = sum(one.method.startswith("send") for one in town.api.sent(RESIDENTS))
    refs = sum(len(row.refs) for row in books.outbox)
    figures.numbers |= {
        f"{kind}_acknowledged": len(acknowledged) + on_telegram,
        f"{kind}_lost": lost,
        f"{kind}_unanswered": len(books.unanswered()),
        f"{kind}_orders": len(filed),
        f"{kind}_orders_twice": twice,
        f"{kind}_replies_resent": sends - refs,
    }
    figures.promise(f"{kind}: none lost", lost == 0)
    figures.promise(f"{kind}: every acknowledged message answered", not books.unanswered())
    figures.promise(f"{kind}: every order that was told exists ({len(told - filed)} do not)", told <= filed)
    figures.promise(f"{kind}: no order twice", twice == 0)
    figures.promise(f"{kind}: something was filed and killed", filed and time.monotonic())


def _twice(books: Books) -> int:
    """Orders beyond the first with the same filing key or number."""
    keys = Counter(order.filing_key for order in books.orders) + Counter(order.number for order in books.orders)
    return sum(count - 1 for count in keys.values())
