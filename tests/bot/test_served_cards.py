"""Cards edited on disk while the service is down steal nothing: not by a restart, not by the gate afterwards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from bot.served_cards import ServedCards
from config.region import load_region
from config.settings import Settings
from knowledge_base.engine import Engine
from knowledge_base.index_file import digest, index_path
from tests.knowledge_base.small import write_small
from tests.shared import INDEX

REGION = load_region("sample")
VICTIM, THIEF = "private-loan", "bride-price"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty cards with their index."""
    data = tmp_path_factory.mktemp("served")
    (data / "cards-on-disk").mkdir()
    write_small(data / "cards-on-disk", Engine.load(REGION, INDEX).whole)
    over(data).built()
    return data


def over(data: Path) -> ServedCards:
    return ServedCards(Settings(data=data, index=data / "index"), REGION, data / "cards-on-disk")


@pytest.fixture
def cards(template: Path, tmp_path: Path) -> ServedCards:
    """Forty cards that a service answered with."""
    made = over(shutil.copytree(template, tmp_path / "data"))
    assert made.waiting() is None
    assert made.settle()[1] == []
    return made


def other(cards: ServedCards) -> Path:
    """The file of a card that is not the victim."""
    return next(path for path in sorted((cards.folder / "cards").rglob("*.yaml")) if path.stem != VICTIM)


def edit(cards: ServedCards, **changes: object) -> None:
    path = other(cards)
    card = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(card | changes, allow_unicode=True), encoding="utf-8")


def steal(cards: ServedCards) -> list[str]:
    """One card takes the questions of another as its phrases; the phrases it had."""
    path = other(cards)
    had: list[str] = yaml.safe_load(path.read_text(encoding="utf-8"))["phrases"]
    questions = cards.built().library.questions[VICTIM]
    edit(cards, phrases=[*had, *(f"{text}{end}" for text in questions for end in ("", "怎么办", "找谁"))])
    return had


def test_a_restart_takes_honest_cards(cards: ServedCards) -> None:
    """An edit that loses nothing answers after the restart, and is what the next edit is measured against."""
    before = cards.noted()
    edit(cards, cost="不收费")
    assert cards.waiting() is not None
    built, lost = cards.settle()
    assert (built.library[other(cards).stem].cost, lost) == ("不收费", [])
    assert cards.noted() != before
    assert cards.waiting() is None


def test_a_restart_does_not_take_a_thief(cards: ServedCards) -> None:
    """The former cards answer on, at every start, and the gate measures against them; honest again they answer."""
    had = steal(cards)
    for _ in range(2):
        built, lost = cards.settle()
        assert lost
        assert list(built.library[other(cards).stem].phrases) == had
    assert cards.built().library.version == built.library.version
    noted = cards.noted()
    assert noted is not None
    assert cards.waiting() == index_path(cards.store, noted.digest)
    edit(cards, phrases=had)
    assert cards.waiting() is None
    assert cards.settle()[1] == []


def test_a_new_program_brings_its_cards(cards: ServedCards) -> None:
    """What was noted by another program is no measure."""
    steal(cards)
    noted = cards.noted()
    assert noted is not None
    cards.note.write_text(json.dumps({"digest": noted.digest, "code": "another"}), encoding="utf-8")
    assert cards.waiting() is None
    assert cards.settle()[1] == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"digest": 1}', '{"digest": "x", "code": "y", "more": 1}'])
def test_a_damaged_note_is_none(cards: ServedCards, text: str) -> None:
    cards.note.write_text(text, encoding="utf-8")
    assert cards.noted() is None
    assert cards.settle()[1] == []
    found = cards.noted()
    assert found is not None
    assert found.digest == digest(REGION, cards.folder)


def test_an_index_that_is_gone_is_no_measure(cards: ServedCards) -> None:
    """The folder of index files may be deleted at any time."""
    steal(cards)
    for path in cards.store.iterdir():
        path.unlink()
    assert cards.waiting() is None
