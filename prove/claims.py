"""claims: a hundred at once on one handoff, and not a word of the bot while a person has the conversation."""

from __future__ import annotations

import asyncio
import os
import random
from typing import Any

from sqlalchemy import select

from bot.conversations import OUTBOX, TALK
from orders.tables import Staff
from prove.figures import Figures
from prove.town import RESIDENTS, STAFF, Town
from tests.fakes.bot_api import FakeUser

WORKERS = 100
ROUNDS = int(os.environ.get("FENLIU_TEST_ROUNDS", "10"))
SLOWEST_SEND = 0.25
"""Seconds by which the Bot API answers late, so that much of the bot is under way when somebody claims."""
WORDS = ("在吗", "我家楼下的路灯坏了", "有人吗", "什么时候来", "还是没有人来", "公园的健身器材断了")


async def run() -> Figures:
    """Runs the case."""
    figures = Figures("claims")
    settings = {"telegram_token": RESIDENTS, "staff_token": STAFF, "burst_milliseconds": 0}
    async with Town("postgresql", **settings) as town:
        town.settings["FENLIU_PUBLIC_URL"] = f"http://127.0.0.1:{town.port('one')}"
        for name in ("one", "two"):
            await town.start(name)
        staff = await _staff(town)
        counts = {"winners": 0, "told_who": 0, "told_twice": 0, "spoke_over": 0, "withheld": 0, "said_by_worker": 0}
        rng = random.Random(7)
        for number in range(ROUNDS):
            found = await _round(town, staff, number, rng)
            for name, value in found.items():
                counts[name] += value
        figures.numbers |= {"rounds": ROUNDS, "taps": ROUNDS * WORKERS} | counts
        figures.promise("one winner each time", counts["winners"] == ROUNDS)
        figures.promise("the others are told who holds it", counts["told_who"] == ROUNDS * (WORKERS - 1))
        figures.promise("nobody is told twice", counts["told_twice"] == 0)
        figures.promise("no word of the bot while a person has it", counts["spoke_over"] == 0)
        figures.promise("the worker was heard", counts["said_by_worker"] >= ROUNDS)
        figures.promise(f"no wrong request ({town.api.violations[:2]})", not town.api.violations)
    return figures


async def _staff(town: Town) -> list[FakeUser]:
    """A hundred workers who joined; how they join is proved elsewhere."""
    people = [town.api.user(20_000 + number, first_name=f"员工{number}", token=STAFF) for number in range(WORKERS)]
    town.api.hold(STAFF)
    now = town_now()
    async with town.database.writing() as session, session.begin():
        for number, user in enumerate(people):
            session.add(Staff(name=f"员工{number}", role="worker", account=str(user.id), created_at=now))
    for user in people:
        user.says("/help")
    await _deliver(town, town.api.updates(STAFF), random.Random(1))
    return people


def town_now() -> Any:
    """This moment."""
    from config.clock import Clock  # noqa: PLC0415

    return Clock().now()


async def _deliver(town: Town, updates: list[dict[str, Any]], rng: random.Random, spread: float = 0.0) -> None:
    """Brings updates to either process, within `spread` seconds, until each is acknowledged."""
    urls = [f"{process.url}/telegram/staff" for process in town.processes.values()]

    async def bring(update: dict[str, Any]) -> None:
        await asyncio.sleep(rng.uniform(0, spread))
        while await town.api.deliver(STAFF, update, rng.choice(urls)) != 200:
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        for update in updates:
            tasks.create_task(bring(update))


async def _round(town: Town, staff: list[FakeUser], number: int, rng: random.Random) -> dict[str, int]:
    """One handoff from the call for a person to its end."""
    api, resident = town.api, town.api.user(40_000 + number)
    before = {user.id: len(api.sent(STAFF, user.id)) for user in staff}
    resident.says("人工")
    await api.until(lambda: all(_claimable(town, user.id, before[user.id]) for user in staff), 60)
    before = {user.id: len(api.sent(STAFF, user.id)) for user in staff}
    made = len(api.updates(STAFF))
    api.slow("sendMessage", rng.uniform(0.02, SLOWEST_SEND), chat_id=resident.id)
    talking = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_talk(resident, talking, rng))
        await asyncio.sleep(rng.uniform(0, 0.4))
        for user in staff:
            user.taps("受理")
        await _deliver(town, api.updates(STAFF)[made:], rng, spread=rng.uniform(0, 0.3))
        winner = await _winner(town, staff, before)
        since = next(one.at for one in api.sent(STAFF, winner.id)[before[winner.id] :] if "办结" in one.labels)
        await asyncio.sleep(rng.uniform(0.3, 0.8))
        made = len(api.updates(STAFF))
        winner.says("您好，我在看您的情况")
        await _deliver(town, api.updates(STAFF)[made:], rng)
        await api.until(lambda: any("我在看您的情况" in one.text for one in api.sent(RESIDENTS, resident.id)), 20)
        talking.set()
    await asyncio.sleep(SLOWEST_SEND + 0.3)
    until = max(one.at for one in api.sent(RESIDENTS, resident.id)) + 1
    api.heal()
    found = await _heard(town, resident.id, since, until)
    found |= _told(town, staff, winner, before)
    await _end(town, winner, rng)
    return found


async def _talk(resident: FakeUser, stop: asyncio.Event, rng: random.Random) -> None:
    """The resident writes on, whoever reads it."""
    while not stop.is_set():
        resident.says(rng.choice(WORDS))
        await asyncio.sleep(rng.uniform(0.03, 0.2))


def _claimable(town: Town, account: int, seen: int) -> bool:
    return any("受理" in one.labels for one in town.api.sent(STAFF, account)[seen:])


async def _winner(town: Town, staff: list[FakeUser], before: dict[int, int]) -> FakeUser:
    def won() -> list[FakeUser]:
        new = {user.id: town.api.sent(STAFF, user.id)[before[user.id] :] for user in staff}
        return [user for user in staff if any("办结" in one.labels for one in new[user.id])]

    def all_told() -> bool:
        return all(len(town.api.sent(STAFF, user.id)) > before[user.id] for user in staff)

    await town.api.until(lambda: won() and all_told(), 60)
    return won()[0]


def _told(town: Town, staff: list[FakeUser], winner: FakeUser, before: dict[int, int]) -> dict[str, int]:
    """What the hundred read after they had tapped."""
    name = f"员工{winner.id - 20_000}"
    winners = told = twice = 0
    for user in staff:
        new = [one for one in town.api.sent(STAFF, user.id)[before[user.id] :] if one.method == "sendMessage"]
        winners += any("办结" in one.labels for one in new)
        who = [one for one in new if f"由{name}受理" in one.text and "从 " in one.text]
        told += len(who) >= 1 and user.id != winner.id
        twice += len(who) > 1
    return {"winners": winners, "told_who": told, "told_twice": twice}


async def _heard(town: Town, chat: int, since: float, until: float) -> dict[str, int]:
    """What reached the resident between the claim and now, by who wrote it."""
    async with town.database.reading() as session:
        mine = (TALK.c.channel == "telegram") & (TALK.c.account == str(chat))
        wanted = select(OUTBOX).join(TALK, TALK.c.id == OUTBOX.c.conversation_id).where(mine)
        rows = (await session.execute(wanted)).all()
    author = {str(ref): row.author for row in rows for ref in row.refs}
    heard = [one for one in town.api.sent(RESIDENTS, chat) if since < one.at < until and one.method.startswith("send")]
    by_bot = [one for one in heard if not author.get(str(one.message_id), "")]
    withheld = sum(row.withheld_at is not None for row in rows)
    return {"spoke_over": len(by_bot), "withheld": withheld, "said_by_worker": len(heard) - len(by_bot)}


async def _end(town: Town, winner: FakeUser, rng: random.Random) -> None:
    """办结, so that the next round finds everybody free."""
    for label in ("办结", "已答复", "直接办结"):
        made = len(town.api.updates(STAFF))
        count = len(town.api.sent(STAFF, winner.id))
        try:
            winner.taps(label)
        except LookupError:
            continue
        await _deliver(town, town.api.updates(STAFF)[made:], rng)
        await town.api.until(lambda: len(town.api.sent(STAFF, winner.id)) > count, 20)  # noqa: B023
