"""Ask everything of everything: no card may newly take a question from another."""

from __future__ import annotations

from pathlib import Path

import yaml

from knowledge_base.engine import Engine
from knowledge_base.overmatch import check_overmatch

KNOWN = Path(__file__).parent / "known_misses.yaml"
MOST_MISSES = 0.02
"""Share of the questions that may be lost. Whoever mends a card may look at them: the blind exam is the judge."""


def test_every_question_goes_to_its_card_or_is_a_known_miss(engine: Engine) -> None:
    """A new miss is a card that takes too much; a known one that works now must leave the list, which only shrinks.

    After a change of cards: `fenliu overmatch` shows them, `fenliu overmatch --yaml` prints the list anew.
    """
    report = check_overmatch(engine)
    known = {(card, question) for card, lost in yaml.safe_load(KNOWN.read_text("utf-8")).items() for question in lost}
    now = {(miss.card, miss.question) for miss in report.misses}
    assert report.asked > 1000
    assert sorted(now - known) == [], "new misses"
    assert sorted(known - now) == [], "these work now: take them off known_misses.yaml"
    assert len(now) / report.asked <= MOST_MISSES
