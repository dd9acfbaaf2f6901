"""The numbers of the follow-up (numbers.yaml), as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "numbers.yaml"
TIMES = ("say_from", "say_until")


@dataclass(frozen=True)
class Numbers:
    """Each is explained in the file. `days` are plain days, `working_days` those of the region's calendar."""

    near_working_days: int
    near_minutes: int
    say_from: time
    say_until: time
    settle_days: int
    pause_working_days: int
    hot_quiet_days: int
    top_rating: int
    satisfied_from: int
    low_rating: int
    doubt_seconds: int
    burst_ratings: int
    burst_minutes: int
    rater_orders: int
    rater_hours: int
    batch: int


@lru_cache(maxsize=1)
def numbers() -> Numbers:
    """What the file says."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    read: dict[str, Any] = {name: time.fromisoformat(raw[name]) if name in TIMES else raw[name] for name in raw}
    return Numbers(**read)
