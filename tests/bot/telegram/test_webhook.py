"""The webhook answers 200 when an update is safe, and tells nobody else anything."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.app import build_app
from bot.channels.telegram.resident_bot import ResidentBot
from bot.channels.telegram.webhook import HEADER, MAX_BYTES, PATH, secret_for
from bot.services import Services
from config.errors import SettingsError
from config.settings import Settings
from tests.bot.telegram.conftest import TOKEN
from tests.bot.telegram.test_exchange import inbox
from tests.bot.telegram.test_receiving import said
from tests.fakes.bot_api import BotApi, FakeUser

SECRET = {HEADER: "shibboleth"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"public_url": "http://127.0.0.1:1/", "telegram_secret": SecretStr("shibboleth")})


@pytest.fixture
def app(services: Services, resident: ResidentBot) -> FastAPI:
    """The real application, with the guard that stands before it."""
    app = build_app(services)
    assert resident.router is not None
    app.include_router(resident.router)
    return app


@pytest.fixture
async def telegram(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://fenliu") as client:
        yield client


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "shibbolet"}, {HEADER: "shibboleth2"}, {HEADER: "é"}])
async def test_whoever_does_not_know_the_secret_is_turned_away(
    headers: dict[str, str], telegram: httpx.AsyncClient, services: Services
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = await telegram.post(PATH, json=said(1), headers=raw)
    assert (answer.status_code, answer.content) == (401, b"")
    assert await inbox(services) == []


async def test_an_update_is_on_disk_when_it_is_acknowledged(telegram: httpx.AsyncClient, services: Services) -> None:
    answer = await telegram.post(PATH, json=said(1), headers=SECRET)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [row.text for row in await inbox(services)] == ["你好"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[" * 100_000, b"\xff\xfe", b'{"update_id": 1}', b'{"update_id": 1, "tomorrow": {}}',
     b'{"update_id": 1e400, "message": {}}', json.dumps({"update_id": 1, "message": {"date": "?"}}).encode()],
)  # fmt: skip
async def test_odd_updates_are_not_sent_again_for_ever(body: bytes, telegram: httpx.AsyncClient) -> None:
    assert (await telegram.post(PATH, content=body, headers=SECRET)).status_code == 200


async def test_long_updates_are_taken_and_endless_ones_are_not(telegram: httpx.AsyncClient, services: Services) -> None:
    long = said(1, "长" * 4096, reply_to_message=said(2, "长" * 30_000)["message"])
    assert (await telegram.post(PATH, json=long, headers=SECRET)).status_code == 200
    assert len((await inbox(services))[0].text) == 4096
    assert (await telegram.post(PATH, content=b" " * (MAX_BYTES + 1), headers=SECRET)).status_code == 413


async def test_what_cannot_be_stored_is_asked_for_again(
    telegram: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Any:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(services.database, "writing", gone)
        assert (await telegram.post(PATH, json=said(1), headers=SECRET)).status_code == 503
    assert (await telegram.post(PATH, json=said(1), headers=SECRET)).status_code == 200


async def test_telegram_is_told_where_updates_go(resident: ResidentBot, api: BotApi, li: FakeUser) -> None:
    await resident.introduce()
    hook = api.bots[TOKEN].webhook
    assert hook is not None
    assert (hook.url, hook.secret) == (f"http://127.0.0.1:1{PATH}", "shibboleth")


def test_the_secret_follows_from_the_token_unless_it_is_chosen() -> None:
    derived = secret_for(TOKEN, "")
    assert TOKEN not in derived
    assert derived != secret_for(TOKEN + "x", "")
    assert len(derived) == 64
    assert secret_for(TOKEN, "chosen") == "chosen"
    with pytest.raises(SettingsError, match="FENLIU_TELEGRAM_SECRET") as caught:
        secret_for(TOKEN, "not good")
    assert "not good" not in caught.value.say
