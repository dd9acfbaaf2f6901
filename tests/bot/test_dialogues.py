"""Every dialogue on every channel that can play it, the application rebuilt between every two turns."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.asking import Desk
from bot.desk import desk_loader
from config.region import load_region
from config.settings import Settings
from tests.bot.channel_drivers import DRIVERS, AnyDriver
from tests.dialogue import Dialogue, dialogues, play
from tests.shared import INDEX

PLAYED = [(driver, dialogue) for driver in DRIVERS for dialogue in dialogues() if driver.plays(dialogue)]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_loader(Settings(index=INDEX))(load_region("sample"))


@pytest.mark.parametrize(
    ("driver", "dialogue"), PLAYED, ids=[f"{driver.__name__}-{dialogue.name}" for driver, dialogue in PLAYED]
)
def test_a_dialogue_goes_the_same_way_on_every_channel(
    driver: type[AnyDriver], dialogue: Dialogue, desk: Desk, tmp_path: Path
) -> None:
    """Also when the server is killed between any two turns."""
    with asyncio.Runner() as runner:
        play(dialogue, driver(tmp_path, desk, runner))


def test_the_channels_play_most_of_the_dialogues() -> None:
    """The list above is not empty by mistake."""
    assert len(PLAYED) >= len(dialogues()) > 0
