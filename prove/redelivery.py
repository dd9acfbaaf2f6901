"""redelivery: every update comes twice, all of them shuffled, to two processes at once."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from prove.books import Books, settle
from prove.figures import Figures
from prove.town import RESIDENTS, Town

CHATS, MESSAGES = 200, 10
AT_ONCE = 16
PATIENCE = 300
"""Seconds a message waits for a missing one. In life 3; here the missing one is, on average, half of all away."""
LINES = (
    "在吗", "我家楼下的路灯坏了", "晚上看不见路", "进度", "小区门口的井盖也松了", "返回", "是示例路3号门口",
    "昨天晚上开始的", "帮助", "谢谢",
)  # fmt: skip
"""Words that may be taken together, and among them global words that are a turn of their own."""


async def run() -> Figures:
    """Runs the case."""
    figures = Figures("redelivery")
    settings = {"telegram_token": RESIDENTS, "order_seconds": PATIENCE}
    async with Town("postgresql", **settings) as town:
        town.settings["FENLIU_PUBLIC_URL"] = f"http://127.0.0.1:{town.port('one')}"
        for name in ("one", "two"):
            await town.start(name)
        rng = random.Random(20261122)
        await _first(town)
        town.api.hold()
        updates = _updates(town, rng)
        refused = await _deliver(town, updates, rng)
        settled = await settle(town)
        await asyncio.sleep(0.5)
        _tell(figures, await Books.read(town), town, len(updates) + 1)
        figures.numbers |= {"deliveries": 2 * len(updates), "refused_at_first": refused}
        figures.promise("everything is answered in the end", settled)
        figures.promise(f"no wrong request ({town.api.violations[:2]})", not town.api.violations)
    return figures


async def _first(town: Town) -> None:
    """One update as on any day before: from here on the numbers have an order."""
    town.api.user(900_000).says("你好")
    await town.api.wait_sent(RESIDENTS, 1, 900_000, seconds=30)


def _updates(town: Town, rng: random.Random) -> list[dict[str, Any]]:
    """All chats write side by side; within one chat the lines come in their order."""
    people = [town.api.user(1000 + number) for number in range(CHATS)]
    turns = [number for number in range(CHATS) for _ in range(MESSAGES)]
    rng.shuffle(turns)
    at = dict.fromkeys(range(CHATS), 0)
    updates = []
    for number in turns:
        updates.append(people[number].says(LINES[at[number]]))
        at[number] += 1
    return updates


async def _deliver(town: Town, updates: list[dict[str, Any]], rng: random.Random) -> int:
    """Brings each update to both processes until it is acknowledged; counts the refusals on the way."""
    urls = [f"{process.url}/telegram/residents" for process in town.processes.values()]
    letters = [(update, url) for update in updates for url in urls]
    rng.shuffle(letters)
    room, refused = asyncio.Semaphore(AT_ONCE), 0

    async def bring(update: dict[str, Any], url: str) -> None:
        nonlocal refused
        async with room:
            while await town.api.deliver(RESIDENTS, update, url) != 200:
                refused += 1
                await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        for update, url in letters:
            tasks.create_task(bring(update, url))
    return refused


def _tell(figures: Figures, books: Books, town: Town, expected: int) -> None:
    sent = [one for one in town.api.sent(RESIDENTS) if one.method.startswith("send")]
    written = [ref for row in books.outbox for ref in row.refs]
    lost, unanswered = expected - len(books.inbox), len(books.unanswered())
    doubled = len(books.inbox) - len({(row.conversation_id, row.message_id) for row in books.inbox})
    twice = len(sent) - len(written)
    figures.numbers |= {"updates": expected, "lost": lost, "unanswered": unanswered, "doubled": doubled}
    figures.numbers |= {"replies": len(books.outbox), "sent": len(sent), "sent_twice": twice}
    figures.numbers |= {"out_of_order": books.out_of_order(), "sent_out_of_order": _sent_out_of_order(books, town)}
    figures.promise("none lost", lost == 0 and unanswered == 0)
    figures.promise("none doubled", doubled == 0 and twice == 0)
    figures.promise("order kept", books.out_of_order() == 0 and figures.numbers["sent_out_of_order"] == 0)


def _sent_out_of_order(books: Books, town: Town) -> int:
    """Messages that reached a chat before one that was written earlier."""
    at = {(one.chat_id, str(one.message_id)): one.at for one in town.api.sent(RESIDENTS)}
    account = {row.id: row.account for row in books.conversations}
    wrong = 0
    newest: dict[int, float] = {}
    for row in books.outbox:
        for ref in row.refs:
            chat = int(account[row.conversation_id])
            moment = at[chat, str(ref)]
            wrong += moment < newest.get(chat, 0.0)
            newest[chat] = moment
    return wrong
