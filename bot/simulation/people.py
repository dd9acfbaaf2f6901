"""The people of the simulated town as data (town.yaml), and dice that fall the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

FILE = Path(__file__).parent / "town.yaml"
Some = TypeVar("Some")


@lru_cache(maxsize=1)
def people() -> Mapping[str, Any]:
    """All of the file."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


def words(name: str) -> Any:
    """A sentence, or the list of sentences from which one is drawn."""
    return people()["words"][name]


class Dice(Random):
    """Random draws in words; for the same seed always the same."""

    def chance(self, share: float) -> bool:
        """True in so many cases (0–1)."""
        return self.random() < share

    def one_of(self, weights: Mapping[Some, float]) -> Some:
        """A key by its weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def say(self, name: str) -> str:
        """One of the sentences of that name."""
        told = words(name)
        return told if isinstance(told, str) else str(self.choice(told))

    def between(self, ends: Sequence[int]) -> int:
        """A whole number between both ends, small ones more often."""
        low, high = ends
        return round(self.triangular(low, high, low))
