"""A running service with pages of staff, over either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.pages.staff.site import StaffSite
from tests.postgres import Databases

expect.set_options(timeout=20_000)
"""Milliseconds: service, browser, database and other tests share two cores. What takes long is measured by `make
bench-pages`, not here."""


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def staff_site(
    request: pytest.FixtureRequest, postgres: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StaffSite]:
    """One process for all tests of a kind of database; every test makes logins of its own."""
    data: Path = tmp_path_factory.mktemp("staff")
    url = postgres.create() if request.param == "postgresql" else ""
    site = StaffSite(data, url)
    site.start()
    yield site
    site.stop()
    if url:
        postgres.drop(url)
