"""Ask everything of everything: each test question is put to the whole library."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from knowledge_base.engine import Engine
from knowledge_base.text import cleaner


@dataclass(frozen=True)
class Miss:
    """A test question that another card wins."""

    question: str
    card: str
    winner: str
    own_score: float
    score: float


@dataclass(frozen=True)
class Report:
    """How many questions were asked, and which were lost."""

    asked: int
    misses: tuple[Miss, ...]


def misses_as_yaml(report: Report) -> str:
    """The misses as the list of known ones: card, then question and the card that wins it."""
    known: dict[str, dict[str, str]] = {}
    for miss in report.misses:
        known.setdefault(miss.card, {})[miss.question] = miss.winner
    return str(yaml.safe_dump(known, allow_unicode=True, sort_keys=True, width=200))


def check_overmatch(engine: Engine) -> Report:
    """Every test question against every card; a miss is a question whose own card is not the best match."""
    misses: list[Miss] = []
    asked = 0
    matcher = engine.matcher
    places = {card: place for place, card in enumerate(matcher.index.card_ids)}
    for card_id, questions in sorted(engine.library.questions.items()):
        for question in questions:
            asked += 1
            ranking = matcher.rank(cleaner().clean(question))
            winner = matcher.index.card_ids[ranking.order[0]]
            if winner != card_id:
                own = float(ranking.score[places[card_id]])
                misses.append(Miss(question, card_id, winner, own, float(ranking.score[ranking.order[0]])))
    return Report(asked, tuple(misses))
