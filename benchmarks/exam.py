"""How well the cards are understood, by three kinds of messages. `make exam` prints it; nothing is tuned here.

- held-out phrases: five times a fifth of every card's phrases is taken away, the index is built from the rest, and the
  fifth is asked. The hardest: with the phrase its whole situation is gone.
- test questions: the twins. Whoever mends a card may look at them, so they flatter.
- blind exam: `tests/knowledge_base/blind`, written from titles and reasons alone by people who saw no phrase; no card
  is ever mended by it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import yaml

from config.region import load_region
from config.settings import load_settings
from knowledge_base.engine import Engine
from knowledge_base.index import build_index
from knowledge_base.library import Library
from knowledge_base.matcher import Matcher
from knowledge_base.places import train_places
from knowledge_base.text import cleaner

FOLDS: Final = 5
BLIND: Final = Path(__file__).parents[1] / "tests" / "knowledge_base" / "blind"
AWAY: Final = frozenset({"court", "arbitration", "mediation", "community", "private", "declined"})
Asked = tuple[str, str]
"""A message, and the card it is for."""


@dataclass
class Marks:
    """Counts of one exam."""

    asked: int = 0
    card: int = 0
    unit: int = 0
    destination: int = 0
    or_asked: int = 0
    in_scope: int = 0
    away: int = 0
    outside: int = 0
    filed: int = 0

    def line(self, name: str) -> str:
        """One row of the table."""
        shares = (self.card, self.unit, self.destination, self.or_asked)
        row = " ".join(f"{share / max(1, self.asked):7.1%}" for share in shares)
        away, filed = self.away / max(1, self.in_scope), self.filed / max(1, self.outside)
        return f"{name:34} {self.asked:6} {row} {away:7.1%} {filed:7.1%}"


def main() -> None:
    """Prints the table."""
    settings = load_settings()
    region = load_region(settings.region)
    engine = Engine.load(region, settings.index_files)
    print(f"{len(engine.library)} cards, {sum(len(card.phrases) for card in engine.library)} phrases")
    print(f"{'':34} {'asked':>6} {'card':>7} {'unit':>7} {'dest.':>7} {'or ask':>7} {'away':>7} {'filed':>7}")
    held = Marks()
    for fold in range(FOLDS):
        mark(held, *_without(engine, fold))
    print(held.line(f"held-out phrases, {FOLDS} folds"), flush=True)
    questions = Marks()
    twins = ((question, card) for card, asked in engine.library.questions.items() for question in asked)
    mark(questions, engine, twins)
    print(questions.line("test questions (twins)"), flush=True)
    blind = Marks()
    mark(blind, engine, blind_messages(engine.library))
    print(blind.line("blind exam"))


def blind_messages(library: Library, folder: Path = BLIND) -> Iterator[Asked]:
    """The blind exam's messages for the cards that the library has."""
    for path in sorted(folder.glob("*.yaml")):
        for card, messages in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if card in library.cards:
                yield from ((message, card) for message in messages)


def _without(engine: Engine, fold: int) -> tuple[Engine, list[Asked]]:
    """An engine that never saw a fifth of the phrases, and that fifth."""
    cards, held = {}, []
    for card in engine.library:
        order = list(card.phrases)
        random.Random(card.id).shuffle(order)  # noqa: S311 - the same folds each time
        held += [(phrase, card.id) for phrase in order[fold::FOLDS]]
        kept = tuple(phrase for place, phrase in enumerate(order) if place % FOLDS != fold)
        cards[card.id] = card.model_copy(update={"phrases": kept})
    library = replace(engine.library, cards=cards)
    index = build_index(library)
    return Engine(library, engine.signals, Matcher(index, train_places(library, index))), held


def mark(marks: Marks, engine: Engine, asked: Iterable[Asked]) -> None:
    """Asks every message and counts."""
    library, ids = engine.library, engine.matcher.index.card_ids
    for text, card_id in asked:
        card, decision = library[card_id], engine.decide(text)
        best = library[ids[engine.matcher.rank(cleaner().clean(text)).order[0]]]
        said = decision.destination if decision.outcome == "route" else decision.outcome
        options = {one.destination for one in decision.candidates}
        right = said == card.destination
        marks.asked += 1
        marks.card += best.id == card.id
        marks.unit += (best.destination, best.handler) == (card.destination, card.handler)
        marks.destination += right
        marks.or_asked += right or (said == "ask" and card.destination in options)
        if card.destination == "order":
            marks.in_scope += 1
            marks.away += said in AWAY
        else:
            marks.outside += 1
            marks.filed += said == "order"


if __name__ == "__main__":
    main()
