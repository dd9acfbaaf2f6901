"""Fields of a card as the text of a table's cell, and back: lists have a line for each, codes their Chinese names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from config.vocabulary import name_of, vocabulary
from knowledge_base.revisions.content import GROUPS

BAR: Final = " | "
"""Between the parts of one line."""
YES, NO, OPTIONAL, LOOSE = "是", "否", "可不填", "（不必过）"
LISTS: Final = ("phrases", "near_miss_of", "next_steps", "bring", "contacts", "tags")
DATES: Final = ("valid_from", "valid_to", "reviewed_on")
_BAR = re.compile(r"\s*[|｜]\s*")
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


class CellError(Exception):
    """A cell that cannot be read; the message says what to do."""


def to_cell(name: str, value: Any) -> str:
    """The text of a field's cell."""
    if value is None or value == []:
        return ""
    if name in GROUPS:
        return name_of(GROUPS[name], value)
    text = WRITERS[name](value) if name in WRITERS else str(value)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def from_cell(name: str, cell: Any) -> Any:
    """The value of a field; None for an empty cell.

    Raises:
        CellError: the text is not what the field holds.
    """
    if isinstance(cell, datetime | date):
        cell = (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if isinstance(cell, bool):
        cell = YES if cell else NO
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell if cell is not None else "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return None
    if name in GROUPS:
        return _codes(GROUPS[name]).get(text, text)
    return READERS[name](text) if name in READERS else text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _joined(values: list[Any]) -> str:
    return "\n".join(str(one).replace("\n", " ") for one in values)


def _write_law(values: list[dict[str, Any]]) -> str:
    return "\n".join(BAR.join((one["name"], one.get("article", ""), *_named(one))).rstrip(" |") for one in values)


def _named(citation: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in citation.items() if name not in ("name", "article")]


def _read_law(text: str) -> list[dict[str, Any]]:
    found = []
    for line in _lines(text):
        name, *parts = _BAR.split(line)
        citation: dict[str, Any] = {"name": name.strip("《》")}
        for part in filter(None, parts):
            key, _, value = part.partition("=")
            citation[key if value else "article"] = value or part
        found.append(citation)
    return found


def _write_fields(values: list[Any]) -> str:
    whole = [one if isinstance(one, dict) else {"name": one} for one in values]
    return "\n".join(BAR.join(_asked(one)).rstrip(" |") for one in whole)


def _asked(one: Mapping[str, Any]) -> tuple[str, str, str]:
    return name_of("fields", one["name"]), one.get("ask", ""), OPTIONAL if one.get("optional") else ""


def _read_fields(text: str) -> list[Any]:
    found: list[Any] = []
    for line in _lines(text):
        name, ask, optional, *_ = (*_BAR.split(line), "", "")
        if ask == OPTIONAL:
            ask, optional = "", OPTIONAL
        if optional not in ("", OPTIONAL):
            msg = f"“{line}”的第三段只能写“{OPTIONAL}”"
            raise CellError(msg)
        code = _codes("fields").get(name, name)
        more = ({"ask": ask} if ask else {}) | ({"optional": True} if optional else {})
        found.append({"name": code, **more} if more else code)
    return found


def _write_clarify(value: Mapping[str, Any]) -> str:
    return "\n".join((value["ask"], *(f"{one['card']}{BAR}{one['say']}" for one in value["options"])))


def _read_clarify(text: str) -> dict[str, Any]:
    ask, *rest = _lines(text)
    options = []
    for line in rest:
        card, say, *_ = (*_BAR.split(line, maxsplit=1), "")
        if not say:
            msg = f"“{line}”应当写成“卡片编号 | 居民点的话”"
            raise CellError(msg)
        options.append({"card": card, "say": say})
    return {"ask": ask, "options": options}


def _write_questions(values: list[Mapping[str, Any]]) -> str:
    return "\n".join(f"{one['text']}{'' if one.get('must_pass', True) else LOOSE}" for one in values)


def _read_questions(text: str) -> list[dict[str, Any]]:
    return [{"text": line.removesuffix(LOOSE).strip(), "must_pass": not line.endswith(LOOSE)} for line in _lines(text)]


def _read_flag(text: str) -> bool:
    if text.lower() not in (YES, NO, "true", "false"):
        msg = f"填“{YES}”或“{NO}”（现在是“{text[:20]}”）"
        raise CellError(msg)
    return text.lower() in (YES, "true")


def _read_day(text: str) -> str:
    found = _DAY.match(text.split(" ", maxsplit=1)[0].split("T", maxsplit=1)[0])
    try:
        return date(*map(int, found.groups())).isoformat() if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> str:
    msg = f"日期写成 2026-11-22 这样（现在是“{text[:20]}”）"
    raise CellError(msg)


@lru_cache(maxsize=8)
def _codes(group: str) -> dict[str, str]:
    """Chinese name -> code."""
    return {name: code for code, name in vocabulary()[group].items()}


WRITERS: Final[Mapping[str, Callable[[Any], str]]] = {
    **dict.fromkeys(LISTS, _joined),
    "law": _write_law,
    "fields": _write_fields,
    "clarify": _write_clarify,
    "questions": _write_questions,
    "no_law": lambda value: YES if value else NO,
}
READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(LISTS, _lines),
    **dict.fromkeys(DATES, _read_day),
    "law": _read_law,
    "fields": _read_fields,
    "clarify": _read_clarify,
    "questions": _read_questions,
    "no_law": _read_flag,
}
