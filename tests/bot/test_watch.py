"""Changed cards are taken over between two turns; a mistake in one costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import watch as watching
from bot.watch import Watch
from config.errors import KnowledgeError
from config.region import load_region
from handlers.desk import Desk
from knowledge_base.engine import Engine
from tests.shared import INDEX

REGION = load_region("sample")


@pytest.fixture
def desk() -> Desk:
    return Desk(Engine.load(REGION, INDEX), REGION)


class Cards:
    """Stands for the cards on disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.digest = "one"
        self.built = 0
        self.problem = ""
        self.over = ""
        monkeypatch.setattr(watching, "digest", lambda _region: self.digest)

    async def build(self, over: str) -> str:
        """What the real builder would say."""
        self.over = over
        self.built += 1
        return self.problem


async def test_unchanged_cards_are_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking costs no building."""
    cards = Cards(monkeypatch)
    watch = Watch(desk, REGION, INDEX, cards.build)
    before = desk.engine
    assert not await watch.look()
    assert (cards.built, desk.engine) == (0, before)


async def test_changed_cards_are_taken_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built once, swapped once."""
    cards = Cards(monkeypatch)
    watch = Watch(desk, REGION, INDEX, cards.build)
    before = desk.engine
    cards.digest = "two"
    assert await watch.look()
    assert desk.engine is not before
    assert desk.engine.decide("朋友借我五万块不还").card == before.decide("朋友借我五万块不还").card
    assert not await watch.look()
    assert cards.built == 1


async def test_a_wrong_card_leaves_the_old_ones(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the builder complains of is told once; mending the card brings the new ones."""
    cards = Cards(monkeypatch)
    watch = Watch(desk, REGION, INDEX, cards.build)
    before = desk.engine
    cards.digest, cards.problem = "wrong", "loan.yaml:3: destination"
    assert not await watch.look()
    assert not await watch.look()
    assert (cards.built, desk.engine) == (1, before)
    cards.digest, cards.problem = "mended", ""
    assert await watch.look()
    assert cards.over == "one", "measured against what answers, not against what was refused"


async def test_cards_that_break_between_build_and_load(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves a second time meanwhile: the desk keeps what it has."""
    cards = Cards(monkeypatch)
    watch = Watch(desk, REGION, INDEX, cards.build)
    before, cards.digest = desk.engine, "two"

    def broken(*_: object) -> Engine:
        raise KnowledgeError("half saved", say="half saved")

    monkeypatch.setattr(Engine, "load", broken)
    assert not await watch.look()
    assert desk.engine is before


async def test_the_real_builder_reports_what_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command runs in its own process, finds the settings in the environment, and says what it did not like."""
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path))
    monkeypatch.setenv("FENLIU_INDEX", str(INDEX))
    assert await watching.build_apart("") == ""
    monkeypatch.setenv("FENLIU_REGION", "atlantis")
    assert "atlantis" in await watching.build_apart("")


async def test_a_published_edition_goes_before_the_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is on disk waits for the gate."""
    cards = Cards(monkeypatch)
    watch = Watch(desk, REGION, INDEX, cards.build, published=lambda: True)
    cards.digest = "two"
    assert not await watch.look()
    assert cards.built == 0
