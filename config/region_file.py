"""Reads the files of a region: every mistake becomes one sentence with the file, the field and what would be right.

A region is `<name>.yaml` and, where it is long, a folder `<name>/` with more files whose parts join it. `extends` takes
over the parts of another region, entry by entry; streets and communities only all together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.catalogue_file import check_duty, check_item
from config.contact import check_contact
from config.errors import RegionError
from config.grades import check_grades
from config.limits import check_limit
from config.places import check_community, check_street
from config.region_checks import (
    DAYS,
    MAPPING,
    MINUTES,
    REGION,
    TEXT,
    TEXTS,
    TIME,
    YES_OR_NO,
    Check,
    Sourced,
    check,
    wrong,
)  # fmt: skip
from config.units import check_unit
from config.vocabulary import vocabulary
from config.working_time import check_calendar

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HEAD: Mapping[str, Check] = {"region": TEXT, "name": TEXT, "sample": YES_OR_NO, "extends": REGION}
"""Fields of the region itself, which only its main file has, and which are not taken over."""
STAFFING: Mapping[str, Check] = {
    "opens": TIME, "closes": TIME, "digest": TIME, "unclaimed_minutes": MINUTES, "silent_minutes": MINUTES,
    "lease_minutes": MINUTES, "escalate_again_minutes": MINUTES, "urgent_minutes": MINUTES,
    "urgent_lease_minutes": MINUTES,
}  # fmt: skip


@dataclass
class Pack:
    """The checked content of a region with all it extends."""

    path: Path
    head: dict[str, Any]
    parts: dict[str, dict[str, Sourced]] = field(default_factory=dict)

    def part(self, name: str) -> dict[str, Sourced]:
        """The entries of a part; empty where the region has none."""
        return self.parts.get(name, {})


def _check_deadline(path: Path, code: Any, value: Any) -> None:
    if code not in vocabulary()["appeal_types"]:
        raise wrong(path, f"deadlines.{code}", "词表 appeal_types 里的代码", code)
    check(path, f"deadlines.{code}", value, DAYS, empty=False)


def _check_staffing(path: Path, name: Any, value: Any) -> None:
    if name not in STAFFING:
        raise wrong(path, f"staffing.{name}", f"这些字段之一：{'、'.join(STAFFING)}", name)
    check(path, f"staffing.{name}", value, STAFFING[name], empty=False)


PARTS: Mapping[str, Callable[[Path, Any, Any], None]] = {
    "contacts": check_contact, "units": check_unit, "deadlines": _check_deadline, "staffing": _check_staffing,
    "streets": check_street, "communities": check_community, "community_list": check_duty, "catalogue": check_item,
    "limits": check_limit, "calendar": check_calendar, "grades": check_grades,
}  # fmt: skip
"""Every part with the check of one of its entries."""
PLACES = ("streets", "communities")


def read_pack(name: str, folder: Path, above: tuple[str, ...] = ()) -> Pack:
    """The region `name` with all it extends. `above` are the regions on the way here, which must not come again.

    Raises:
        RegionError: no such file, no valid YAML in UTF-8, or a field that is missing, unknown or of the wrong kind.
    """
    path = folder / f"{name}.yaml"
    pack = Pack(path, {})
    for file in (path, *sorted((folder / name).glob("*.yaml"))):
        _join(pack, file, _read(file))
    base = pack.head.get("extends")
    if base is not None:
        if base in (*above, name) or not (folder / f"{base}.yaml").is_file():
            raise wrong(path, "extends", "另一个现有的地区文件，不能是自己，也不能绕回自己", base)
        _extend(pack, read_pack(base, folder, (*above, name)))
    return pack


def _join(pack: Pack, path: Path, raw: dict[str, Any]) -> None:
    """Checks the content of one file and adds it; an entry stands in one file only."""
    known = {**HEAD, **PARTS} if path == pack.path else PARTS
    for name, value in raw.items():
        if name not in known:
            raise wrong(path, str(name), f"这些字段之一：{'、'.join(known)}", name)
        if name in HEAD:
            check(path, name, value, HEAD[name])
            pack.head[name] = value
            continue
        entries = pack.parts.setdefault(name, {})
        for key, entry in _entries(path, name, value).items():
            PARTS[name](path, key, entry)
            if key in entries:
                raise wrong(path, f"{name}.{key}", f"只写一次（{entries[key].path.name} 里已经有）", key)
            entries[key] = Sourced(path, entry)


def _entries(path: Path, name: str, value: Any) -> dict[Any, Any]:
    """The entries of a part. Streets may be just names."""
    if name == "streets" and not isinstance(value, dict):
        wanted = (TEXTS[0], f"{TEXTS[1]}；或“代码: {{name: 名称}}”的格式")
        check(path, name, value, wanted)
        return {street: {"name": street} for street in value or ()}
    check(path, name, value, MAPPING)
    return value or {}


def _extend(pack: Pack, base: Pack) -> None:
    own_places = any(pack.part(name) for name in PLACES)
    for name, entries in base.parts.items():
        if not (own_places and name in PLACES):
            pack.parts[name] = {**entries, **pack.part(name)}


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)  # noqa: S506 - a safe loader
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


class _Strict(LOADER):  # type: ignore[misc, valid-type]
    """Refuses a name that stands twice in the same place: YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                problem = f"{key.value} 写了两次"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(getattr(key, "value", "") if isinstance(key, yaml.ScalarNode) else "")
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found
