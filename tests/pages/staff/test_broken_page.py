"""Addresses with nothing behind them, and a database that fails: a sentence in Chinese and a way on, no word of what
broke inside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.database import Database
from tests.pages.staff.site import StaffSite

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INSIDE = ("Exception", "Error", "Traceback", "sqlite", "learning_item", "staff_session")


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffSite]:
    """A service whose database may be broken."""
    folder: Path = tmp_path_factory.mktemp("broken")
    site = StaffSite(folder)
    site.start()
    yield site
    site.stop()


def rename(site: StaffSite, table: str, to: str) -> None:
    async def change(database: Database) -> None:
        async with database.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))

    site.run(change)


def reads(answer: httpx.Response, status: int, *said: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert 'lang="zh-CN"' in answer.text
    for one in said:
        assert one in answer.text
    for one in INSIDE:
        assert one not in answer.text


def test_an_address_with_nothing_behind_it(own_site: StaffSite) -> None:
    """Of staff, of residents; a script is still answered as a script."""
    with own_site.client(own_site.login("lost", "worker")) as client:
        reads(client.get("/staff/nope"), 404, "没有这一页", 'href="/staff"')
        reads(client.get("/nope<b>", headers=BROWSER), 404, "没有这个页面", 'href="/"')
        assert client.get("/nope").json()["say"].startswith("没有这个页面")


@pytest.mark.parametrize(
    ("table", "status", "link"), [("staff_session", 503, "/staff/learning"), ("learning_item", 500, "/staff")]
)
def test_a_database_that_fails(own_site: StaffSite, table: str, status: int, link: str) -> None:
    """At the gate and in the middle of a page; when it is well again so is the page."""
    with own_site.client(own_site.login(f"broken.{table}", "supervisor")) as client:
        rename(own_site, table, "away")
        answer = client.get("/staff/learning")
        rename(own_site, "away", table)
        reads(answer, status, "这一页没打开", f'href="{link}"')
        assert client.get("/staff/learning").status_code == httpx.codes.OK
