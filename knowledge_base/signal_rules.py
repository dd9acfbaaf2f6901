"""The rules under the table of signals: what must match together, what takes a find back, what is needed at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Where = Literal["near", "clause", "until", "sentence"]

CLAUSE_END = re.compile(r"[，,：:\s]|$")
BEFORE = 16
"""Characters before a find in which a near word can stand."""
TOKEN = re.compile(r"(\(\?:|\(\?<?[!=]|\\x[0-9a-f]{2}|\\.|\[[^\]]*\]|\{[a-z_|]+\}|.)(\?|\*|\+|\{\d*,?\d*\})?")
"""A bracket, an escape, a class, a word group or a character, and how often it may stand."""
SYNTAX = frozenset("|.^$~…")

Need = frozenset[str]
"""Characters of which a text must hold at least one."""


@dataclass(frozen=True)
class Rule:
    """Expressions that must all match in one sentence, and expressions that must not."""

    first: re.Pattern[str]
    others: tuple[re.Pattern[str], ...]
    without: tuple[re.Pattern[str], ...]
    needs: tuple[Need, ...]

    def possible(self, seen: frozenset[str]) -> bool:
        """Cheap: False where the rule cannot match a text of these characters."""
        return not any(need.isdisjoint(seen) for need in self.needs)

    def find(self, sentence: str) -> Iterator[tuple[re.Match[str], ...]]:
        """Each find of the first expression, with the first find of every other one."""
        firsts = list(self.first.finditer(sentence))
        others = [found for pattern in self.others if firsts and (found := pattern.search(sentence))]
        if len(others) == len(self.others) and not any(pattern.search(sentence) for pattern in self.without):
            yield from ((first, *others) for first in firsts)


@dataclass(frozen=True)
class Back:
    """Words that take a find back, and where they must stand for it."""

    where: Where
    words: re.Pattern[str]
    but: re.Pattern[str] | None

    def takes(self, sentence: str, found: tuple[re.Match[str], ...]) -> bool:
        """Whether the find is taken back."""
        if self.where == "sentence":
            return self.words.search(sentence) is not None and not (self.but and self.but.search(sentence))
        if self.where == "near":
            start = found[0].start()
            return self.words.search(sentence[max(0, start - BEFORE) : start]) is not None
        if self.where == "clause":
            return any(self.words.search(_clause(sentence, match)) for match in found)
        return self._until(sentence[: _clause_end(sentence, max(match.end() for match in found))])

    def _until(self, said: str) -> bool:
        """The last such word counts, unless a word of `but` follows it: 去年漏过, 现在又漏."""
        ends = [found.end() for found in self.words.finditer(said)]
        return bool(ends) and not (self.but and self.but.search(said, ends[-1]))


def _clause_end(sentence: str, place: int) -> int:
    end = CLAUSE_END.search(sentence, place)
    return end.start() if end else len(sentence)


def _clause(sentence: str, found: re.Match[str]) -> str:
    """From the last comma before the find to its end."""
    start = max(sentence.rfind(mark, 0, found.start()) for mark in "，,：: ")
    return sentence[start + 1 : found.end()]


def alternatives(text: str) -> list[str]:
    """The expression cut at each | outside brackets."""
    cuts, depth = [-1], 0
    for found in TOKEN.finditer(text):
        depth += found[1].startswith("(") - (found[1] == ")")
        if found[1] == "|" and not depth:
            cuts.append(found.start())
    return [text[start + 1 : end] for start, end in pairwise([*cuts, len(text)])]


def needs_of(patterns: Iterable[re.Pattern[str]]) -> tuple[Need, ...]:
    """What a text must hold for all of the patterns to match, the rarest first."""
    needs = {need for pattern in patterns for need in _either(_cases(pattern.pattern))}
    return tuple(sorted(needs, key=lambda need: (len(need), sorted(need))))


def _cases(text: str) -> list[list[Need]]:
    """For each alternative of an expression the characters it cannot match without."""
    open_brackets: list[tuple[str, list[list[Need]]]] = [("", [[]])]
    for found in TOKEN.finditer(text):
        sign, times = found[1], found[2] or ""
        needs: list[Need] = []
        if sign.startswith("("):
            open_brackets.append((sign, [[]]))
        elif sign == "|":
            open_brackets[-1][1].append([])
        elif sign == ")":
            bracket, cases = open_brackets.pop()
            needs = [] if bracket.endswith(("!", "=")) else _either(cases)
        elif sign not in SYNTAX:
            needs = _one(sign)
        if not times.startswith(("?", "*", "{0", "{,")):
            open_brackets[-1][1][-1].extend(needs)
    return open_brackets[0][1]


def _either(cases: list[list[Need]]) -> list[Need]:
    """What all cases together need."""
    if len(cases) == 1:
        return cases[0]
    return [frozenset().union(*(min(needs, key=len) for needs in cases))] if all(cases) else []


def _one(sign: str) -> list[Need]:
    """What a class or a character needs; nothing where that is not plain to see."""
    if sign[0] == "[":
        plain = sign[1] != "^" and "\\" not in sign and "-" not in sign
        return [frozenset(sign[1:-1])] if plain else []
    return [] if sign[0] == "\\" else [frozenset(sign)]
