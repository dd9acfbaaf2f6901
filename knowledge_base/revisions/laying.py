"""Laying revisions over the cards on disk: the library of an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from config.errors import KnowledgeError
from config.region import Region
from knowledge_base.card import Card
from knowledge_base.library import Library, check_card, library_of
from knowledge_base.revisions.content import Fault, Laws, read_content, texts_of


@dataclass(frozen=True)
class Laid:
    """A revision as far as the library is concerned; plain data, so that another process can have it."""

    revision: int
    card_id: str
    content: Mapping[str, Any] = field(default_factory=dict)
    topic: str = ""
    questions: Sequence[Mapping[str, Any]] = ()
    retires: bool = False
    new: bool = False
    """Whether it is what is being published, not what stood there already."""

    def as_json(self) -> dict[str, Any]:
        """For the other process: `Laid(**it)` is the same again."""
        return asdict(self)


def lay_over(shipped: Library, laid: Sequence[Laid], laws: Laws, region: Region) -> Library:
    """The shipped cards with these over them; those that retire are gone.

    Raises:
        KnowledgeError: a revision cannot be used, or refers to a card that there is not; all are told at once.
    """
    cards: dict[str, Card] = dict(shipped.cards)
    questions, topics = dict(shipped.questions), dict(shipped.topics)
    problems: list[str] = []
    gone = {one.card_id for one in laid if one.retires}
    for one in laid:
        if one.retires:
            for table in (cards, questions, topics):
                table.pop(one.card_id, None)
            continue
        card, faults = read_content(one.content, laws)
        if card is not None and card.id != one.card_id:
            faults.append(Fault("id", f"应当是 {one.card_id}"))
        if card is None or faults:
            problems += [_told(one, fault) for fault in faults]
            continue
        cards[card.id], questions[card.id], topics[card.id] = card, texts_of(one.questions), one.topic
    for one in laid:
        card = None if one.retires else cards.get(one.card_id)
        found = check_card(card, cards.keys() | gone, region) if card else ()
        problems += [_told(one, Fault(name, say)) for name, say in found]
    if not cards:
        problems.append("一张卡片也不剩，不能这样发布。")
    if problems:
        raise KnowledgeError(say="\n".join(problems))
    return library_of(cards, questions, topics)


def _told(one: Laid, fault: Fault) -> str:
    return f"第 {one.revision} 号修订（{one.card_id}）{fault.words}"
