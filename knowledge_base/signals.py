"""Signals: danger and other things that come before any matter, from a table in the process.

Works with database and cards gone. Recall comes first: a false alarm still gets the ordinary answer below
the emergency lines, a missed one may cost a life.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from config.errors import KnowledgeError
from config.region import Region
from knowledge_base import yaml_file

FILE = Path(__file__).parent / "signals.yaml"

Kind = Literal["danger", "self_harm", "violence", "group", "human", "abuse", "status", "chat"]
URGENT: frozenset[str] = frozenset({"danger", "self_harm", "violence", "group"})

NOT_NEAR = re.compile(r"(不是|并不是|没有|没|并非|别|不会|不能|不算|谈不上|不存在)[^，。！？；,.!?;\n]{0,3}$")
"""Words that take a signal back when they stand right before it: 不是着火, 没有人受伤."""
SENTENCE = re.compile(r"[^。！？!?\n；;]+")


@dataclass(frozen=True)
class Signal:
    """One row of the table. `say` has its numbers filled in already."""

    name: str
    kind: Kind
    say: str
    card: str | None
    any: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    near_not: bool
    whole: bool

    @property
    def urgent(self) -> bool:
        """True where the signal goes before everything else."""
        return self.kind in URGENT

    def in_text(self, text: str) -> bool:
        """Whether one sentence of `text` (plain, lower case) carries the signal and nothing takes it back."""
        if self.whole:
            return self._in_sentence(text.strip())
        return any(self._in_sentence(sentence.group()) for sentence in SENTENCE.finditer(text))

    def _in_sentence(self, sentence: str) -> bool:
        if any(pattern.search(sentence) for pattern in self.unless):
            return False
        for pattern in self.any:
            for found in pattern.finditer(sentence):
                if not (self.near_not and NOT_NEAR.search(sentence[: found.start()])):
                    return True
        return False


class Signals:
    """The whole table, in order of urgency."""

    def __init__(self, rows: tuple[Signal, ...]) -> None:
        self.rows = rows
        self._by_name = {row.name: row for row in rows}

    def __getitem__(self, name: str) -> Signal:
        return self._by_name[name]

    def find(self, plain: str) -> tuple[Signal, ...]:
        """The signals in a plain text (see `knowledge_base.text.Cleaner.plain`), most urgent first."""
        return tuple(row for row in self.rows if row.in_text(plain))


def load_signals(region: Region, path: Path = FILE) -> Signals:
    """The table with the region's numbers filled in.

    Raises:
        KnowledgeError: a row lacks a field, or an expression cannot be compiled.
        RegionError: a {contact} that the region does not have.
    """
    raw: Mapping[str, Mapping[str, Any]] = yaml_file.read(path)
    return Signals(tuple(_row(path, name, row, region) for name, row in raw.items()))


def _row(path: Path, name: str, row: Mapping[str, Any], region: Region) -> Signal:
    try:
        return Signal(
            name=name,
            kind=row["kind"],
            say=region.fill(row["say"]),
            card=row.get("card"),
            any=tuple(re.compile(pattern) for pattern in row["any"]),
            unless=tuple(re.compile(pattern) for pattern in row["unless"] or ()),
            near_not=bool(row["near_not"]),
            whole=bool(row.get("whole", False)),
        )
    except KeyError as error:
        msg = f"{path}: {name}: 缺少字段 {error}"
        raise KnowledgeError(msg, say=msg) from error
    except re.error as error:
        msg = f"{path}: {name}: 正则表达式写错了：{error}"
        raise KnowledgeError(msg, say=msg) from error
