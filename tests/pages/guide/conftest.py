"""The real application over all cards, asked without a network and without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from bot.app import build_app
from bot.asking import Desk as AnyDesk
from bot.services import Services, build_services
from config.region import load_region
from config.settings import Settings
from handlers.desk import Desk
from knowledge_base.engine import Engine
from tests.bot.tiny_desk import last_resort
from tests.conftest import StandingClock
from tests.pages.guide.reader import Reader
from tests.shared import INDEX

Serve = Callable[..., Services]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load(load_region("sample"), INDEX)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A desk of its own for each test: its engine may be changed."""
    return Desk(engine, load_region("sample"))


@pytest.fixture
def serve(tmp_path: Path, clock: StandingClock) -> Serve:
    """Builds services; the guide asks no database, so none is migrated."""

    def served(desk: AnyDesk, public_url: str = "") -> Services:
        return build_services(Settings(data=tmp_path, public_url=public_url), lambda _region: desk, clock, last_resort)

    return served


@pytest.fixture
def services(serve: Serve, desk: Desk) -> Services:
    return serve(desk)


@pytest.fixture
def app(services: Services) -> FastAPI:
    return build_app(services)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """A loop in a thread of its own."""
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture
def client(app: FastAPI, portal: BlockingPortal) -> Reader:
    return Reader(app, portal)
