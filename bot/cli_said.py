"""What was said with a step, `--say name=content`: read as the domain wants it, and printed again from the log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cli_words import choice, moment_of, parts, unit_name, unit_of
from config.errors import MoveIncomplete
from config.region import Region
from config.vocabulary import vocabulary
from orders.cases.council import ask
from orders.cases.guards import WORDS_ZH as CASE_WORDS
from orders.cases.kinds import table as case_table
from orders.cases.labels import names as problem_kinds
from orders.closures import closures
from orders.guards import WORDS_ZH as ORDER_WORDS
from orders.making import COMPUTED
from orders.move_table import Move

LISTS = frozenset({"participants", "candidates", "units", "goes_along"})
UNITS = frozenset({"lead", "co", "proposed_unit", "unit", "units", "candidates"})
LEVELS: Mapping[str, str] = case_table("joint_help").head["levels_zh"]
SOLVED_ZH = {"yes": "解决了", "partly": "部分解决", "no": "没有解决", "": "没说"}
CODES: Mapping[str, Mapping[str, str]] = {
    "closure_type": {code: one.name for code, one in closures().items()},
    "goes_along": {name: CASE_WORDS[name] for name in ask()},
    "level": {**LEVELS, **vocabulary()["levels"]},
    "problem_kind": problem_kinds(),
    "solved": SOLVED_ZH,
}
"""Words whose content is a code: code and name."""
MORE = {
    "by_unit": "代表", "bundle": "一件事", "candidates": "候选单位", "community_class": "社区职责", "direct": "直派",
    "item": "目录事项", "lead_number": "主单", "return_by": "退单时限", "rule": "形成规则", "transferred": "转办",
}  # fmt: skip
"""Names of what the program puts beside a step."""
TWICE = frozenset({"lead_unit", "into"})
"""What is said by another word already."""
ISO = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\S*")
MOMENTS = frozenset({"consent_at", "expires_at"})
BY_LISTS = frozenset({"item", "community_class", "bundle", "direct", "transferred", "rule"})
"""What the region's lists decide; nobody types it, or a community would lead whatever somebody says it may."""


@dataclass(frozen=True)
class Reader:
    """Reads what was said. `own`: words that the program itself puts; `many`: those with several contents."""

    region: Region
    names: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    own: frozenset[str] = frozenset()
    many: frozenset[str] = LISTS

    def said(self, pairs: Sequence[str], rows: Sequence[Move]) -> dict[str, Any]:
        """What was said, by word; units, lists, choices and moments as the domain wants them.

        Raises:
            MoveIncomplete: it cannot be read, or the step has no place for it; `say` tells what it wants.
            BadInput: a unit that there is not.
        """
        told: dict[str, Any] = {}
        for pair in pairs:
            name, mark, value = (part.strip() for part in pair.partition("="))
            if not mark:
                raise MoveIncomplete(say=f"“{pair}”要写成 名称=内容，例如 --say 'note=电话联系了'。{self.wants(rows)}")
            if not any(name in row.words for row in rows) or name in self.own:
                raise MoveIncomplete(say=f"{rows[0].name}没有“{name}”这一项。{self.wants(rows)}")
            told[name] = self._value(name, value)
        return told

    def wants(self, rows: Sequence[Move]) -> str:
        """What a step wants, as a sentence."""
        needs = [name for name in dict.fromkeys(word for row in rows for word in row.needs) if name not in self.own]
        may = [name for name in dict.fromkeys(word for row in rows for word in row.may) if name not in self.own]
        parts = [f"要写明：{self._named(needs)}"] if needs else []
        parts += [f"还可以写：{self._named(may)}"] if may else []
        return f"{'；'.join(parts)}。" if parts else "这一步不用写别的。"

    def _named(self, words: Sequence[str]) -> str:
        return "、".join(f"{word}（{self.names.get(word, word)}）" for word in words)

    def _value(self, name: str, value: str) -> Any:
        if name in self.many:
            return [self._one(name, part) for part in parts(value)]
        return self._one(name, value)

    def _one(self, name: str, value: str) -> Any:
        if name in UNITS:
            return unit_of(self.region, value)
        if name in MOMENTS:
            return moment_of(value, self.names.get(name, name))
        return choice(self.names.get(name, name), value, self.choices[name]) if name in self.choices else value


def order_reader(region: Region, step: str) -> Reader:
    """For the moves of an order."""
    choices = {"closure_type": CODES["closure_type"], "level": vocabulary()["levels"]}
    many = LISTS | ({"co"} if step in {"dispatch", "assign"} else frozenset())
    return Reader(region, ORDER_WORDS, choices, COMPUTED | BY_LISTS, many)


def case_reader(region: Region) -> Reader:
    """For the moves of cases."""
    choices = {"level": LEVELS, "problem_kind": CODES["problem_kind"], "goes_along": CODES["goes_along"]}
    return Reader(region, CASE_WORDS, choices, frozenset({"answer_by", "hint", "order", "contacts"}))


def told(region: Region, data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What stands beside a step, as a line."""
    return "；".join(f"{name}：{value}" for name, value in told_apart(region, data, names))


def told_apart(region: Region, data: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What stands beside a step: name and content of each."""
    called = MORE | dict(names)
    shown = ((called.get(name, name), _plain(region, name, value)) for name, value in data.items() if name not in TWICE)
    return [(name, value) for name, value in shown if value]


def _plain(region: Region, name: str, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_plain(region, name, one) for one in value)
    if name in UNITS | {"by_unit"}:
        return unit_name(region, str(value))
    if name in CODES and value in CODES[name]:
        return CODES[name][value]
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else ISO.sub(r"\1 \2", str(value))
