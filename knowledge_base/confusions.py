"""What an evaluation shows beyond its figures: confusion matrix, calibration, and the worst confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from knowledge_base.scoring import said_of

if TYPE_CHECKING:
    from knowledge_base.decision import Decision

BINS: Final = 10
"""Steps of the calibration curve: 0-10 %, 10-20 %, ..."""
WORST: Final = 40
"""Wrong decisions that are shown, the most confident first."""


@dataclass(frozen=True)
class Bin:
    """Decisions of about the same confidence."""

    low: float
    count: int
    confidence: float
    """Mean of what the engine believed."""
    right: float
    """Share that was right."""


@dataclass(frozen=True)
class Confusion:
    """One wrong decision."""

    row: Mapping[str, Any]
    decision: Decision
    said: str


def matrix(gold: Sequence[Mapping[str, Any]], decisions: Mapping[str, Decision]) -> Counter[tuple[str, str]]:
    """(label, what was said) -> messages. A message that accepts several labels stands under the one that was said."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in gold:
        said = said_of(decisions[str(row["id"])].as_json())
        counts[said if said in row["accept"] else row["accept"][0], said] += 1
    return counts


def calibration(gold: Sequence[Mapping[str, Any]], decisions: Mapping[str, Decision]) -> list[Bin]:
    """Bins that hold at least one routed decision of the matcher; signals are certain by table and left out."""
    found: dict[int, list[tuple[float, bool]]] = {}
    for row in gold:
        decision = decisions[str(row["id"])]
        if decision.outcome == "route" and not decision.signals:
            right = decision.destination in row["accept"]
            step = min(int(decision.confidence * BINS), BINS - 1)
            found.setdefault(step, []).append((decision.confidence, right))
    return [
        Bin(
            low=step / BINS,
            count=len(pairs),
            confidence=sum(confidence for confidence, _ in pairs) / len(pairs),
            right=sum(right for _, right in pairs) / len(pairs),
        )
        for step, pairs in sorted(found.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance between belief and truth, each bin counting by its size (expected calibration error)."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / total if total else 0.0


def worst(gold: Sequence[Mapping[str, Any]], decisions: Mapping[str, Decision]) -> list[Confusion]:
    """Wrong decisions, the most confident first; a question that was asked needlessly comes last."""
    wrong = [Confusion(row, decisions[str(row["id"])], said_of(decisions[str(row["id"])].as_json())) for row in gold]
    wrong = [one for one in wrong if one.said not in one.row["accept"]]
    return sorted(wrong, key=lambda one: (one.said == "ask", -one.decision.confidence, str(one.row["id"])))[:WORST]
