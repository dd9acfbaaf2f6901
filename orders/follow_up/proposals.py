"""The proposal of a hot event: what the lead unit should look at, by the kind of matter (proposals.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "proposals.yaml"


@lru_cache(maxsize=1)
def proposals() -> Mapping[str, str]:
    """Every template by the folder of the card; `other` for the rest."""
    raw: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


def proposal(topic: str, unit: str, place: str) -> str:
    """What `unit` should look at in `place`."""
    return proposals().get(topic, proposals()["other"]).format(unit=unit or "主办单位", place=place or "现场")
