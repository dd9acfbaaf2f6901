"""A demonstration: a fresh database with invented orders, conversations, handoffs and people to sign in as."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.accounts.audit import AuditLog
from bot.accounts.book import LoginBook
from bot.accounts.passwords import given
from bot.services import Services
from handlers.message import Incoming

FILE = Path(__file__).with_suffix(".yaml")
CHANNEL = "web"


async def people(services: Services) -> Mapping[str, str]:
    """Makes the logins of the demonstration; login -> the password that was given."""
    passwords = {one["login"]: given() for one in _plan()["staff"]}
    async with services.database.writing() as session, session.begin():
        book, audit = LoginBook(session, services.clock), AuditLog(session, services.clock)
        for one in _plan()["staff"]:
            await book.create(one["name"], one["login"], one["role"], passwords[one["login"]], given=False)
            await audit.write("account.create", one["login"], actor="命令行", as_role=one["role"])
    return passwords


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
