"""The difference of two versions of a card, field by field, as data: whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge_base.revisions.content import FIELDS

EMPTY: tuple[Any, Any] = ({}, ())


@dataclass(frozen=True)
class Difference:
    """One field that is not the same. For a list also what came and what went; a new order alone shows neither."""

    field: str
    before: Any
    after: Any
    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """The Chinese name of the field."""
        return FIELDS.get(self.field, self.field)

    @property
    def listed(self) -> bool:
        """Whether the field holds a list."""
        return isinstance(self.before, list) or isinstance(self.after, list)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The fields that differ, in reading order; a field that one side lacks is None there."""
    names = [*FIELDS, *sorted({*before, *after} - {*FIELDS})]
    changed = [name for name in names if before.get(name) != after.get(name)]
    return [_one(name, before.get(name), after.get(name)) for name in changed]


def whole(content: Mapping[str, Any], questions: Sequence[Mapping[str, Any]], topic: str) -> dict[str, Any]:
    """Everything of a version beside each other; questions that may fail are marked."""
    asked = [f"{one['text']}" if one.get("must_pass", True) else f"{one['text']}（不必过）" for one in questions]
    return {**content, "topic": topic, "questions": asked}


def both_changed(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Fields that two people changed from the same base, and not to the same."""
    names = {*base, *mine, *theirs}
    return sorted(name for name in names if base.get(name) != mine.get(name) != theirs.get(name) != base.get(name))


def merged(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What is in service now with my changes upon it; where both changed a field, mine stands."""
    found = dict(theirs)
    for name in {*base, *mine}:
        if mine.get(name) != base.get(name):
            if name in mine:
                found[name] = mine[name]
            else:
                found.pop(name, None)
    return found


def _one(name: str, before: Any, after: Any) -> Difference:
    if not isinstance(before, list | None) or not isinstance(after, list | None):
        return Difference(name, before, after)
    old, new = before or [], after or []
    return Difference(
        name,
        before,
        after,
        added=tuple(one for one in new if one not in old),
        removed=tuple(one for one in old if one not in new),
    )
