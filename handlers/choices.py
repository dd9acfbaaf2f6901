"""Which of the offered options a resident means who typed instead of tapping: the label, its number, or like words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.lexicon import bare, lexicon
from handlers.wording import sentences

CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
DECISIVE = (
    "confirm", "change", "agree", "disagree", "understood", "understood_next", "not_this", "next", "stop", "keep",
    "proceed", "supplement", "another", "reword", "same_yes", "same_new", "same_add", "council_yes",
)  # fmt: skip
"""Buttons whose words are no answer to any other question."""
NUMBERED = re.compile(r"^(?:选|选择|第)?([1-9一二两三四五六])(?:个|项|条|种|号|那个)?$")
LAST = re.compile(r"^(?:选)?最后(?:一)?(?:个|项|条|种)$")


def base(code: str) -> str:
    """The code without the mark of its question: `skip.2f3` -> `skip`."""
    return code.partition(".")[0]


def by_label(text: str, options: Sequence[Sequence[str]]) -> str:
    """The code whose label was typed; empty where none was."""
    words = bare(text)
    return next((code for code, label in options if words and words == bare(label)), "")


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {bare(sentences(one)[f"options.{code}"]): code for one in ("en", "zh") for code in DECISIVE}


def old_label(text: str) -> str:
    """The button of another question whose very words were typed, as channels without buttons do; empty if none."""
    return _labels().get(bare(text), "")


def by_number(text: str, options: Sequence[Sequence[str]]) -> str:
    """The code whose place was typed: 2, ②, 第二个, 选2, 最后一个; a single option is no list to count."""
    words = bare(text)
    if len(options) < 2:  # noqa: PLR2004 - one answer is no choice
        return ""
    if LAST.match(words):
        return options[-1][0]
    found = NUMBERED.match(words)
    if found is None:
        return ""
    digit = found.group(1)
    place = CHINESE.get(digit) or int(digit)
    return options[place - 1][0] if place <= len(options) else ""


def by_words(text: str, options: Sequence[Sequence[str]]) -> str:
    """The code that has `text` among its other words."""
    words = bare(text)
    known = lexicon().option_words
    exact = next((code for code, _ in options if words in known.get(base(code), ())), "")
    return exact or next((code for code, _ in options if means(words, base(code))), "")


def means(text: str, code: str) -> bool:
    """Whether the whole message means an option, politeness and dialect endings included: 行，交吧."""
    pattern = lexicon().option_patterns.get(code)
    return pattern is not None and pattern.fullmatch(bare(text)) is not None


def by_part(text: str, options: Sequence[Sequence[str]]) -> str:
    """The one option whose label contains the words; empty where several or none do. For labels that are sentences."""
    words = bare(text)
    if len(words) < 2:  # noqa: PLR2004 - a single character is in too many labels
        return ""
    found = [code for code, label in options if words in bare(label)]
    return found[0] if len(found) == 1 else ""
