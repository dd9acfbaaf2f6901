"""Opens the database of the settings for one command, and closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.database import Database
from config.clock import Clock
from config.log import set_up_logging
from config.region import load_region
from config.settings import ensure_writable, load_settings
from orders.book import OrderBook

Result = TypeVar("Result")


def reading(ask: Callable[[OrderBook], Awaitable[Result]]) -> Result:
    """Asks the book of orders."""
    return _opened(ask, write=False)


def writing(ask: Callable[[OrderBook], Awaitable[Result]]) -> Result:
    """Lets the book of orders do something, in one transaction: all of it, or nothing where it fails."""
    return _opened(ask, write=True)


def _opened(ask: Callable[[OrderBook], Awaitable[Result]], *, write: bool) -> Result:
    async def asked() -> Result:
        async with Database(settings.database_url) as database:
            await database.migrate()
            if not write:
                async with database.reading() as session:
                    return await ask(OrderBook(session, load_region(settings.region), Clock()))
            async with database.writing() as session, session.begin():
                return await ask(OrderBook(session, load_region(settings.region), Clock()))

    settings = load_settings()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)
    return asyncio.run(asked())
