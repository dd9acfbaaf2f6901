"""What answers now, as far as editing needs it: the cards in service, the law table and the region."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.region import Region
from knowledge_base.library import FOLDER, Library
from knowledge_base.revisions.content import Fault, Laws, check, laws_of


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

    def faults(
        self, content: Mapping[str, Any], questions: Sequence[Mapping[str, Any]], topic: str, known: Container[str]
    ) -> list[Fault]:
        """All that keeps a card from being published; `known` are the cards that it may refer to."""
        found = check(content, questions, self.laws, known, self.region)
        if topic not in self.topics:
            found.append(Fault("topic", f"应当是 {'、'.join(self.topics)} 之一" if topic else "要选一个主题"))
        return found
