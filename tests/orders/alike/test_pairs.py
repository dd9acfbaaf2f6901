"""The hand-labelled pairs: what is suggested, what is merged, and how far the bars are.

b, c and h are judged by the stored model, which never learned from them. What the files it learned from give out of
fold takes minutes: `python -m tests.orders.alike.learn` prints it.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.orders.alike.learn import BLIND, unseen
from tests.orders.alike.scorer import SETS, Score, pairs, score, wrong_merges

PRECISION_BAR, RECALL_BAR = 0.98, 0.85
"""Issue 5: of suggestions to residents, of pairs that are the same matter."""
REACHED = {"b": (0.84, 0.4), "c": (0.92, 0.56), "h": (0.84, 0.25)}
"""Precision and recall of each blind file that no change may fall below; raise them with every gain."""
FEWEST = 400


def _score(name: str) -> Score:
    return score(unseen(name))


def _all() -> Score:
    return Score(sum((_score(name).table for name in BLIND), Counter()))


def test_there_are_enough_pairs_of_every_label() -> None:
    """At least four hundred, of all four kinds."""
    everything = [pair for name in SETS for pair in pairs(name, bare=True)]
    assert len(everything) >= FEWEST
    assert {pair.label for pair in everything} == {"same", "different", "opposing", "ambiguous"}
    assert len({pair.name for pair in everything}) == len(everything)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("bare", [False, True])
def test_nothing_is_merged_wrongly_without_asking(name: str, *, bare: bool) -> None:
    """Of pairs that are not one matter, with other accounts or with one: none. Also without a card."""
    assert wrong_merges(pairs(name, bare=bare)) == []


@pytest.mark.parametrize("name", BLIND)
def test_no_file_gets_worse(name: str) -> None:
    """What was reached holds."""
    found = _score(name)
    precision, recall = REACHED[name]
    assert found.precision >= precision
    assert found.recall >= recall


def test_opposing_demands_are_hardly_ever_suggested() -> None:
    """Of 64 opposing pairs two are asked about as if they were one matter; none is ever merged unasked."""
    assert _all().table["opposing", "same"] <= 2


@pytest.mark.xfail(reason="the bars of issue 5 are not reached: see docs/duplicates.md")
def test_the_bars_of_the_issue() -> None:
    """Over the blind pairs; strict, so that whoever reaches them takes the mark away."""
    found = _all()
    assert found.precision >= PRECISION_BAR
    assert found.recall >= RECALL_BAR
    assert found.table["opposing", "same"] == 0
