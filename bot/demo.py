"""A demonstration: a fresh database with invented orders, conversations, handoffs and people to sign in as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlmodel import col

from bot.accounts.audit import AuditLog
from bot.accounts.book import LoginBook
from bot.accounts.passwords import given
from bot.case_open import open_one
from bot.services import Services
from handlers.message import Incoming
from orders.actor import Actor
from orders.cases.book import Cases
from orders.tables import Order

FILE = Path(__file__).with_suffix(".yaml")
CHANNEL = "web"
MOST_STEPS = 20
YES = ("同意，开始登记", "确认提交", "另立一件")
OUTS = ("匿名登记", "跳过", "记不清了", "说不清", "核实处理并答复我")
"""Buttons of the form that somebody in a hurry taps."""
PLACE = re.compile("在哪|哪里|地址|地点")
FILED = "工单号"


async def people(services: Services) -> Mapping[str, str]:
    """Makes the logins of the demonstration; login -> the password that was given."""
    passwords = {one["login"]: given() for one in _plan()["staff"]}
    async with services.database.writing() as session, session.begin():
        book, audit = LoginBook(session, services.clock), AuditLog(session, services.clock)
        for one in _plan()["staff"]:
            await book.create(one["name"], one["login"], one["role"], passwords[one["login"]], given=False)
            await audit.write("account.create", one["login"], actor="命令行", as_role=one["role"])
    return passwords


async def orders(services: Services) -> int:
    """Lets residents file what is theirs today, through the whole form; how many orders there are now."""
    filed = 0
    for number, (words, place) in enumerate(_plan()["orders"], start=1):
        filed += await _file(services, f"demo-order-{number}", words, place)
    return filed


async def cases(services: Services) -> int:
    """Opens what runs beside those orders; how many there are."""
    actor, opened = Actor(_plan()["staff"][0]["name"], "dispatcher"), 0
    async with services.database.writing() as session, session.begin():
        book = Cases(session, services.region, services.clock)
        for number, one in enumerate(_plan()["cases"], start=1):
            mine = select(Order).where(col(Order.account) == f"demo-order-{one['beside']}").limit(1)
            order = (await session.execute(mine)).scalar_one_or_none()
            if order is not None:
                await open_one(book, one["kind"], actor, dict(one["said"]), key=f"demo-{number}", order=order)
                opened += 1
    return opened


async def _file(services: Services, account: str, words: str, place: str) -> bool:
    """One resident, until the order is filed or nothing is asked any more."""
    said = words
    for step in range(MOST_STEPS):
        message = Incoming(CHANNEL, account, f"{account}-{step}", services.clock.now(), text=said)
        replies = [posted.reply for posted in await services.turns.take(message)]
        if any(name == FILED for reply in replies for name, _ in reply.rows) or not replies:
            return True
        labels = [option.label for option in replies[-1].options]
        said = next((one for one in YES if one in labels), "")
        if not said:
            said = place if PLACE.search(replies[-1].text) else next((one for one in OUTS if one in labels), "不清楚")
    return False


async def conversations(services: Services) -> int:
    """Lets the residents of the demonstration talk to the real desk; how many there were."""
    for number, words in enumerate(_plan()["residents"], start=1):
        for place, text in enumerate(words):
            now = services.clock.now()
            said = Incoming(CHANNEL, f"demo-{number}", f"demo-{number}-{place}", now, text=text)
            await services.turns.take(said)
    return len(_plan()["residents"])


@lru_cache(maxsize=1)
def _plan() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw
