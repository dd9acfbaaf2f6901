"""Importing a file of cards: first the difference to what is in service, then drafts. Nothing is published here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from config.errors import KnowledgeError, SheetRefused
from knowledge_base.revisions.book import EDITABLE, Revisions
from knowledge_base.revisions.content import FIELDS, as_questions, content_of
from knowledge_base.revisions.differences import Difference, differences, whole
from knowledge_base.revisions.plain import plain, plain_questions
from knowledge_base.revisions.served import Served
from knowledge_base.revisions.sheet_reading import Problem, ReadRow, flatten
from knowledge_base.revisions.tables import CardRevision

Kind = Literal["new", "changed", "unchanged", "error"]
SHOWN: Final = 20
"""Problems in the sentence of an error; the plan holds all of them."""
BESIDE: Final = ("topic", "questions")
"""Columns that are not fields of the card itself."""


@dataclass(frozen=True)
class Planned:
    """What a row comes to."""

    row: int
    card_id: str
    kind: Kind
    content: dict[str, Any] = field(default_factory=dict)
    topic: str = ""
    questions: list[dict[str, Any]] = field(default_factory=list)
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The dry run of an import."""

    rows: tuple[Planned, ...]
    problems: tuple[Problem, ...]

    def of_kind(self, kind: Kind) -> list[Planned]:
        """The rows of a kind."""
        return [row for row in self.rows if row.kind == kind]


def plan(rows: Sequence[ReadRow], served: Served) -> Plan:
    """What an import would do: cards that are new, changed (field by field) or as they are, and what is wrong.

    A column that the file lacks leaves its field as it is in service; an empty cell empties it.
    """
    ids = Counter(str(row.given.get("id") or "").strip() for row in rows)
    known = {*served.library.cards, *ids}
    found = tuple(_one(row, served, ids, known) for row in rows)
    return Plan(found, tuple(flatten(rows)))


async def draft(book: Revisions, planned: Plan, who: str, note: str = "") -> list[CardRevision]:
    """Drafts of all that is new or changed. The same file again makes no second draft.

    Raises:
        SheetRefused: there is a problem; nothing is taken over then.
    """
    if planned.problems:
        shown = "\n".join(one.words for one in planned.problems[:SHOWN])
        more = f"\n……一共 {len(planned.problems)} 处" if len(planned.problems) > SHOWN else ""
        raise SheetRefused(say=f"文件里有要改的地方，一张也没有导入：\n{shown}{more}")
    made = []
    for row in planned.rows:
        if row.kind in ("new", "changed") and not await _drafted(book, row):
            begun = await book.start(row.card_id, who)
            said: dict[str, Any] = {name: getattr(row, name) for name in ("content", "topic", "questions")}
            made.append(await book.save(begun.id or 0, begun.saves, who, note=note, **said))
    return made


async def _drafted(book: Revisions, row: Planned) -> bool:
    waiting = await book.listed((*EDITABLE, "in_review", "approved"), row.card_id)
    parts = (row.content, row.topic, row.questions)
    return any((one.content, one.topic, one.questions) == parts and not one.retires for one in waiting)


def _one(row: ReadRow, served: Served, ids: Counter[str], known: set[str]) -> Planned:
    card_id = str(row.given.get("id") or "").strip()
    if not card_id:
        row.problem("id", "每张卡片都要有编号：小写字母、数字和短横线，例如 private-loan")
    elif ids[card_id] > 1:
        row.problem("id", f"{card_id} 在文件里有 {ids[card_id]} 行，留一行")
    if row.problems:
        return Planned(row.row, card_id, "error")
    base, topic, questions = _served(card_id, served)
    try:
        content = _content(row, base)
        asked = plain_questions(row.given["questions"] or []) if "questions" in row.given else questions
    except KnowledgeError as error:
        row.problem("整张卡片", error.say)
        return Planned(row.row, card_id, "error")
    moved = str(row.given["topic"] or "").strip() if "topic" in row.given else topic
    for fault in served.faults(content, asked, moved, known):
        row.problem(fault.field, fault.say)
    changed = tuple(differences(whole(base, questions, topic) if base else {}, whole(content, asked, moved)))
    kind: Kind = "error" if row.problems else "new" if not base else "changed" if changed else "unchanged"
    return Planned(row.row, card_id, kind, content, moved, asked, changed)


def _content(row: ReadRow, base: dict[str, Any]) -> dict[str, Any]:
    """The card with the file's columns upon it, in reading order."""
    given = {name: value for name, value in row.given.items() if name not in BESIDE}
    merged = {**base, **given}
    order = [*FIELDS, *(name for name in merged if name not in FIELDS)]
    return plain({name: merged[name] for name in order if merged.get(name) not in (None, [])})


def _served(card_id: str, served: Served) -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    card = served.library.cards.get(card_id)
    if card is None:
        return {}, "", []
    questions = as_questions(served.library.questions[card_id])
    return content_of(card, served.laws), served.library.topics.get(card_id, ""), questions


def rows_of(served: Served) -> list[dict[str, Any]]:
    """Every card in service as a row for an export, topic by topic."""
    library = served.library
    cards = sorted(library, key=lambda card: (library.topics.get(card.id, ""), card.id))
    return [
        content_of(card, served.laws)
        | {"topic": library.topics.get(card.id, ""), "questions": as_questions(library.questions[card.id])}
        for card in cards
    ]
