"""What is fetched without a page: files, downloads, uploads, the ways in and out, as everybody."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

import bot.pages.staff as package
from bot.accounts.book import LoginBook
from bot.accounts.rights import may
from bot.accounts.sessions import Sessions
from bot.database import Database
from config.clock import Clock
from config.region import load_region
from orders.book import OrderBook
from tests.orders.dispatching import filed
from tests.pages.staff.site import StaffSite

NUMBER = itertools.count()
ROLES = ("worker", "supervisor", "admin")
RIGHT_OF = {
    "/staff": "own",
    "/staff/": "own",
    "/staff/desk/{handoff_id}/files/{ref}": "desk",
    "/staff/knowledge/export.{form}": "knowledge.edit",
    "/staff/orders/export.{form}": "orders.export",
    "/staff/orders/{number}/statement.{form}": "orders",
    "/staff/orders/{number}/files/{ref}": "orders",
}
"""Every plain route, with the right that it asks for: a new one must be put here."""
FORMS = {"export": "csv", "statement": "pdf"}
NOT_THEIRS = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}


def routes() -> Iterator[str]:
    """What the routers of the pages answer, but for the door, which is in test_gate.py."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        router = getattr(importlib.import_module(found.name), "router", None)
        if isinstance(router, APIRouter):
            yield from (route.path for route in router.routes if isinstance(route, APIRoute))


def address(path: str, number: str) -> str:
    form = next((form for word, form in FORMS.items() if word in path), "")
    there = {"number": number, "form": form, "handoff_id": "1", "ref": "nothing.jpg"}
    return re.sub(r"{(\w+)}", lambda found: there[found.group(1)], path)


@contextmanager
def inside(site: StaffSite, role: str, name: str = "", **more: Any) -> Iterator[httpx.Client]:
    """Somebody's browser, signed in past the door, which counts how often it is tried."""
    login = name or site.login(f"plain{next(NUMBER)}", role, **more)

    async def enter(database: Database) -> str:
        async with database.writing() as session, session.begin():
            row, _ = await LoginBook(session, Clock()).get(login)
            return await Sessions(session, Clock()).open(row.staff_id)

    with site.client() as client:
        client.cookies.set("fenliu_staff", site.run(enter), domain="127.0.0.1", path="/staff")
        yield client


def an_order(site: StaffSite) -> str:
    async def make(database: Database) -> str:
        async with database.writing() as session, session.begin():
            return (
                await filed(OrderBook(session, load_region("sample"), Clock()), account=f"plain{next(NUMBER)}")
            ).number

    return site.run(make)


def test_the_list_of_plain_routes_is_whole() -> None:
    assert set(routes()) == set(RIGHT_OF)


@pytest.mark.parametrize("path", sorted(RIGHT_OF))
def test_every_plain_route_as_every_role(staff_site: StaffSite, path: str) -> None:
    """Nobody is shown the door, another region and a given password get nothing, and each role what is its own."""
    where = address(path, an_order(staff_site))
    with staff_site.client() as nobody:
        answer = nobody.get(where)
        assert answer.status_code == httpx.codes.SEE_OTHER
        assert answer.headers["location"].startswith("/staff/sign-in")
    for role in ROLES:
        with inside(staff_site, role) as client:
            answer = client.get(where)
            refused = answer.status_code in NOT_THEIRS and "您的账号不能" in answer.text
            assert refused is not may(role, RIGHT_OF[path]), (role, path, answer.status_code)
    with inside(staff_site, "admin", regions=("second",)) as client:
        assert client.get(where).status_code == httpx.codes.FORBIDDEN
    with inside(staff_site, "admin", given=True) as client:
        answer = client.get(where)
        assert answer.status_code in {*NOT_THEIRS, httpx.codes.SEE_OTHER}
        assert answer.headers.get("location", "/staff/me") == "/staff/me"


@pytest.mark.parametrize("path", ["/staff/_nicegui/client/made-up/upload/1", "/staff/orders/export.csv", "/staff/desk"])
def test_nothing_is_sent_from_elsewhere(staff_site: StaffSite, path: str) -> None:
    """Uploads and forms: nobody, another region, and a page of another site in the browser of an admin."""
    with staff_site.client() as nobody:
        assert nobody.post(path, content=b"x").status_code == httpx.codes.UNAUTHORIZED
    with inside(staff_site, "admin", regions=("second",)) as client:
        assert client.post(path, content=b"x").status_code == httpx.codes.FORBIDDEN
    with inside(staff_site, "admin") as client:
        foreign = {"Origin": "https://evil.example"}
        assert client.post(path, content=b"x", headers=foreign).status_code == httpx.codes.FORBIDDEN
        assert client.post(path, content=b"x").status_code >= httpx.codes.BAD_REQUEST


@pytest.mark.parametrize("role", ROLES)
def test_who_signs_out_is_out_here_alone(staff_site: StaffSite, role: str) -> None:
    """By every role; the token counts for nothing afterwards, and the other browser stays in."""
    name = staff_site.login(f"plain{next(NUMBER)}", role)
    with inside(staff_site, role, name) as one, inside(staff_site, role, name) as other:
        token = one.cookies["fenliu_staff"]
        assert one.post("/staff/sign-out").status_code == httpx.codes.SEE_OTHER
        one.cookies.set("fenliu_staff", token, domain="127.0.0.1", path="/staff")
        assert one.get("/staff/me").status_code == httpx.codes.SEE_OTHER
        assert other.get("/staff/me").status_code == httpx.codes.OK
