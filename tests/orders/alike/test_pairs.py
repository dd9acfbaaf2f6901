"""The hand-labelled pairs: what is suggested, what is merged, and how far the bars are."""

from __future__ import annotations

import pytest

from tests.orders.alike.scorer import SETS, Score, pairs, score, scored, wrong_merges

PRECISION_BAR, RECALL_BAR = 0.98, 0.85
"""Issue 5: of suggestions to residents, of pairs that are the same matter."""
REACHED = {"a": (0.94, 0.77), "b": (0.67, 0.43)}
"""Precision and recall of each file that no change may fall below; raise them with every gain."""
FEWEST = 400


def _all() -> Score:
    return score([one for name in SETS for one in scored(pairs(name))])


def test_there_are_enough_pairs_of_every_label() -> None:
    """At least four hundred, of all four kinds."""
    everything = [pair for name in SETS for pair in pairs(name)]
    assert len(everything) >= FEWEST
    assert {pair.label for pair in everything} == {"same", "different", "opposing", "ambiguous"}
    assert len({pair.name for pair in everything}) == len(everything)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("bare", [False, True])
def test_nothing_is_merged_wrongly_without_asking(name: str, *, bare: bool) -> None:
    """Of pairs that are not one matter, with other accounts or with one: none. Also without a card."""
    assert wrong_merges(pairs(name, bare=bare)) == []


@pytest.mark.parametrize("name", SETS)
def test_no_file_gets_worse(name: str) -> None:
    """What was reached holds, on the file for development and on the blind one."""
    found = score(scored(pairs(name)))
    precision, recall = REACHED[name]
    assert found.precision >= precision
    assert found.recall >= recall


@pytest.mark.xfail(reason="the bars of issue 5 are not reached: see docs/duplicates.md")
def test_the_bars_of_the_issue() -> None:
    """Over all pairs; strict, so that whoever reaches them takes the mark away."""
    found = _all()
    assert found.precision >= PRECISION_BAR
    assert found.recall >= RECALL_BAR
    assert found.table["opposing", "same"] == 0
