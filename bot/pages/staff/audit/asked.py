"""What of the audit log somebody looks at, as it stands in the address."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from bot.pages.staff.audit.words import groups

LONGEST = 60
"""Characters of a search."""


@dataclass(frozen=True)
class Asked:
    """Empty is everything. `q`: to what it was done; `who`: by whom."""

    group: str = ""
    q: str = ""
    who: str = ""

    @classmethod
    def read(cls, group: str = "", q: str = "", who: str = "") -> Asked:
        """From an address, whatever stands there."""
        told = [one.replace("\0", "").strip()[:LONGEST] for one in (group, q, who)]
        return cls(told[0] if told[0] in groups() else "", *told[1:])

    def address(self) -> str:
        """The page with these, relative to /staff."""
        said = {name: value for name, value in asdict(self).items() if value}
        return f"/audit?{urlencode(said)}" if said else "/audit"
