"""A knowledge base of some forty real cards: everything of the large one, in a second."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from knowledge_base.library import FOLDER, Library
from knowledge_base.revisions.content import content_of, laws_of

STEP = 40
"""Every so manieth card is taken, so that all topics and destinations are there."""


def write_small(folder: Path, library: Library) -> Path:
    """Writes cards, twins and laws, without near misses and clarifying questions: their cards may be missing."""
    laws = laws_of(FOLDER)
    shutil.copy(FOLDER / "laws.yaml", folder / "laws.yaml")
    fitting = [card for card in library if card.destination != "declined"][::STEP]
    for card in {one.id: one for one in (*fitting, library["private-loan"])}.values():
        content = content_of(card, laws)
        for name in ("near_miss_of", "clarify"):
            content.pop(name, None)
        twin = {"card": card.id, "questions": [*library.questions[card.id]]}
        for kind, said in (("cards", content), ("questions", twin)):
            path = folder / kind / library.topics[card.id] / f"{card.id}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return folder
