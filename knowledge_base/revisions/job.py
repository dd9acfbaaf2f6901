"""What the process that builds and replays is asked, and what it tells: plain data on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from knowledge_base.revisions.laying import Laid

SHIPPED = "shipped"
"""Stands for the version of the cards that come with the program, whichever that is."""


@dataclass(frozen=True)
class Job:
    """One index to be built, and replayed unless `replay` is False."""

    region: str
    """Name of the region file."""
    folder: str
    """Folder of the shipped cards."""
    store: str
    """Folder of index files."""
    out: str
    """File for the packed index."""
    today: str = ""
    laid: tuple[Laid, ...] = ()
    before: str = ""
    """Index file that answers now; empty for the shipped cards."""
    back_to: str = ""
    """Version of the library that is returned to: where the result is just that, it was judged when it was published,
    and its questions need pass no more than they did then. Empty where nothing is returned to."""
    messages: tuple[str, ...] = ()
    again: str = ""
    """Index file whose cards are to be indexed anew, by a newer program: nothing is laid or replayed."""

    def as_json(self) -> dict[str, Any]:
        """For the other process."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Job:
        """The job as it was."""
        laid = tuple(Laid(**one) for one in raw["laid"])
        return cls(**{**raw, "laid": laid, "messages": tuple(raw["messages"])})

    @property
    def day(self) -> date:
        """The day on which it is asked."""
        return date.fromisoformat(self.today)

    def returns_to(self, version: str) -> bool:
        """Whether a library of that version is what is returned to."""
        return self.back_to == version or (self.back_to == SHIPPED and not self.laid)


@dataclass(frozen=True)
class Done:
    """What came of a job. The packed index lies in the job's `out`."""

    version: str
    shipped: str
    digest: str
    """SHA-256 of the index file, unpacked."""
    code: str
    size: int
    asked: int = 0
    heard: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    """Of the cards that answer now: card -> version."""
