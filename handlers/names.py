"""Names in running text: 幸福小区, 广福东路, 绿城物业; from the word that ends one, back to where it may begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from handlers.extract_data import data
from knowledge_base.text import words

LONGEST = 14
SHORTEST_WORD = 3
"""A two-character word that merely ends like a name (跑路, 绕路, 马路) names nothing."""
PIECES = re.compile(r"[，,。；;！!？?\n：:“”\"（）()、]|\s+")


@dataclass(frozen=True)
class Name:
    """A name and the rest of its sentence, where a house number may stand."""

    text: str
    rest: str
    own: str
    """The name without the word that ends it; empty for a bare “小区”."""


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    return frozenset(data()["place"]["stop"])


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(data()["place"]["generic"])


def find(text: str, endings: Iterable[str]) -> Iterator[Name]:
    """The names in `text` that end with one of `endings`, in order."""
    longest_first = tuple(sorted(endings, key=len, reverse=True))
    for piece in PIECES.split(text):
        yield from _in_piece(piece, longest_first)


def _in_piece(piece: str, endings: tuple[str, ...]) -> Iterator[Name]:
    tokens = words(piece)
    ends = _ends(piece, tokens)
    for place, token in enumerate(tokens):
        ending = next((one for one in endings if token.endswith(one)), None)
        if ending is None or (token != ending and len(token) < SHORTEST_WORD):
            continue
        first = _first(tokens, place)
        own = _own(tokens[first:place], token.removesuffix(ending))
        if len(ending) > 1 or len(own) > 1:
            yield Name("".join(tokens[first : place + 1]), piece[ends[place] :], own)


def _ends(piece: str, tokens: list[str]) -> list[int]:
    ends, at = [], 0
    for token in tokens:
        at = piece.index(token, at) + len(token)
        ends.append(at)
    return ends


def _first(tokens: list[str], place: int) -> int:
    """The place of the first word that still belongs to the name."""
    first, length = place, len(tokens[place])
    while first and tokens[first - 1] not in _stop() and length + len(tokens[first - 1]) <= LONGEST:
        first -= 1
        length += len(tokens[first])
    return first


def _own(before: list[str], head: str) -> str:
    return "".join(word for word in (*before, head) if word not in _generic())
