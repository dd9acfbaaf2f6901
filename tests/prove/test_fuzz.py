"""A small share of `make prove CASE=fuzz` in every run of the tests."""

from __future__ import annotations

from bot.desk import desk_loader
from config.region import Region
from config.settings import Settings
from prove.figures import Figures
from prove.fuzz import fuzz
from tests.shared import INDEX

EXAMPLES = 200


async def test_whatever_comes_nothing_breaks(region: Region, sqlite_url: str) -> None:
    """Updates, requests, dialogues, and odd answers of Telegram, before the real desk."""
    figures = Figures("fuzz")
    await fuzz(desk_loader(Settings(index=INDEX))(region), {"sqlite": sqlite_url}, EXAMPLES, figures)
    assert figures.broken == []
    assert figures.numbers["examples"] >= EXAMPLES * 0.9
