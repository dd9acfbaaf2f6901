"""Words made comparable: width, case, traditional characters and Chinese numerals; and how alike two texts are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any

import yaml
from pypinyin import lazy_pinyin

FOLDER = Path(__file__).parent
DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
COUNTED = "号栋幢座单层楼室户门期区弄组队路排米巷村届班条街月日点时"
"""What a number stands before in places and dates."""
NUMERAL = re.compile(rf"[零〇一二三四五六七八九十百两]+(?=[{COUNTED}])")
ORDINAL = re.compile(r"第(?=\d)")
NOT_TEXT = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")


@lru_cache(maxsize=8)
def read_yaml(name: str) -> dict[str, Any]:
    """A table of this package."""
    raw: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return raw


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    return str.maketrans(read_yaml("words")["traditional"])


@lru_cache(maxsize=1)
def _filler() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, read_yaml("words")["filler"]), key=len, reverse=True)))


def plain(text: str) -> str:
    """`text` in half width, small letters, simplified characters and with Arabic numbers; marks stay as they are."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_simplified())
    return ORDINAL.sub("", NUMERAL.sub(lambda found: str(number_of(found.group())), text))


def number_of(numeral: str) -> str:
    """A Chinese numeral up to 999 in digits; digit by digit (一零三 → 103) where it has neither ten nor hundred."""
    if not {"十", "百"} & set(numeral):
        return "".join(str(DIGITS[character]) for character in numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[character]
    return str(total + digit)


@lru_cache(maxsize=20_000)
def sound(name: str) -> str:
    """How a name is read: the same for homophones (锦绣, 锦秀) and for traditional characters."""
    return "".join(lazy_pinyin(name))


def core(text: str) -> str:
    """`text` without marks and without what is said in every appeal; for likeness only."""
    return _filler().sub("", NOT_TEXT.sub("", plain(text)))


def grams(text: str) -> Counter[str]:
    """Characters and pairs of characters of a cleaned text, counted."""
    counted = Counter(text[at : at + 2] for at in range(len(text) - 1))
    counted.update(dict.fromkeys(text, 0.5))  # type: ignore[arg-type]
    return counted


def likeness(a: Counter[str], b: Counter[str]) -> float:
    """Cosine of two counts, 0 to 1."""
    if not a or not b:
        return 0.0
    if len(a) > len(b):
        a, b = b, a
    product = sum(count * b[gram] for gram, count in a.items() if gram in b)
    size = sqrt(sum(count * count for count in a.values())) * sqrt(sum(count * count for count in b.values()))
    return product / size
