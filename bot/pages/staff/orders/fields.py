"""What a form asks for, as steps.yaml describes it, and the answers as the order layer wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.cli_words import parts, unit_of
from config.errors import MoveIncomplete
from config.region import Region
from orders.closures import closures
from orders.guards import WORDS_ZH

FILE = Path(__file__).with_name("steps.yaml")
LONGEST = 2000
"""Characters of one answer."""


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


def field_of(name: str, *, needed: bool, names: Mapping[str, str] = WORDS_ZH, value: Any = None) -> Field:
    """The field for a word of a move; a line of text where the file does not describe it."""
    entry = described()["fields"].get(name, {"kind": "line"})
    choices = entry.get("choices", {})
    if name == "closure_type":
        choices = {code: closure.name for code, closure in closures().items()}
    label = entry.get("label") or names.get(name, name)
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
    "unit": unit_of,
    "list": lambda _region, text: parts(text),
    "number": lambda _region, text: text.removesuffix(".0"),
}
"""How a text of that kind is read; as it is, where the kind does not stand here."""
