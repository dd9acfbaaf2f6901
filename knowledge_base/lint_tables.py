"""The tables of the lint: repealed laws (table 0.2 of the facts file, as data) and words a resident must not read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from knowledge_base import yaml_file
from knowledge_base.library import FOLDER


@lru_cache(maxsize=1)
def laws() -> tuple[dict[str, str], dict[str, Callable[[str], bool]]]:
    """Repealed law -> what took its place; amended law -> whether an article of it may be cited."""
    table = yaml_file.read(FOLDER / "repealed_laws.yaml")
    gone = {row["name"]: row["replaced_by"] for row in table["repealed"]}
    return gone, {row["name"]: _citable(row) for row in table["amended"]}


def _citable(row: dict[str, Any]) -> Callable[[str], bool]:
    old, allowed = row["old_articles"], {str(one) for one in row["allowed"]}
    return lambda article: article in allowed or (old != "all" and article not in {str(one) for one in old})


@lru_cache(maxsize=1)
def tones() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns a resident must not read, each with what to say instead."""
    table = yaml_file.read(FOLDER / "tone.yaml")
    return tuple((re.compile(pattern), advice) for group in table.values() for pattern, advice in group.items())
