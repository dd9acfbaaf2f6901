"""What answers now, as far as editing needs it: the cards in service, the law table and the region."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from config.region import Region
from knowledge_base.library import FOLDER, Library
from knowledge_base.revisions.content import Laws, laws_of


@dataclass(frozen=True)
class Served:
    """The library of the edition in service with everything a card may refer to."""

    library: Library
    region: Region
    folder: Path = FOLDER
    laws: Laws = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "laws", laws_of(self.folder))

    @property
    def topics(self) -> list[str]:
        """The topics that have cards."""
        return sorted(set(self.library.topics.values()))
