"""aiogram is imported by the process that runs the bot, and by no other."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import SecretStr

from bot.channels.telegram.resident_bot import ResidentBot
from bot.services import Services
from config.errors import SettingsError


def test_who_runs_no_bot_imports_no_aiogram() -> None:
    """Seconds and much memory: the entry point and what the staff bot shares stay free of it."""
    modules = "bot.channels.telegram.resident_bot, bot.channels.telegram.rendering, bot.channels.telegram.webhook"
    check = f"import sys, {modules}; print('aiogram' in sys.modules, 'bot.channels.telegram.buttons' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("token", ["", "nonsense", "12:", "a:b"])
async def test_a_token_that_cannot_be_one_is_told_without_showing_it(token: str, services: Services) -> None:
    object.__setattr__(services, "settings", services.settings.model_copy(update={"telegram_token": SecretStr(token)}))
    with pytest.raises(SettingsError, match="FENLIU_TELEGRAM_TOKEN") as caught:
        ResidentBot.build(services)
    assert not token or token not in caught.value.say
