"""What of the audit log somebody looks at."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pages.staff.audit.words import groups
from bot.pages.staff.narrowed import Narrowed, tidy


@dataclass(frozen=True)
class Asked(Narrowed):
    """`q`: to what it was done; `who`: by whom."""

    group: str = ""
    q: str = ""
    who: str = ""
    page = "/audit"

    @classmethod
    def read(cls, group: str = "", q: str = "", who: str = "") -> Asked:
        """From an address, whatever stands there."""
        return cls(group if group in groups() else "", tidy(q), tidy(who))
