"""What residents say to the desk itself: global words, ways of answering, names of fields.

`lexicon.yaml` holds the Chinese of it, `lexicon.en.yaml` the English; the desk hears both at any time.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "lexicon.yaml"
ENGLISH = FILE.with_suffix(".en.yaml")
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Lexicon:
    """The table, with its expressions compiled."""

    global_words: dict[str, str]
    """Words without punctuation -> human, cancel, restart, back, progress, help or a language."""
    before: re.Pattern[str]
    after: re.Pattern[str]
    option_words: dict[str, frozenset[str]]
    """Code of an option -> other words for it."""
    fields: dict[str, str]
    """What a resident calls a field -> its code."""
    midway: dict[str, re.Pattern[str]]
    small_talk: dict[str, re.Pattern[str]]
    another: re.Pattern[str]
    """How a resident begins a further matter."""
    anonymous: re.Pattern[str]
    unsure: re.Pattern[str]
    """Not knowing who or what: information beside the question, not an answer to it."""
    question: re.Pattern[str]
    wish: re.Pattern[str]
    upset: re.Pattern[str]
    sad: re.Pattern[str]
    option_patterns: dict[str, re.Pattern[str]]
    """Code of an option -> what the whole message may look like that means it; politeness and dialect included."""
    said: dict[str, re.Pattern[str]]
    """What residents say about the conversation itself: safe again, do not cancel, no more questions, ..."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one table of the process."""
    raw: dict[str, Any] = _both(*(yaml.safe_load(path.read_text(encoding="utf-8")) for path in (FILE, ENGLISH)))
    return Lexicon(
        global_words={bare(str(word)): code for code, words in raw["global_words"].items() for word in words},
        before=re.compile(f"^(?:{'|'.join(raw['around']['before'])})"),
        after=re.compile(f"(?:{'|'.join(raw['around']['after'])})$"),
        option_words={code: frozenset(_words(words)) for code, words in raw["option_words"].items()},
        fields={str(word): code for code, words in raw["fields"].items() for word in words},
        midway={name: re.compile(pattern) for name, pattern in raw["midway"].items()},
        small_talk={name: re.compile(pattern) for name, pattern in raw["small_talk"].items()},
        another=re.compile(raw["another"]),
        anonymous=re.compile(raw["anonymous"]),
        unsure=re.compile(raw["unsure"]),
        question=re.compile(raw["question"]),
        wish=re.compile(raw["wish"]),
        upset=re.compile(raw["upset"]),
        sad=re.compile(raw["sad"]),
        option_patterns={code: re.compile(f"(?:{pattern})") for code, pattern in raw["option_patterns"].items()},
        said={name: re.compile(pattern) for name, pattern in raw["said"].items()},
    )


def _both(one: Any, other: Any) -> Any:
    """Two tables as one: words side by side, expressions as alternatives, the English ones for capitals as well."""
    if isinstance(one, dict):
        kept = {name: _both(one[name], other[name]) if name in other else one[name] for name in one}
        return kept | {name: _alone(other[name]) for name in other if name not in one}
    return [*one, *other] if isinstance(one, list) else f"(?:{one})|(?i:{other})"


def _alone(other: Any) -> Any:
    return f"(?i:{other})" if isinstance(other, str) else other


def bare(text: str) -> str:
    """`text` without punctuation, spaces and symbols, in lower case; full-width and circled digits plain."""
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _words(words: list[Any]) -> list[str]:
    # YAML reads an unquoted `yes` or `no` as a truth value.
    return [("no", "yes")[word] if isinstance(word, bool) else bare(str(word)) for word in words]
