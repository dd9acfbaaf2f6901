"""The linear model: trained on phrases, a belief per place, the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.engine import Engine
from knowledge_base.places import place_of, train_places


def test_it_finds_the_place_of_a_plain_sentence(engine: Engine) -> None:
    """Each sentence says what the unit is for."""
    places, index = engine.matcher.places, engine.matcher.index
    for text, wanted in (("公交司机到站不停", "order transport"), ("夫妻离婚孩子归谁", "court")):
        belief = places.belief(index.read(text))
        assert places.names[int(belief.argmax())] == wanted
        assert float(belief.sum()) == pytest.approx(1.0, abs=1e-4)


def test_every_card_has_its_own_place(engine: Engine) -> None:
    """Destination and handler of the card, nothing else."""
    places, index = engine.matcher.places, engine.matcher.index
    for at, card in enumerate(index.card_ids):
        assert places.names[places.of_card[at]] == place_of(engine.library, card)
        assert places.destination(int(places.of_card[at])) == engine.library[card].destination


def test_nothing_known_is_no_evidence(engine: Engine) -> None:
    """A text without one known feature gets the model's prior, not an error."""
    belief = engine.matcher.places.belief(engine.matcher.index.read("ⴰⵣⵓⵍ"))
    assert float(belief.sum()) == pytest.approx(1.0, abs=1e-4)


def test_trained_twice_it_is_the_same(engine: Engine) -> None:
    """No chance: the same words get the same answer."""
    again = train_places(engine.library, engine.matcher.index)
    assert again.names == engine.matcher.places.names
    assert np.allclose(again.weights, engine.matcher.places.weights, atol=2e-4)
