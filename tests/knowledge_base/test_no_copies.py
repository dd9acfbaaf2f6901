"""None of the labelled messages, nor a near copy, stands in cards, questions or tables (privacy, licence)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from knowledge_base.engine import Engine
from tests.shared import FOLDER, needs_shared

NEAR = 80.0
"""RapidFuzz ratio from which two texts of a sentence's length are the same words with small changes."""
SHORTEST = 10
"""A shorter message (转人工, 在吗) is everybody's words and no copy."""


def messages() -> list[str]:
    lines = (FOLDER / "eval" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for text in (json.loads(line)["text"] for line in lines) if len(text) >= SHORTEST]


@needs_shared
@pytest.mark.parametrize("kind", ["phrases", "questions"])
def test_no_message_is_copied(engine: Engine, kind: str) -> None:
    """No phrase and no test question is a labelled message or nearly one."""
    if kind == "phrases":
        texts = [phrase for card in engine.library for phrase in card.phrases]
    else:
        texts = [question for questions in engine.library.questions.values() for question in questions]
    wanted = messages()
    assert len(wanted) > 400
    assert len(texts) > 700
    near = []
    for text in wanted:
        found = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=NEAR)
        if found:
            near.append((text[:40], found[0], round(found[1])))
    assert near == []


@needs_shared
def test_no_message_stands_in_a_data_file() -> None:
    """Tables, lexicon, wording and tests hold no labelled message word for word."""
    root = Path(__file__).parent.parent.parent
    files = [
        path for pattern in ("*.yaml", "*.py", "*.md") for path in root.rglob(pattern) if ".venv" not in path.parts
    ]
    assert len(files) > 100
    everything = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [text for text in messages() if text in everything] == []
