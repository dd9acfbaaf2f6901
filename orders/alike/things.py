"""What an appeal is about: the things of `objects.yaml` that it names, the weightiest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from orders.alike.words import plain, read_yaml

APART = 12
"""Characters between the two parts of a word with `+`."""
TITLE_WEIGHT = 1.5
"""What the title says is likelier the matter itself than what the story says."""


@dataclass(frozen=True)
class Thing:
    """One entry of `objects.yaml`; see there for the rest."""

    code: str
    name: str
    reach: str
    once: bool = False
    broad: bool = False

    @property
    def lasts(self) -> bool:
        """A state that is seen on many days: a lamp that is out, a hole in the road."""
        return self.reach in ("spot", "stair", "estate") and not self.once


@dataclass(frozen=True)
class Named:
    """What a text names: the things with their weights, the heaviest first, and the words by which it did."""

    weights: tuple[tuple[str, float], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """The code of the thing it is about; the empty string where none is known."""
        return self.weights[0][0] if self.weights else ""

    @property
    def all(self) -> frozenset[str]:
        """The codes of all things named."""
        return frozenset(code for code, _ in self.weights)


@lru_cache(maxsize=1)
def things() -> dict[str, Thing]:
    """Every thing by its code."""
    raw = read_yaml("objects")
    return {
        code: Thing(
            code,
            entry["name"],
            entry["reach"],
            once=entry.get("once", False),
            broad=entry.get("broad", False),
        )
        for code, entry in raw.items()
    }


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, list[tuple[str, str]]], list[tuple[str, str, str]]]:
    """Single words by their first character, longest first; and words of two parts."""
    single: dict[str, list[tuple[str, str]]] = defaultdict(list)
    double = []
    for code, entry in read_yaml("objects").items():
        for word in map(plain, entry["words"]):
            first, _, second = word.partition("+")
            if second:
                double.append((first, second, code))
            else:
                single[word[0]].append((word, code))
    for found in single.values():
        found.sort(key=lambda pair: len(pair[0]), reverse=True)
    return dict(single), double


def named_in(text: str, title: str = "", respondent: str = "") -> Named:
    """The things named in `text` and `title`, and the narrow ones in `respondent`. All as `words.plain` leaves them."""
    weights: dict[str, float] = defaultdict(float)
    words = []
    for source, factor in ((title, TITLE_WEIGHT), (text, 1.0)):
        for word, code, at in _hits(source):
            weights[code] += factor * len(word) * (1.5 if at < len(source) / 3 else 1.0)
            words.append(word)
    for word, code, _ in _hits(respondent):
        if not things()[code].broad:
            weights[code] += len(word)
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return Named(tuple(ranked), tuple(dict.fromkeys(words)))


def _hits(text: str) -> Iterator[tuple[str, str, int]]:
    """Word, thing and where; no character counts twice, the longest word wins it."""
    found = sorted((*_single(text), *_double(text)), key=lambda hit: (-len(hit[0]), hit[2]))
    taken = bytearray(len(text))
    for word, code, start, spans in found:
        if not any(taken[at] for begin, end in spans for at in range(begin, end)):
            for begin, end in spans:
                taken[begin:end] = b"\1" * (end - begin)
            yield word, code, start


def _single(text: str) -> Iterator[tuple[str, str, int, list[tuple[int, int]]]]:
    table = _words()[0]
    for at, character in enumerate(text):
        for word, code in table.get(character, ()):
            if text.startswith(word, at):
                yield word, code, at, [(at, at + len(word))]


def _double(text: str) -> Iterator[tuple[str, str, int, list[tuple[int, int]]]]:
    for first, second, code in _words()[1]:
        one = text.find(first)
        two = text.find(second) if one >= 0 else -1
        if two < 0:
            continue
        gap = max(one, two) - min(one + len(first), two + len(second))
        if 0 <= gap <= APART:
            spans = [(one, one + len(first)), (two, two + len(second))]
            yield first + second, code, min(one, two), spans
