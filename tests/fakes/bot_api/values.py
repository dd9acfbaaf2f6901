"""Checks of single parameters: each takes a name and a wire value and returns the typed value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import bad

Check = Callable[[str, Any], Any]
WORDS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Upload:
    """A file that came in a multipart body."""

    data: bytes
    name: str
    mime: str


def integer(low: int | None = None, high: int | None = None) -> Check:
    """A whole number, as JSON or as digits."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad(f'can\'t parse "{name}": an Integer is expected')
        if (low is not None and value < low) or (high is not None and value > high):
            raise bad(f'"{name}" must be from {low} to {high}')
        return value

    return check


def number(low: float, high: float) -> Check:
    """A number in a range."""

    def check(name: str, value: Any) -> float:
        try:
            value = float(value)
        except (TypeError, ValueError):
            raise bad(f'can\'t parse "{name}": a Number is expected') from None
        if not low <= value <= high:
            raise bad(f'"{name}" must be from {low} to {high}')
        return float(value)

    return check


def string(low: int = 0, high: int | None = None, pattern: str | None = None) -> Check:
    """Text of a length and a form."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise bad(f'can\'t parse "{name}": a String is expected')
        if len(value) < low or (high is not None and len(value) > high):
            raise bad(f'"{name}" must have {low} to {high} characters')
        if pattern is not None and not re.fullmatch(pattern, value):
            raise bad(f'"{name}" contains unallowed characters')
        return value

    return check


def boolean(name: str, value: Any) -> bool:
    """True or False; forms send it as a word."""
    if isinstance(value, bool):
        return value
    word = value.lower() if isinstance(value, str) else None
    if word not in WORDS:
        raise bad(f'can\'t parse "{name}": a Boolean is expected')
    return WORDS[word]


def choice(*allowed: str) -> Check:
    """One of a few words."""

    def check(name: str, value: Any) -> str:
        if value not in allowed:
            raise bad(f'wrong value of "{name}": {value!r}')
        return str(value)

    return check


def chat(name: str, value: Any) -> int | str:
    """A chat's number, or a public @name."""
    if isinstance(value, str) and value.startswith("@"):
        return value
    number_: int = integer()(name, value)
    return number_


def decoded(name: str, value: Any, kind: type, word: str) -> Any:
    """A nested value, written as JSON in forms."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    if not isinstance(value, kind):
        raise bad(f'"{name}" must be {word}')
    return value


def array(item: Check, most: int = 100) -> Check:
    """A list whose items pass a check."""

    def check(name: str, value: Any) -> list[Any]:
        items = decoded(name, value, list, "an Array")
        if len(items) > most:
            raise bad(f'"{name}" has more than {most} items')
        return [item(f"{name}[{index}]", one) for index, one in enumerate(items)]

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object of known fields."""

    def check(name: str, value: Any) -> dict[str, Any]:
        return fields(name, decoded(name, value, dict, "an Object"), required, optional)

    return check


def fields(
    name: str, values: Mapping[str, Any], required: Mapping[str, Check], optional: Mapping[str, Check]
) -> dict[str, Any]:
    """Checks every field of an object or of a call, the absent and the unknown ones too."""
    for key in required:
        if key not in values:
            raise bad(f'{name}: parameter "{key}" is required')
    for key in values:
        if key not in required and key not in optional:
            raise bad(f'{name}: unknown parameter "{key}"')
    return {key: (required.get(key) or optional[key])(key, value) for key, value in values.items()}


def upload(name: str, value: Any) -> Upload | str:
    """A file of this request, or the file_id of an earlier one."""
    if isinstance(value, Upload):
        return value
    if not isinstance(value, str) or not value or value.startswith("attach://"):
        raise bad(f"there is no {name} in the request")
    return value
