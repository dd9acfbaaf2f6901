"""What a list is narrowed to, as it stands in the address of its page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

LONGEST = 60
"""Characters of a search."""


@dataclass(frozen=True)
class Narrowed(ABC):
    """A field for each thing that narrows it, named as in the address, where 1 stands for true; empty is everything."""

    @property
    @abstractmethod
    def page(self) -> str:
        """The list's page, relative to /staff."""

    def address(self) -> str:
        """The page with these, relative to /staff."""
        said = {name: 1 if value is True else value for name, value in asdict(self).items() if value}
        return f"{self.page}?{urlencode(said)}" if said else self.page


def tidy(told: str) -> str:
    """One value out of an address, whatever stands there, as it may be looked for."""
    return told.replace("\0", "").strip()[:LONGEST]
