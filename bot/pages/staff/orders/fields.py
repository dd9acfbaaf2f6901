"""What a form asks for, as steps.yaml describes it, and the answers as the order layer wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.cli_words import moment_of, parts, unit_of
from config.errors import MoveIncomplete
from config.region import Region
from orders.cases.council import ask
from orders.cases.guards import WORDS_ZH as CASE_WORDS
from orders.cases.kinds import table
from orders.cases.labels import names as problem_kinds
from orders.closures import closures
from orders.guards import WORDS_ZH

FILE = Path(__file__).with_name("steps.yaml")
LONGEST = 2000
"""Characters of one answer."""

CASE_CODES: Mapping[str, Mapping[str, str]] = {
    "goes_along": {name: CASE_WORDS[name] for name in ask()},
    "legal_channel": table("three_step").head["channels"],
    "level": table("joint_help").head["levels_zh"],
    "problem_kind": problem_kinds(),
}
"""Words of cases whose content is a code: code and name."""


@dataclass(frozen=True)
class Field:
    """One thing that is asked. `kind` as in steps.yaml; `value` is filled in already."""

    name: str
    label: str
    kind: str
    needed: bool = True
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    value: Any = None


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """The file."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


def field_of(name: str, *, needed: bool, value: Any = None) -> Field:
    """The field for a word of a move; a line of text where the file does not describe it."""
    entry = described()["fields"].get(name, {"kind": "line"})
    choices = {code: one.name for code, one in closures().items()} if name == "closure_type" else None
    return _field(name, entry, WORDS_ZH, choices, needed=needed, value=value)


def case_field(name: str, *, needed: bool) -> Field:
    """The field for a word of a move of a case."""
    entry = described()["case_fields"].get(name) or described()["fields"].get(name, {"kind": "line"})
    return _field(name, entry, CASE_WORDS, CASE_CODES.get(name), needed=needed)


def _field(
    name: str,
    entry: Mapping[str, Any],
    names: Mapping[str, str],
    choices: Mapping[str, str] | None,
    *,
    needed: bool,
    value: Any = None,
) -> Field:
    label = entry.get("label") or names.get(name, name)
    choices = choices or entry.get("choices", {})
    return Field(name, label, entry["kind"], needed, entry.get("hint", ""), choices, value)


def answers(region: Region, fields: tuple[Field, ...], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into these fields, as the order layer wants it; what is empty is left out.

    Raises:
        MoveIncomplete: something needed is empty, or too long.
        BadInput: a unit that there is not.
    """
    read = {one.name: _read(region, one, typed.get(one.name)) for one in fields}
    if missing := [one.label for one in fields if one.needed and read[one.name] in (None, "", [])]:
        raise MoveIncomplete(say=f"还要写明：{'、'.join(missing)}。")
    return {name: value for name, value in read.items() if value}


def _read(region: Region, one: Field, typed: Any) -> Any:
    if one.kind == "units":
        return [unit_of(region, str(code)) for code in typed or ()]
    if one.kind == "many":
        return [code for code in typed or () if code in one.choices]
    if one.kind == "yes":
        return bool(typed)
    text = str(typed if typed is not None else "").replace("\0", "").strip()
    if len(text) > LONGEST:
        raise MoveIncomplete(say=f"{one.label}最多写 {LONGEST} 个字，请写短一些。")
    if one.kind == "choice" and text and text not in one.choices:
        raise MoveIncomplete(say=f"{one.label}请从列表里选。")
    reader = READERS.get(one.kind)
    return reader(region, text) if text and reader else text


READERS: Mapping[str, Callable[[Region, str], Any]] = {
    "moment": lambda _region, text: moment_of(text, "时间"),
    "unit": unit_of,
    "list": lambda _region, text: parts(text),
    "number": lambda _region, text: text.removesuffix(".0"),
}
"""How a text of that kind is read; as it is, where the kind does not stand here."""
