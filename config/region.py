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

from config.errors import RegionError
from config.masking import digits_of
from config.region_file import read_region, wrong
from config.staffing import Staffing
from config.vocabulary import Language, name_of, vocabulary

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

    def short_in(self, language: Language) -> str:
        """The same in another language: Police 110; the Chinese name where there is no other."""
        name = self.name if language == "zh" else vocabulary(language)["contacts"].get(self.key, self.name)
        return f"{name} {self.phone}" if self.phone else name

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
    staffing: Staffing = field(default_factory=Staffing)
    """When people answer handoffs, and how long each step may take."""

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

    @property
    def numbers(self) -> frozenset[str]:
        """The telephone numbers of its places, as digits: these are for everybody to read."""
        return frozenset(digits_of(contact.phone) for contact in self.contacts.values() if contact.phone)

    def unit(self, handler: str | None, language: Language = "zh") -> str:
        """The unit that gets orders of this handler; the handler's general name where the region lists none, and in
        other languages than Chinese."""
        own = self.units.get(handler or "") if language == "zh" else ""
        return own or name_of("handlers", handler, language)

    def working_days(self, appeal_type: str) -> int:
        """Working days to answer an appeal of that type."""
        return self.deadlines.get(appeal_type, DEFAULT_WORKING_DAYS)

    def fill(self, text: str, language: Language = "zh") -> str:
        """`text` with each {contact} replaced by its name and number."""
        return text.format_map(_Shorts(self, language))


class _Shorts(dict[str, str]):
    def __init__(self, region: Region, language: Language) -> None:
        super().__init__()
        self.region = region
        self.language: Language = language

    def __missing__(self, key: str) -> str:
        return self.region.contact(key).short_in(self.language)


@lru_cache(maxsize=8)
def load_region(name: str = "sample", folder: Path = FOLDER) -> Region:
    """The region `name`, with all it extends.

    Raises:
        RegionError: no such file, no valid YAML, or a field that is missing, unknown or of the wrong kind.
    """
    return _load(name, folder, ())


def _load(name: str, folder: Path, above: tuple[str, ...]) -> Region:
    """`above` are the regions on the way here, which must not come again."""
    path = folder / f"{name}.yaml"
    raw = read_region(path)
    base = _base(raw.get("extends"), path, (*above, name))
    contacts = {key: Contact(key=key, **entry) for key, entry in (raw.get("contacts") or {}).items()}
    return Region(
        key=name,
        name=raw.get("name") or name,
        sample=bool(raw.get("sample", False)),
        contacts=(base.contacts if base else {}) | contacts,
        units=(base.units if base else {}) | (raw.get("units") or {}),
        deadlines=(base.deadlines if base else {}) | (raw.get("deadlines") or {}),
        streets=tuple(raw.get("streets") or ()),
        staffing=_staffing(raw, base, path),
    )


def _staffing(raw: dict[str, Any], base: Region | None, path: Path) -> Staffing:
    """What the file says, the rest as in the file it extends."""
    staffing = (base.staffing if base else Staffing()).changed(raw.get("staffing") or {})
    if staffing.opens >= staffing.closes:
        raise wrong(path, "staffing.closes", f"比 opens（{staffing.opens:%H:%M}）晚的时间", f"{staffing.closes:%H:%M}")
    return staffing


def _base(name: str | None, path: Path, above: tuple[str, ...]) -> Region | None:
    if name is None:
        return None
    if name in above or not (path.parent / f"{name}.yaml").is_file():
        raise wrong(path, "extends", "另一个现有的地区文件，不能是自己，也不能绕回自己", name)
    return _load(name, path.parent, above)
