"""Confusion matrix, calibration and worst confusions, counted by hand."""

from __future__ import annotations

import pytest

from knowledge_base.confusions import calibration, calibration_error, matrix, worst
from knowledge_base.decision import Decision

GOLD = [
    {"id": "a", "accept": ["order"], "text": "甲"},
    {"id": "b", "accept": ["order", "court"], "text": "乙"},
    {"id": "c", "accept": ["court"], "text": "丙"},
    {"id": "d", "accept": ["mediation"], "text": "丁"},
    {"id": "e", "accept": ["emergency"], "text": "戊"},
]
DECISIONS = {
    "a": Decision("route", "order", confidence=0.95),
    "b": Decision("route", "court", confidence=0.85),
    "c": Decision("route", "order", confidence=0.91),
    "d": Decision("ask", confidence=0.4),
    "e": Decision("route", "emergency", confidence=1.0, signals=("fire",)),
}


def test_matrix_counts_an_accepted_second_label_as_right() -> None:
    """b accepts court too, so it stands on the diagonal of court."""
    assert matrix(GOLD, DECISIONS) == {
        ("order", "order"): 1,
        ("court", "court"): 1,
        ("court", "order"): 1,
        ("mediation", "ask"): 1,
        ("emergency", "emergency"): 1,
    }


def test_calibration_bins_leave_out_questions_and_signals() -> None:
    """Only what the matcher decided by itself."""
    low, high = calibration(GOLD, DECISIONS)
    assert (low.low, low.count, low.right) == (0.8, 1, 1.0)
    assert (high.low, high.count, high.right) == (0.9, 2, 0.5)
    assert high.confidence == pytest.approx(0.93)
    assert calibration_error([low, high]) == pytest.approx((0.15 + 2 * 0.43) / 3)
    assert calibration_error([]) == 0.0


def test_the_most_confident_mistake_comes_first() -> None:
    """A needless question is the smallest mistake."""
    assert [(one.row["id"], one.said) for one in worst(GOLD, DECISIONS)] == [("c", "order"), ("d", "ask")]
