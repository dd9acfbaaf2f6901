"""The library covers what a hotline is asked: classes of the shared checklist, matters of the facts, all units.

`coverage.yaml` says which cards answer which class or matter, or why a hotline never meets it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.vocabulary import vocabulary
from knowledge_base.engine import Engine
from tests.shared import FOLDER, needs_shared

COVERAGE = yaml.safe_load((Path(__file__).parent / "coverage.yaml").read_text(encoding="utf-8"))
FEWEST_CARDS = 1000
FEWEST_PHRASES = 12
MATTERS = 120
"""Matters in section 4 of the facts file."""


def test_there_are_enough_cards(engine: Engine) -> None:
    """A thousand cards, each with a dozen phrases and four questions."""
    assert len(engine.library) >= FEWEST_CARDS
    assert min(len(card.phrases) for card in engine.library) >= FEWEST_PHRASES
    assert min(len(questions) for questions in engine.library.questions.values()) >= 4


def test_every_destination_and_handler_has_cards(engine: Engine) -> None:
    """No unit of the vocabulary is out of reach."""
    assert {card.destination for card in engine.library} == set(vocabulary()["destinations"])
    reached = {card.handler for card in engine.library if card.handler}
    assert sorted(set(vocabulary()["handlers"]) - reached) == []


@pytest.mark.parametrize("part", ["classes", "matters"])
def test_what_is_said_to_cover_exists(engine: Engine, part: str) -> None:
    """Cards by id, or one sentence why there is none."""
    for name, cards in COVERAGE[part].items():
        if isinstance(cards, str):
            assert len(cards) > 5, name
        else:
            assert cards, name
            assert [card for card in cards if card not in engine.library.cards] == [], name


def test_every_matter_of_the_facts_is_covered() -> None:
    """Row by row."""
    assert sorted(COVERAGE["matters"]) == list(range(1, MATTERS + 1))


@needs_shared
def test_every_class_of_the_checklist_is_covered() -> None:
    """其他 is no class of its own."""
    lines = (FOLDER / "eval" / "taxonomy.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    wanted = {f"{row['l1']}/{row['l2']}/{row['l3']}" for row in rows if row["l3"] != "其他"}
    assert sorted(wanted - set(COVERAGE["classes"])) == []
