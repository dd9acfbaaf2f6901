"""How an order may be closed (orders/closures.yaml), and what must be on record for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "closures.yaml"


@dataclass(frozen=True)
class Closure:
    """One way to close. `coordination`: a coordination record must stand in the log."""

    code: str
    name: str
    resident: str
    needs: tuple[str, ...] = ()
    coordination: bool = False


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


@lru_cache(maxsize=1)
def closures() -> dict[str, Closure]:
    """Every way to close by its code."""
    return {
        code: Closure(code, entry["name"], entry["resident"], tuple(entry["needs"]), bool(entry.get("coordination")))
        for code, entry in _file().items()
        if code != "empty_words"
    }


def says_something(result: str, least: int) -> bool:
    """Whether a result has so many characters beside empty words (已处理。感谢您的理解与支持。)."""
    left = result
    for word in sorted(_file()["empty_words"], key=len, reverse=True):
        left = left.replace(word, "")
    return len(re.sub(r"\W", "", left)) >= least
