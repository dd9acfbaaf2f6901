"""The fast index and the slow twin say the same."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.engine import Engine
from knowledge_base.index import build_index
from knowledge_base.text import cleaner
from tests.knowledge_base.plain_matcher import PlainMatcher


@pytest.fixture(scope="module")
def plain(engine: Engine) -> PlainMatcher:
    return PlainMatcher(engine.library)


def test_same_scores_as_the_plain_twin(engine: Engine, plain: PlainMatcher) -> None:
    """On a spread of test questions the index gives the twin's scores, so it gives its order."""
    index = engine.matcher.index
    questions = [q for qs in engine.library.questions.values() for q in qs][::25]
    assert len(questions) > 30
    for question in questions:
        clean = cleaner().clean(question)
        reading = index.read(clean)
        possible = index.possible(reading) or 1.0
        wanted = [plain.score(clean, card) for card in index.card_ids]
        assert index.scores(reading) * possible == pytest.approx(wanted, rel=1e-3, abs=1e-3)


def test_building_twice_gives_the_same_table(engine: Engine) -> None:
    """No chance anywhere: the same cards give the same numbers."""
    again = build_index(engine.library)
    assert again.ids == engine.matcher.index.ids
    assert np.array_equal(again.values, engine.matcher.index.values)


def test_a_homophone_is_heard(engine: Engine) -> None:
    """A pair never seen in any card still counts by its sound."""
    index = engine.matcher.index
    assert "d物页" not in index.ids
    assert index.ids["swuye"] in index.read("物页").places


def test_nothing_known_scores_nothing(engine: Engine) -> None:
    """A text without one known feature leaves all scores at zero."""
    reading = engine.matcher.index.read("ⴰⵣⵓⵍ")
    assert (reading.known, float(engine.matcher.index.scores(reading).max())) == (0.0, 0.0)
