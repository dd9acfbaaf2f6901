"""A running service with pages of staff, over either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.pages.staff.site import StaffSite
from tests.postgres import Databases

expect.set_options(timeout=20_000)
"""Milliseconds: service, browser, database and other tests share two cores. What takes long is measured by `make
bench-pages`, not here."""


@contextmanager
def serving(kind: str, postgres: Databases, data: Path) -> Iterator[StaffSite]:
    """A process over a database of its own, `sqlite` or `postgresql`."""
    url = postgres.create() if kind == "postgresql" else ""
    site = StaffSite(data, url)
    site.start()
    try:
        yield site
    finally:
        site.stop()
        if url:
            postgres.drop(url)


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def staff_site(
    request: pytest.FixtureRequest, postgres: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StaffSite]:
    """One process for all tests of a kind of database; every test makes logins of its own."""
    with serving(request.param, postgres, tmp_path_factory.mktemp("staff")) as site:
        yield site
