"""A signed-in browser on a running site, for the tests of the orders' pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.book import LoginBook
from bot.database import Database
from tests.pages.browser import Site

PASSWORD = "correct horse staple"
Found = TypeVar("Found")


def in_database(site: Site, work: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
    """Does something in the database of a running site, in a transaction of its own."""

    async def done() -> Found:
        async with (
            Database(site.settings.database_url) as database,
            database.writing() as session,
            session.begin(),
        ):
            return await work(session)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(done())).result()


def hire(site: Site, name: str, login: str, role: str) -> None:
    """A colleague with a login and the password of all tests."""

    async def made(session: AsyncSession) -> None:
        await LoginBook(session, site.services.clock).create(name, login, role, PASSWORD, given=False)

    in_database(site, made)


@contextmanager
def signed_in(browser: Browser, site: Site, login: str, **options: Any) -> Iterator[Page]:
    """A page of somebody who has signed in."""
    context = browser.new_context(locale="zh-CN", **options)
    page = context.new_page()
    page.goto(f"{site.url}/staff/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("button")
    page.wait_for_url("**/staff/**")
    yield page
    context.close()
