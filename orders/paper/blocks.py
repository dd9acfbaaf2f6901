"""What a printed document is made of, whatever prints it: tables of facts, tables of rows, and prose."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

JOINER = "\u200d"
"""Holds the parts of one emoji together; all other invisible characters go."""


@dataclass(frozen=True)
class Facts:
    """Label and value beside each other; a row holds one pair, or two short ones."""

    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class Rows:
    """A table under headings; `widths` are the shares of the columns."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Prose:
    """Paragraphs, one under the other."""

    title: str
    paragraphs: tuple[str, ...]


Block = Facts | Rows | Prose


def clean(text: str) -> str:
    """`text` without what no document may hold: control characters, halves of characters, marks that turn the
    direction of reading. Line ends stay."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(one for one in whole if one in {"\n", JOINER} or unicodedata.category(one) not in {"Cc", "Cf", "Cs"})


def moment(at: datetime | None) -> str:
    """2026-11-22 14:05; nothing where there is none."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"


def day(on: date | None) -> str:
    """2026年11月22日; nothing where there is none."""
    return "" if on is None else f"{on.year}年{on.month}月{on.day}日"
