"""English messages: knowing one when it is seen, and the Chinese words of the field for what it says.

A glossary, no translation: phrases of `english.yaml` are looked for, the longest first, and their Chinese words go to
the ordinary matcher. What the glossary does not hold is left out, and who is left with nothing is offered a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge_base import yaml_file

FILE = Path(__file__).parent / "english.yaml"
CUT = re.compile(r"[.!?;\n]+(?=\s|$)|\b(?:also|besides|in addition|another (?:thing|problem))\b", re.IGNORECASE)
FEWEST_WORDS = 3
"""Words of a clearly English message: `ok` and a name are none."""
FEWEST_KNOWN = 2
SHARE_KNOWN = 0.3
"""Share of the words that must be plain English ones; in pinyin and in names there are next to none."""
GAP = 3
"""Words that may stand between two words of a phrase: landlord (still refuses to give me my) deposit."""
PAIR = 2
SHORTEST_STEM = 3
HAN = re.compile(r"[\u3400-\u9fff]")
OTHER_SCRIPT = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f]")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
NOT = re.compile(r"\b(?:cannot|can't|won't|ain't)\b|n't\b|\b(?:no|without|never|nobody|none|nothing|no one|refuses?)\b")
ENDING = re.compile(r"(?:(?<=[sxh])es|(?<=[^s])s|ing|ed|'s)$")


@dataclass(frozen=True)
class Glossary:
    """The table as it is looked up."""

    common: frozenset[str]
    """Words that show a message to be English; none of them is pinyin."""
    empty: frozenset[str]
    """Words that say nothing about the matter and are passed over."""
    whole: frozenset[str]
    """Words that are not shortened."""
    phrases: tuple[tuple[tuple[str, ...], str], ...]
    """Stems of a phrase and its Chinese words, the longest phrase first."""


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The one table of the process."""
    raw: dict[str, Any] = dict(yaml_file.read(FILE))
    empty, whole = frozenset(map(str, raw["empty"])), frozenset(map(str, raw["whole"]))
    entries = [
        (stems, meant)
        for meant, said in raw["matters"].items()
        for phrase in said
        for stems in _orders(_stems(str(phrase), empty, whole))
    ]
    entries.sort(key=lambda entry: (-len(entry[0]), -sum(map(len, entry[0])), entry[0]))
    common = frozenset(map(str, raw["common"])) | empty - frozenset(map(str, raw["pinyin"]))
    return Glossary(common, empty, whole, tuple(entries))


def _orders(stems: tuple[str, ...]) -> set[tuple[str, ...]]:
    """A phrase of two words holds in either order (a noisy neighbour is noisy), unless one of them is `not`."""
    return {stems, stems[::-1]} if len(stems) == PAIR and "not" not in stems else {stems}


def is_latin(text: str) -> bool:
    """Whether it is written in Latin letters alone, digits and signs aside."""
    return WORD.search(_plain(text)) is not None and OTHER_SCRIPT.search(text) is None


def is_english(text: str) -> bool:
    """Whether a message is clearly English: several words, enough of them plain English, no other script."""
    words = WORD.findall(_plain(text))
    if len(words) < FEWEST_WORDS or not is_latin(text):
        return False
    known = sum(word in glossary().common for word in words) + bool(to_chinese(text))
    return known >= FEWEST_KNOWN and known / len(words) >= SHARE_KNOWN


def is_chinese(text: str) -> bool:
    """Whether a message is Chinese: it has Chinese characters, and is no English sentence around a Chinese name."""
    latin = " ".join(WORD.findall(_plain(text)))
    return len(HAN.findall(text)) > 1 and not is_english(latin)


def to_chinese(text: str) -> str:
    """The Chinese words of the field for what an English message says, in its order; empty where none is known."""
    stems: list[str] = list(_stems(text, glossary().empty, glossary().whole))
    found: list[tuple[int, str]] = []
    for phrase, meant in glossary().phrases:
        places = _places(stems, phrase)
        if places:
            found.append((places[0], meant))
            for place in places:
                stems[place] = ""
    return "，".join(dict.fromkeys(meant for _, meant in sorted(found)))


def matters(text: str) -> list[str]:
    """A message cut into sentences that each say something of the field; what says nothing stays with its neighbour."""
    pieces: list[str] = []
    for piece in filter(None, (one.strip(" ,") for one in CUT.split(text))):
        if pieces and not (to_chinese(piece) and to_chinese(pieces[-1])):
            pieces[-1] = f"{pieces[-1]}. {piece}"
        else:
            pieces.append(piece)
    return pieces


def _places(stems: Sequence[str], phrase: Sequence[str]) -> list[int]:
    """Where the words of a phrase stand, in order and near each other; empty where they do not."""
    for first, stem in enumerate(stems):
        if stem == phrase[0] and (rest := _rest(stems, phrase[1:], first)) is not None:
            return [first, *rest]
    return []


def _rest(stems: Sequence[str], phrase: Sequence[str], last: int) -> list[int] | None:
    places: list[int] = []
    for stem in phrase:
        near = range(last + 1, min(last + 2 + GAP, len(stems)))
        place = next((one for one in near if stems[one] == stem), None)
        if place is None:
            return None
        places.append(place)
        last = place
    return places


def _stems(text: str, empty: Collection[str], whole: Collection[str]) -> tuple[str, ...]:
    words = WORD.findall(NOT.sub(" not ", _plain(text)))
    return tuple(word if word in whole else _stem(word) for word in words if word not in empty)


def _stem(word: str) -> str:
    """leaking, leaks, leaked: leak. Only meant to make like words alike."""
    stem = ENDING.sub("", word)
    if len(stem) < SHORTEST_STEM:
        return word
    stem = stem[:-1] if len(stem) > SHORTEST_STEM and stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
    return stem.removesuffix("e") if len(stem) > SHORTEST_STEM else stem


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
