"""One reachable place, as cards refer to it by name: a telephone, a site or a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.region_checks import DAY, TEXT, Check, check, check_entry
from config.vocabulary import Language, vocabulary

FIELDS: Mapping[str, Check] = {
    "name": TEXT, "phone": TEXT, "url": TEXT, "hours": TEXT, "source": TEXT, "verified": DAY, "note": TEXT,
}  # fmt: skip


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


def check_contact(path: Path, key: Any, entry: Any) -> None:
    """One entry under `contacts`.

    Raises:
        RegionError: a field that is missing, unknown or of the wrong kind.
    """
    check(path, f"contacts.{key}", key, TEXT, empty=False)
    check_entry(path, f"contacts.{key}", entry, FIELDS, needed=("name",))
