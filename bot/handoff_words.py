"""A handoff's notes and times in the words of the worker: nobody reads a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

from config.vocabulary import name_of

FILE = Path(__file__).parent / "handoff_words.yaml"
HOUR, DAY = 60, 24 * 60
Titles = Callable[[str], str]
"""Card -> its title, as the library knows it."""


@lru_cache(maxsize=1)
def _sentences() -> dict[str, str]:
    raw: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


def note_in_words(note: str, title_of: Titles = str) -> str:
    """A note of what was tried; one that is not known stays as it is."""
    for start, sentence in _sentences().items():
        if note.startswith(start):
            rest = note.removeprefix(start).strip()
            titles = "、".join(title_of(card.strip()) for card in rest.split(",")) if rest else ""
            return sentence.format(titles=titles, rest=rest, reason=name_of("handoff_reasons", rest))
    return note


def reason_in_words(reason: str) -> str:
    """Why a person was called."""
    known = name_of("handoff_reasons", reason)
    return known if known != reason else note_in_words(reason)


def waited(since: datetime, now: datetime) -> str:
    """How long somebody has waited: 不到 1 分钟, 12 分钟, 3 小时 5 分钟, 2 天 4 小时."""
    minutes = int((now - since) / timedelta(minutes=1))
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < HOUR:
        return f"{minutes} 分钟"
    if minutes < DAY:
        return f"{minutes // HOUR} 小时 {minutes % HOUR} 分钟" if minutes % HOUR else f"{minutes // HOUR} 小时"
    return f"{minutes // DAY} 天 {minutes % DAY // HOUR} 小时" if minutes % DAY >= HOUR else f"{minutes // DAY} 天"
