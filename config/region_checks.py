"""What a value in a region file must look like, and the one sentence that tells where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.errors import RegionError

NAME = re.compile(r"[A-Za-z0-9_-]+")
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
SHORTEST_PLACE = 2
"""Characters; a place of one character would be found in every sentence."""
LEVELS_OF_CATEGORY = 3
CORNERS = 3

Check = tuple[Callable[[Any], bool], str]
"""Whether a value fits, and what would."""


@dataclass(frozen=True)
class Sourced:
    """A value of a region, with the file in which it stands: a mistake is told there."""

    path: Path
    value: Any


def is_text(value: Any) -> bool:
    """Whether it is text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(NAME.fullmatch(value))


def _is_place(value: Any) -> bool:
    return is_text(value) and len(value.strip()) >= SHORTEST_PLACE


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _is_clock(value: Any) -> bool:
    return isinstance(value, str) and bool(CLOCK.fullmatch(value))


def _is_corner(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(part) in {int, float} for part in value)  # noqa: PLR2004


TEXT: Check = (is_text, '文字，例如 示例市；全是数字时加引号，例如 "12345"')
MAPPING: Check = (lambda value: isinstance(value, dict), "“名称: 内容”的格式")
TEXTS: Check = (_list_of(is_text), "几个名称，例如 [甲街道, 乙街道]")
PLACES: Check = (_list_of(_is_place), "几个地名，每个至少两个字，例如 [甲里小区, 乙园]")
CODE: Check = (_is_code, "字母、数字、- 和 _ 组成的代码，例如 riverside")
CODES: Check = (_list_of(_is_code), "几个代码，例如 [police, market]")
DAYS: Check = (lambda value: type(value) is int and value > 0, "正整数（工作日），例如 15")
WHOLE: Check = (lambda value: type(value) is int and value > 0, "正整数，例如 3")
WHOLE_OR_ZERO: Check = (lambda value: type(value) is int and value >= 0, "整数，0 或更大，例如 3200")
DAY: Check = (lambda value: type(value) is date, "日期，例如 2026-11-22；没有核实过就写 null")
DATES: Check = (_list_of(lambda value: type(value) is date), "几个日期，例如 [2026-06-01]")
TIME: Check = (_is_clock, '几点几分，要加引号，例如 "08:30"')
MINUTES: Check = (lambda value: type(value) is int and value > 0, "正整数（分钟），例如 15")
YES_OR_NO: Check = (lambda value: isinstance(value, bool), "true 或 false")
REGION: Check = (_is_code, "另一个地区文件的名称，例如 national")
CATEGORY: Check = (
    lambda value: _list_of(is_text)(value) and len(value) == LEVELS_OF_CATEGORY,
    "三级分类，从大到小三个名称，例如 [生态环境, 噪声, 施工噪声]",
)
AREA: Check = (
    lambda value: _list_of(_is_corner)(value) and len(value) >= CORNERS,
    "至少三个角的 [经度, 纬度]，例如 [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]",
)


def one_of(values: Collection[str]) -> Check:
    """One of a few codes."""
    return (lambda value: isinstance(value, str) and value in values, f"这些代码之一：{'、'.join(values)}")


def some_of(values: Collection[str], what: str) -> Check:
    """A list of such codes; `what` says where they come from."""
    fits = _list_of(lambda value: isinstance(value, str) and value in values)
    return (fits, f"{what}的列表，例如 [{next(iter(values))}]")


def wrong(path: Path, field: str, wanted: str, value: object) -> RegionError:
    """The error of one field."""
    msg = f"{path}: {field}: 应当是{wanted}（现在是 {value!r}）"
    return RegionError(msg, say=msg)


def check(path: Path, field: str, value: Any, wanted: Check, *, empty: bool = True) -> None:
    """`empty`: the field may be left empty.

    Raises:
        RegionError: the value does not fit.
    """
    fits, what = wanted
    if not (fits(value) or (empty and value is None)):
        raise wrong(path, field, what, value)


def check_entry(path: Path, field: str, entry: Any, fields: Mapping[str, Check], needed: Collection[str] = ()) -> None:
    """An entry of `fields` only, each of its kind, with all that are `needed`.

    Raises:
        RegionError: a field that is missing, unknown or of the wrong kind.
    """
    check(path, field, entry, MAPPING, empty=False)
    for name, value in entry.items():
        if name not in fields:
            raise wrong(path, f"{field}.{name}", f"这些字段之一：{'、'.join(fields)}", name)
        check(path, f"{field}.{name}", value, fields[name])
    for name in needed:
        check(path, f"{field}.{name}", entry.get(name), fields[name], empty=False)
