"""Our figures are the shared scorer's figures."""

from __future__ import annotations

import importlib.util
import json
import random
from typing import Any

from knowledge_base.scoring import score
from tests.shared import FOLDER, needs_shared

LABELS = ["order", "court", "mediation", "department", "emergency", "human", "ask", "status", "chitchat", "declined"]


def random_decisions(gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decisions of every kind, with and without handlers and candidates."""
    chance = random.Random(7)
    rows = []
    for row in gold:
        destination = chance.choice(LABELS)
        outcome = destination if destination in ("human", "ask", "status") else "route"
        candidates = [{"destination": chance.choice(LABELS)} for _ in range(chance.randint(0, 4))]
        handler = chance.choice([None, "housing", "police", "market"])
        rows.append(
            {"id": row["id"], "outcome": "chat" if destination == "chitchat" else outcome,
             "destination": destination, "handler": handler, "candidates": candidates}
        )  # fmt: skip
    return rows


@needs_shared
def test_same_figures_as_the_shared_scorer() -> None:
    """On random decisions over the labelled messages both scorers print the same."""
    spec = importlib.util.spec_from_file_location("shared_score", FOLDER / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    lines = (FOLDER / "eval" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    rows = random_decisions(gold)
    wanted = {name: round(figure["rate"], 4) for name, figure in theirs.score(gold, rows).items()}
    ours = score(gold, {str(row["id"]): row for row in rows}).figures()
    assert {name: round(rate, 4) for name, (_, _, rate) in ours.items()} == wanted


def test_a_missing_decision_counts_as_missed() -> None:
    """A message without a decision is not left out of the figure."""
    gold = [{"id": "1", "accept": ["order"], "handlers": ["housing"], "text": "x"}]
    assert score(gold, {}).figures()["destination"] == (0.0, 1.0, 0.0)
