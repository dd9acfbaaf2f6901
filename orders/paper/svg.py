"""Small drawings as SVG inside a page: marks, scales, and how wide a text will be.

An own page of code in place of a chart library: pygal draws no matrix, sets its own style and script into every chart
and measures Chinese as narrow; what the reports need are bars, lines and the colours of the page around them.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

FONT = 13
"""Height of the letters, in units of the drawing."""
STEPS = (1, 2, 2.5, 5, 10)


def tag(name: str, *children: str, **attributes: str | float) -> Markup:
    """One element; text and values of attributes are escaped, `_` in a name stands for `-`."""
    told = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, told, Markup("").join(map(escape, children)))


def text(x: float, y: float, content: str, **attributes: str | float) -> Markup:
    """Letters; `x` is where they begin unless `text_anchor` says otherwise, `y` is their foot."""
    return tag("text", content, x=x, y=y, **attributes)


def width(content: str) -> float:
    """About how wide a text is; a Chinese character is as wide as it is high."""
    return sum(FONT if unicodedata.east_asian_width(one) in "WFA" or one == "%" else FONT * 0.64 for one in content)


def cut(content: str, room: float) -> str:
    """The text, ended with … where it does not fit."""
    if width(content) <= room:
        return content
    while content and width(content + "…") > room:
        content = content[:-1]
    return content + "…"


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high` on `length` units of the drawing, with round numbers to mark."""

    low: float
    high: float
    step: float
    length: float

    def at(self, value: float) -> float:
        """Where a number stands."""
        return (value - self.low) / (self.high - self.low) * self.length

    @property
    def marks(self) -> list[float]:
        """Round numbers from low to high."""
        return [self.low + place * self.step for place in range(round((self.high - self.low) / self.step) + 1)]


def scale(values: Iterable[float], length: float, *, whole: bool, marks: int = 4) -> Scale:
    """A scale that holds nought and all values; `whole`: marks at whole numbers only."""
    told = [0.0, *values]
    low, high = min(told), max(told)
    rough = (high - low) / marks or 1.0
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in STEPS if power * one >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, math.ceil(step))
    return Scale(math.floor(low / step) * step, max(math.ceil(high / step - 1e-9), 1) * step, step, length)


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
