"""The codes of `vocabulary.yaml` with their Chinese names; `vocabulary.en.yaml` has the English ones."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

FILE = Path(__file__).parent / "vocabulary.yaml"
Language = Literal["zh", "en"]


@lru_cache(maxsize=2)
def vocabulary(language: Language = "zh") -> dict[str, dict[str, str]]:
    """Group -> code -> name; groups are destinations, outcomes, appeal_types, levels, handlers, fields,
    roles, channels, handoff_reasons and handoff_events.

    In English there is what residents read: the first six, and statuses, next_steps, errors and contacts.
    """
    path = FILE if language == "zh" else FILE.with_suffix(f".{language}.yaml")
    raw: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return raw


def name_of(group: str, code: str | None, language: Language = "zh") -> str:
    """The name of a code; the empty string for None."""
    return "" if code is None else vocabulary(language)[group].get(code, code)
