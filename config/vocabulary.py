"""The codes of `vocabulary.yaml` with their Chinese names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "vocabulary.yaml"


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, dict[str, str]]:
    """Group -> code -> Chinese name; groups are destinations, outcomes, appeal_types, levels, handlers, fields,
    roles, channels, handoff_reasons and handoff_events."""
    raw: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


def name_of(group: str, code: str | None) -> str:
    """The Chinese name of a code; the empty string for None."""
    return "" if code is None else vocabulary()[group].get(code, code)
