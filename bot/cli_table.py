"""Tables on the console: what people wrote stands in them as they wrote it, and means nothing to the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console
from rich.table import Column, Table

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
NUMBER_WIDTH = len("20261122-00017-4")
NUMBERED = frozenset({"工单编号", "回执号"})
WHOLE = NUMBERED | {"并单", "从何时起", "受理时间", "时间"}
"""Columns that are not broken into lines."""


def show(headings: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Prints a table; numbers of orders and cases stay in one line."""
    columns = (
        Column(name, no_wrap=name in WHOLE, min_width=NUMBER_WIDTH if name in NUMBERED else None, overflow="fold")
        for name in headings
    )
    table = Table(*columns)
    for row in rows:
        table.add_row(*(CONTROL.sub("", cell) for cell in row))
    Console(markup=False, emoji=False, highlight=False).print(table)
