"""Reads a region file: every mistake becomes one sentence with the file, the field and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from config.errors import RegionError
from config.vocabulary import vocabulary

NAME = re.compile(r"[A-Za-z0-9_-]+")
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
PARTS = ("region", "name", "sample", "extends", "contacts", "units", "deadlines", "streets", "staffing")
CONTACT = ("name", "phone", "url", "hours", "source", "verified", "note")

Check = tuple[Callable[[Any], bool], str]
"""Whether a value fits, and what would."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


TEXT: Check = (_is_text, '文字，例如 示例市；全是数字时加引号，例如 "12345"')
MAPPING: Check = (lambda value: isinstance(value, dict), "“名称: 内容”的格式")
TEXTS: Check = (lambda value: isinstance(value, list) and all(map(_is_text, value)), "几个名称，例如 [甲街道, 乙街道]")
DAYS: Check = (lambda value: type(value) is int and value > 0, "正整数（工作日），例如 15")
DAY: Check = (lambda value: isinstance(value, date), "日期，例如 2026-11-22；没有核实过就写 null")
TIME: Check = (
    lambda value: isinstance(value, str) and bool(CLOCK.fullmatch(value)),
    '几点几分，要加引号，例如 "08:30"',
)
MINUTES: Check = (lambda value: type(value) is int and value > 0, "正整数（分钟），例如 15")
YES_OR_NO: Check = (lambda value: isinstance(value, bool), "true 或 false")
REGION: Check = (
    lambda value: isinstance(value, str) and bool(NAME.fullmatch(value)),
    "另一个地区文件的名称，例如 national",
)
WHOLE: Mapping[str, Check] = {
    "region": TEXT, "name": TEXT, "sample": YES_OR_NO, "extends": REGION, "contacts": MAPPING, "units": MAPPING,
    "deadlines": MAPPING, "streets": TEXTS, "staffing": MAPPING,
}  # fmt: skip
STAFFING: Mapping[str, Check] = {
    "opens": TIME, "closes": TIME, "digest": TIME, "unclaimed_minutes": MINUTES, "silent_minutes": MINUTES,
    "lease_minutes": MINUTES, "escalate_again_minutes": MINUTES, "urgent_minutes": MINUTES,
    "urgent_lease_minutes": MINUTES,
}  # fmt: skip
CODED: Mapping[str, tuple[str, Check]] = {"units": ("handlers", TEXT), "deadlines": ("appeal_types", DAYS)}
"""Parts that are keyed by codes of the vocabulary."""


def read_region(path: Path) -> dict[str, Any]:
    """The checked content of a region file.

    Raises:
        RegionError: no such file, no valid YAML in UTF-8, or a field that is missing, unknown or of the wrong kind.
    """
    raw = _read(path)
    for name, value in raw.items():
        if name not in PARTS:
            raise wrong(path, str(name), f"这些字段之一：{'、'.join(PARTS)}", name)
        _check(path, name, value, WHOLE[name])
    for key, entry in (raw.get("contacts") or {}).items():
        _check_contact(path, key, entry)
    for key, value in (raw.get("staffing") or {}).items():
        if key not in STAFFING:
            raise wrong(path, f"staffing.{key}", f"这些字段之一：{'、'.join(STAFFING)}", key)
        _check(path, f"staffing.{key}", value, STAFFING[key], empty=False)
    for part, (group, check) in CODED.items():
        for code, value in (raw.get(part) or {}).items():
            if code not in vocabulary()[group]:
                raise wrong(path, f"{part}.{code}", f"词表 {group} 里的代码", code)
            _check(path, f"{part}.{code}", value, check, empty=False)
    return raw


def wrong(path: Path, field: str, wanted: str, value: object) -> RegionError:
    """The error of one field."""
    msg = f"{path}: {field}: 应当是{wanted}（现在是 {value!r}）"
    return RegionError(msg, say=msg)


def _check(path: Path, field: str, value: Any, check: Check, *, empty: bool = True) -> None:
    """`empty`: the field may be left empty."""
    fits, wanted = check
    if not (fits(value) or (empty and value is None)):
        raise wrong(path, field, wanted, value)


def _check_contact(path: Path, key: Any, entry: Any) -> None:
    place = f"contacts.{key}"
    _check(path, place, key, TEXT, empty=False)
    _check(path, place, entry, MAPPING, empty=False)
    for name, value in entry.items():
        if name not in CONTACT:
            raise wrong(path, f"{place}.{name}", f"这些字段之一：{'、'.join(CONTACT)}", name)
        _check(path, f"{place}.{name}", value, DAY if name == "verified" else TEXT)
    _check(path, f"{place}.name", entry.get("name"), TEXT, empty=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.yaml")))
        msg = f"没有地区文件 {path}；现有的地区：{known}。请检查设置 FENLIU_REGION"
        raise RegionError(msg, say=msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path}: 不是 UTF-8 编码（可能是 GBK），请在编辑器里另存为 UTF-8"
        raise RegionError(msg, say=msg) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "有一处"
        msg = f"{path}: {place}不是正确的 YAML，请检查缩进、引号和括号（{getattr(error, 'problem', None) or '读不懂'}）"
        raise RegionError(msg, say=msg) from error
    if not isinstance(raw, dict):
        msg = f"{path}: 应当是“名称: 内容”的格式，每行一个，例如 name: 示例市"
        raise RegionError(msg, say=msg)
    return raw
