"""What the staff bot remembers of a worker between two messages: plain data, in the conversation with the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

MOST_UNSENT = 10
"""Messages kept while it is asked for whom they are; the oldest give way."""


@dataclass(frozen=True)
class File:
    """A photo or voice note as Telegram knows it. `size` is what Telegram says; 0 where it does not."""

    kind: Literal["photo", "voice"]
    file_id: str
    size: int = 0


@dataclass(frozen=True)
class Task:
    """Something the worker is being asked step by step. `step` is what the next typed words are taken as."""

    what: str
    handoff: int
    step: str
    values: Mapping[str, str] = field(default_factory=dict)

    def at(self, step: str, **values: str) -> Task:
        """The same at another step, with more values."""
        return replace(self, step=step, values={**self.values, **values})


@dataclass(frozen=True)
class Unsent:
    """Words that wait for the worker to say for whom they are."""

    text: str
    file: File | None = None


@dataclass(frozen=True)
class Memory:
    """`partner`: the handoff to whose resident the worker's words go, as the worker was last told."""

    partner: int | None = None
    task: Task | None = None
    unsent: tuple[Unsent, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data that `read_memory` reads."""
        return asdict(self) | {"unsent": [asdict(one) for one in self.unsent]}

    def talking_to(self, handoff_id: int | None) -> Memory:
        """The words go to that resident from now on; nothing waits any more."""
        return replace(self, partner=handoff_id, unsent=())

    def asking(self, task: Task) -> Memory:
        """The worker is asked something."""
        return replace(self, task=task)

    def idle(self) -> Memory:
        """The worker is asked nothing."""
        return replace(self, task=None)

    def keeping(self, unsent: Unsent) -> Memory:
        """One more message waits."""
        return replace(self, unsent=(*self.unsent, unsent)[-MOST_UNSENT:])


def read_memory(raw: Mapping[str, Any]) -> Memory:
    """What was remembered; nothing where the data is not of this shape."""
    try:
        task, unsent = raw.get("task"), raw.get("unsent") or ()
        return Memory(
            partner=raw.get("partner"),
            task=Task(**task) if task else None,
            unsent=tuple(Unsent(one["text"], File(**one["file"]) if one["file"] else None) for one in unsent),
        )
    except (TypeError, KeyError, AttributeError):
        return Memory()
