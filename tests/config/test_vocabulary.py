"""Our codes are the shared vocabulary's codes."""

from __future__ import annotations

import yaml

from config.vocabulary import name_of, vocabulary
from tests.shared import FOLDER, needs_shared


@needs_shared
def test_codes_are_the_shared_ones() -> None:
    """A code that one side has and the other has not would break cards, orders or scores."""
    shared = yaml.safe_load((FOLDER / "vocabulary.yaml").read_text(encoding="utf-8"))
    for group in ("destinations", "outcomes", "appeal_types", "handlers"):
        assert set(vocabulary()[group]) == set(shared[group]), group


def test_every_code_has_a_chinese_name() -> None:
    """Nobody reads a code."""
    for group, codes in vocabulary().items():
        assert all(name_of(group, code) != code for code in codes), group
    assert name_of("handlers", None) == ""
