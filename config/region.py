"""A region: the numbers, units and places of one city or district, as data.

Files are `config/regions/<name>.yaml`; `extends` names the file whose contacts are taken over.
Cards refer to contacts by name, so that another city is another file and no other card.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from config.errors import RegionError
from config.vocabulary import name_of, vocabulary

FOLDER = Path(__file__).parent / "regions"
DEFAULT_WORKING_DAYS = 5


@dataclass(frozen=True)
class Contact:
    """One reachable place: a telephone, a site or a window. `verified` is None where nobody confirmed it."""

    key: str
    name: str
    phone: str | None = None
    url: str | None = None
    hours: str | None = None
    source: str = "sample"
    verified: date | None = None
    note: str | None = None

    @property
    def short(self) -> str:
        """Name with the number, as it stands inside a sentence: 报警电话 110."""
        return f"{self.name} {self.phone}" if self.phone else self.name

    @property
    def line(self) -> str:
        """The contact as a line of its own, with hours, and a remark where nobody confirmed it."""
        parts = [self.short]
        if self.hours:
            parts.append(f"（{self.hours}）")
        if self.verified is None:
            parts.append("（待核实，以当地公布为准）")
        return "".join(parts)


@dataclass(frozen=True)
class Region:
    """A city or district. `sample` says that its places and local numbers are invented."""

    key: str
    name: str
    sample: bool
    contacts: dict[str, Contact]
    units: dict[str, str] = field(default_factory=dict)
    """Handler code -> name of the unit that gets its orders."""
    deadlines: dict[str, int] = field(default_factory=dict)
    """Type of appeal -> working days to answer."""
    streets: tuple[str, ...] = ()

    def contact(self, key: str) -> Contact:
        """The contact of that name.

        Raises:
            RegionError: the region has no such contact.
        """
        try:
            return self.contacts[key]
        except KeyError:
            msg = f"地区文件 {self.key}.yaml 里没有联系方式 {key}，请在 contacts 下补上"
            raise RegionError(msg, say=msg) from None

    def unit(self, handler: str | None) -> str:
        """The unit that gets orders of this handler; the handler's general name where the region lists none."""
        return self.units.get(handler or "") or name_of("handlers", handler)

    def working_days(self, appeal_type: str) -> int:
        """Working days to answer an appeal of that type."""
        return self.deadlines.get(appeal_type, DEFAULT_WORKING_DAYS)

    def fill(self, text: str) -> str:
        """`text` with each {contact} replaced by its name and number."""
        return text.format_map(_Shorts(self))


class _Shorts(dict[str, str]):
    def __init__(self, region: Region) -> None:
        super().__init__()
        self.region = region

    def __missing__(self, key: str) -> str:
        return self.region.contact(key).short


@lru_cache(maxsize=8)
def load_region(name: str = "sample", folder: Path = FOLDER) -> Region:
    """The region `name`, with all it extends.

    Raises:
        RegionError: no such file, no valid YAML, or a field that is missing or unknown.
    """
    raw = _read(folder / f"{name}.yaml")
    base = load_region(raw["extends"], folder) if raw.get("extends") else None
    contacts = dict(base.contacts) if base else {}
    for key, entry in (raw.get("contacts") or {}).items():
        try:
            contacts[key] = Contact(key=key, **entry)
        except TypeError as error:
            known = "name, phone, url, hours, source, verified, note"
            msg = f"{folder / name}.yaml: contacts.{key}: {error}；可用字段：{known}"
            raise RegionError(msg, say=msg) from error
    units = dict(base.units if base else {}) | _coded(raw, "units", "handlers", str, folder / f"{name}.yaml")
    deadlines = dict(base.deadlines if base else {}) | _coded(
        raw, "deadlines", "appeal_types", int, folder / f"{name}.yaml"
    )
    return Region(
        key=name,
        name=raw.get("name", name),
        sample=bool(raw.get("sample", False)),
        contacts=contacts,
        units=units,
        deadlines=deadlines,
        streets=tuple(raw.get("streets") or ()),
    )


def _coded(raw: dict[str, Any], part: str, group: str, kind: type, path: Path) -> dict[str, Any]:
    """A part of the file that is keyed by codes of the vocabulary, checked."""
    entries: dict[str, Any] = raw.get(part) or {}
    for code, value in entries.items():
        if code not in vocabulary()[group] or not isinstance(value, kind) or not value:
            shape = "正整数" if kind is int else "单位名称"
            msg = f"{path}: {part}.{code}: 名称应当是词表 {group} 里的代码，内容应当是{shape}（现在是 {value!r}）"
            raise RegionError(msg, say=msg)
    return entries


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.yaml")))
        msg = f"没有地区文件 {path}；现有的地区：{known}。请检查设置 FENLIU_REGION"
        raise RegionError(msg, say=msg) from error
    except yaml.YAMLError as error:
        msg = f"{path}: 不是正确的 YAML：{error}"
        raise RegionError(msg, say=msg) from error
    if not isinstance(raw, dict):
        msg = f"{path}: 应当是“名称: 内容”的格式"
        raise RegionError(msg, say=msg)
    return raw
