"""A short dialogue of the residents' bot before the npm package telegram-test-api, where that is installed."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from prove.books import Books, settle
from prove.figures import Figures
from prove.second_server import SecondServer, is_installed
from prove.town import RESIDENTS, Town

CHAT = 4711
PATIENCE = 20.0
STEPS = (
    ("/start", "我是分流"),
    ("人民路18号门口井盖没了，昨天发现的，希望赶紧装上", "同意登记吗"),
    ("同意", "我只问还缺的"),
    ("跳过", "留个电话吗"),
    ("13800001234", "请您核对一下"),
    ("确认提交", "工单已提交"),
    ("邻居借了我三千块一直不还", "法院"),
    ("楼下着火了", "119"),
)
"""What somebody types, and what they then read. Taps are left out: the package makes them without `chat_instance`."""


async def ask(figures: Figures) -> None:
    """Plays it and notes the figures; "not run" where the package is not there."""
    if not is_installed():
        figures.numbers["telegram-test-api"] = "not_run"
        return
    async with SecondServer() as server, Town("sqlite", telegram_token=RESIDENTS, burst_milliseconds=80) as town:
        town.settings["FENLIU_TELEGRAM_API"] = server.url
        await town.start("one")
        read: list[dict[str, Any]] = []
        for words, wanted in STEPS:
            before = len(read)
            await server.says(RESIDENTS, CHAT, words)
            found = await _reads(server, read, before, wanted)
            await settle(town, PATIENCE)
            read += await server.new(RESIDENTS, CHAT)
            figures.promise(f"telegram-test-api: after “{words}” one reads “{wanted}”", found)
        figures.promise("telegram-test-api: nothing is left waiting", await settle(town, 30))
        books = await Books.read(town)
        figures.promise("telegram-test-api: one order", len(books.orders) == 1)
        figures.numbers |= {"telegram-test-api_steps": len(STEPS), "telegram-test-api_sent": len(read)}


async def _reads(server: SecondServer, read: list[dict[str, Any]], before: int, wanted: str) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        read += await server.new(RESIDENTS, CHAT)
        if any(wanted in str(one["message"].get("text", "")) for one in read[before:]):
            return True
        await asyncio.sleep(0.05)
    return False
