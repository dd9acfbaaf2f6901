"""Each role gets the bots it needs: who sends needs channels, who receives needs routes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bots import Bots
from bot.roles import Role
from bot.services import Services


@pytest.mark.parametrize(
    ("role", "channels", "routes"),
    [(Role.WEB, set(), 0), (Role.TELEGRAM, {"telegram", "staff"}, 2), (Role.WORKER, {"telegram", "staff"}, 0),
     (Role.ALL, {"telegram", "staff"}, 2)],
)  # fmt: skip
async def test_a_role_has_its_bots(role: Role, channels: set[str], routes: int, services: Services) -> None:
    given = {"public_url": "https://fenliu.example.cn"}
    bots = Bots(replace(services, settings=services.settings.model_copy(update=given)), role)
    assert set(bots.channels) == channels
    assert len(bots.routers) == routes
    await bots.close()
