"""Features of a cleaned text: characters first, concepts beside them, pinyin where a character pair is unknown.

Characters beat words in every family that was measured (shared `peers.md`). Concepts are the word knowledge that
characters lack: 面馆 also counts as 餐饮店. Sounds let 物叶 and wuye still meet 物业.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from knowledge_base import text as texts
from knowledge_base import yaml_file
from knowledge_base.text import syllable

CHARACTER: Final = "c"
PAIR: Final = "d"
CONCEPT: Final = "k"
SOUND: Final = "s"
LATIN_FROM: Final = 4
"""A Latin word of fewer letters is too short to be two syllables."""

WEIGHT: Final = {CHARACTER: 1.5, PAIR: 1.0, CONCEPT: 1.5, SOUND: 0.5}
"""What each kind counts. Chosen on the test questions (top 1 from 0.29 without concepts and with characters at
0.45 to 0.38); three-character groups, jieba words and sounds everywhere each lost about one point there."""

_RUNS = re.compile(r"[\w%]+")
_LATIN_PAIR = re.compile(r"[a-z]{2}")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_LATIN_OR_DIGIT = re.compile(r"[a-z0-9_]")


def written(clean: str) -> Counter[str]:
    """Characters, pairs of characters and concepts of a cleaned text, with counts."""
    counts: Counter[str] = Counter()
    for run in _RUNS.findall(clean):
        counts.update(CHARACTER + char for char in run if not _LATIN_OR_DIGIT.match(char))
        counts.update(PAIR + pair for pair in _pairs(run))
    for _, word in concept_words(clean):
        counts.update(CONCEPT + concept for concept in concepts()[word])
    return counts


def _pairs(run: str) -> Iterator[str]:
    """Neighbouring characters; a Latin word counts once as a whole, its letters say nothing."""
    for start in range(len(run) - 1):
        pair = run[start : start + 2]
        if not _LATIN_PAIR.match(pair):
            yield pair
    yield from _LATIN_WORD.findall(run)


def sound(name: str) -> str | None:
    """The sound feature of a written pair (d物叶 -> swuye) or Latin word (dwuye -> swuye); None where it has none."""
    kind, text = name[0], name[1:]
    if kind != PAIR:
        return None
    if text.isascii():
        return SOUND + text if len(text) >= LATIN_FROM and text.isalpha() else None
    first, second = syllable(text[0]), syllable(text[1])
    return f"{SOUND}{first}{second}" if first != text[0] and second != text[1] else None


@lru_cache(maxsize=1)
def concepts() -> dict[str, tuple[str, ...]]:
    """Word -> the concepts it stands for, from `lexicon/concepts.yaml`, words cleaned like messages."""
    table: dict[str, list[str]] = {}
    for concept, words in yaml_file.read(texts.LEXICON / "concepts.yaml").items():
        for word in words:
            cleaned = texts.cleaner().clean(word)
            if cleaned:
                table.setdefault(cleaned, []).append(concept)
    return {word: tuple(dict.fromkeys(found)) for word, found in table.items()}


@lru_cache(maxsize=1)
def lengths() -> dict[str, tuple[int, ...]]:
    """First character -> the lengths of the concept words that begin with it, longest first."""
    table: dict[str, set[int]] = {}
    for word in concepts():
        table.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in table.items()}


def concept_words(clean: str) -> Iterator[tuple[int, str]]:
    """Where concept words begin in a text, overlapping ones too, the longest at each place."""
    table, sizes = concepts(), lengths()
    for start, first in enumerate(clean):
        for length in sizes.get(first, ()):
            word = clean[start : start + length]
            if word in table:
                yield start, word
                break
