"""Breaks mixed Chinese and Latin text into lines: words stay whole, and no line begins with 。 or ends with （."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

UNIT: Final = re.compile(r"[0-9A-Za-z_@#&+./:~*\-]+| |.", re.DOTALL)
NOT_FIRST: Final = frozenset("，。、；：？！）】》」』”’…—·％‰℃〉〕］｝〗～,.!?:;)]}%")
NOT_LAST: Final = frozenset("（【《「『“‘〈〔［｛〖￥([{")

MOST_CARRIED: Final = 3
"""So that a line of nothing but 。 is printed as it is."""

Measure = Callable[[str], float]
"""How wide a text is in the font it will be printed in."""


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of `text`, none wider than `width` (in the unit of `measure`); an empty line where it has one."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, measure)]


def _paragraph(text: str, width: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for unit in _units(text, width, measure):
        size = measure(unit)
        if used + size > width and line:
            taken = [] if unit == " " else _carried(line, unit)
            lines.append("".join(line).rstrip(" "))
            line, used = taken, sum(map(measure, taken))
            if unit == " ":
                continue
        line.append(unit)
        used += size
    return [*lines, "".join(line).rstrip(" ")]


def _units(text: str, width: float, measure: Measure) -> list[str]:
    """Words and single characters; a word wider than a line in pieces."""
    found: list[str] = UNIT.findall(text)
    return [piece for unit in found for piece in (unit if measure(unit) > width else [unit])]


def _carried(line: list[str], unit: str) -> list[str]:
    """Takes from the end of `line` what must stand on the next one before `unit`; never the whole line."""
    taken: list[str] = []
    while (
        len(line) > 1
        and len(taken) < MOST_CARRIED
        and (line[-1] in NOT_LAST or (taken[0] if taken else unit) in NOT_FIRST)
    ):
        taken.insert(0, line.pop())
    return taken
