"""outage: the database stops for half a minute under load, and comes back. Nothing that was acknowledged is lost."""

from __future__ import annotations

import asyncio
import os
import random
import time

from prove.books import Books, settle
from prove.figures import Figures
from prove.residents import STORIES
from prove.telegram_resident import TelegramResident
from prove.town import RESIDENTS, Town
from prove.web_resident import WebResident

BEFORE_SECONDS, AFTER_SECONDS = 6.0, 6.0
OUTAGE_SECONDS = float(os.environ.get("FENLIU_TEST_OUTAGE", "30"))
ON_WEB, ON_TELEGRAM = 20, 10
THINK_SECONDS = 0.5
HOW = ("fast", "immediate")
"""Once as an admin stops it, once as a crash from which it recovers."""


async def run() -> Figures:
    """Runs the case."""
    figures = Figures("outage")
    for how in HOW:
        await _run_once(how, figures)
    return figures


async def _run_once(how: str, figures: Figures) -> None:
    async with Town("postgresql", telegram_token=RESIDENTS, burst_milliseconds=200, order_seconds=1) as town:
        town.settings["FENLIU_PUBLIC_URL"] = f"http://127.0.0.1:{town.port('one')}"
        for name in ("one", "two"):
            await town.start(name)
        over = asyncio.Event()
        urls = [process.url for process in town.processes.values()]
        web = [_web(town, urls, number, over) for number in range(ON_WEB)]
        chats = [_chat(town, number, over) for number in range(ON_TELEGRAM)]
        people: list[WebResident | TelegramResident] = [*web, *chats]
        async with asyncio.TaskGroup() as tasks:
            for one in people:
                tasks.create_task(_days(one, over))
            await asyncio.sleep(BEFORE_SECONDS)
            warned = await _outage(town, how, urls)
            await asyncio.sleep(AFTER_SECONDS)
            over.set()
        settled = await settle(town) and await _spool_empty(town)
        await asyncio.sleep(0.5)
        _tell(figures, how, await Books.read(town), town, web)
        figures.promise(f"{how}: nothing is left waiting", settled)
        figures.promise(f"{how}: danger is answered meanwhile", warned)


async def _outage(town: Town, how: str, urls: list[str]) -> bool:
    """Stops the server and starts it again; whether a cry of danger in the middle was answered with 119."""
    assert town.server is not None
    await asyncio.to_thread(town.server.stop, how)
    await asyncio.sleep(OUTAGE_SECONDS / 2)
    victim = WebResident(town.web, lambda: urls[0], random.Random(1))
    replies = await victim.send(text="楼下着火了，有人困在里面")
    await asyncio.sleep(OUTAGE_SECONDS / 2)
    town.server.start()
    await town.database.engine.dispose()  # the proof's own connections died with the server
    return victim.kept == 1 and any("119" in reply["text"] for reply in replies)


async def _spool_empty(town: Town) -> bool:
    folder, end = town.folder / "data" / "spool", time.monotonic() + 60
    while time.monotonic() < end:
        if not list(folder.glob("*.json")):
            return await settle(town)
        await asyncio.sleep(0.2)
    return False


def _web(town: Town, urls: list[str], number: int, over: asyncio.Event) -> WebResident:
    rng = random.Random(number)
    return WebResident(town.web, lambda: rng.choice(urls), rng, think=THINK_SECONDS, stop=over.is_set)


def _chat(town: Town, number: int, over: asyncio.Event) -> TelegramResident:
    return TelegramResident(town.api, RESIDENTS, 5000 + number, random.Random(500 + number), over.is_set)


async def _days(resident: WebResident | TelegramResident, over: asyncio.Event) -> None:
    while not over.is_set():
        await resident.live(resident.rng.choice(STORIES))


def _tell(figures: Figures, how: str, books: Books, town: Town, web: list[WebResident]) -> None:
    safe = {number for one in web for number in (*one.acknowledged, *one.kept_numbers)}
    known = {row.message_id for row in books.inbox}
    on_telegram = sum(":" in row.message_id for row in books.inbox)
    updates = len(town.api.updates(RESIDENTS)) - town.api.pending(RESIDENTS)
    lost = len(safe - known) + max(updates - on_telegram, 0)
    doubled = len(books.inbox) - len({(row.conversation_id, row.message_id) for row in books.inbox})
    slowest = max((seconds for one in web for seconds in one.seconds), default=0.0)
    figures.numbers |= {
        f"{how}_acknowledged": len(safe) + on_telegram,
        f"{how}_kept_on_disk": sum(one.kept for one in web),
        f"{how}_lost": lost,
        f"{how}_doubled": doubled,
        f"{how}_unanswered": len(books.unanswered()),
        f"{how}_refused": sum(len(one.troubles) for one in web),
        f"{how}_slowest_answer_s": slowest,
        f"{how}_bad": len(list((town.folder / "data" / "spool" / "bad").glob("*.json"))),
    }
    figures.promise(f"{how}: none lost", lost == 0)
    figures.promise(f"{how}: none doubled", doubled == 0)
    figures.promise(f"{how}: all answered", not books.unanswered())
    figures.promise(f"{how}: something was kept on disk", sum(one.kept for one in web) > 0)
    figures.promise(f"{how}: nothing was put aside", figures.numbers[f"{how}_bad"] == 0)
