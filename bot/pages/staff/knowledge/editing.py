"""What somebody typed into the editor of a card, as plain data: read from boxes, compared, put upon another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.pages.staff.knowledge.boxes import Ask, asks, content_of_box, data, value_of
from knowledge_base.revisions.cells import CellError, from_cell
from knowledge_base.revisions.content import Fault
from knowledge_base.revisions.differences import both_changed, merged
from knowledge_base.revisions.tables import CardRevision

BESIDE = ("topic", "questions", "note")
"""What stands beside a card's own fields."""


@dataclass(frozen=True)
class Written:
    """A card with what stands beside it. `faults`: boxes that cannot be read; their fields are as they were."""

    content: dict[str, Any]
    topic: str
    questions: list[dict[str, Any]]
    note: str
    faults: tuple[Fault, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, row: CardRevision) -> Written:
        """As it is stored."""
        return cls(dict(row.content), row.topic, list(row.questions), row.note)

    def fields(self) -> dict[str, Any]:
        """For `Knowledge.save`."""
        return {"content": self.content, "topic": self.topic, "questions": self.questions, "note": self.note}

    def flat(self) -> dict[str, Any]:
        """All of it beside each other."""
        return {**self.content, "topic": self.topic, "questions": self.questions, "note": self.note}

    def upon(self, base: Written, theirs: Written) -> tuple[Written, list[str]]:
        """This with what somebody else changed since `base`, and the fields that both changed: there this stands."""
        found = merged(base.flat(), self.flat(), theirs.flat())
        clashes = both_changed(base.flat(), self.flat(), theirs.flat())
        beside = {name: found.pop(name) for name in BESIDE}
        return Written(found, **beside), clashes


def boxes_of(written: Written) -> dict[str, Any]:
    """Field -> what its box holds."""
    flat = written.flat() | {"questions": written.questions or None}
    values = {name: value_of(ask, flat.get(name, data()["defaults"].get(name))) for name, ask in asks().items()}
    return values | {"note": written.note}


def written_of(values: Mapping[str, Any], before: Written) -> Written:
    """What the boxes hold. A default that the card did not spell out before is not spelled out now."""
    found, faults = {"id": before.content.get("id")}, []
    for name, ask in asks().items():
        try:
            value = _read(ask, values.get(name))
        except CellError as error:
            faults.append(Fault(name, str(error)))
            value = before.flat().get(name)
        left_out = name not in before.content and value == data()["defaults"].get(name)
        if value not in (None, []) and not left_out:
            found[name] = value
    topic, questions = found.pop("topic", "") or "", found.pop("questions", None) or []
    return Written(found, str(topic), list(questions), str(values.get("note") or "").strip(), tuple(faults))


def _read(ask: Ask, value: Any) -> Any:
    return from_cell("questions", value) if ask.name == "questions" else content_of_box(ask, value)
