"""What many people ask for (未诉先办), who wants the contrary, and what the units settled together.

People are counted, not calls: a few who call hundreds of times (投诉洪峰, facts 5.3) are a few.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import col

from config.masking import mask
from orders.case_tables import Case, Cluster, Conflict, Consultation
from orders.cases.root_conflicts import QUARREL
from orders.paper.report import Cell, Figure, Figures, Section
from orders.reports.question import PERSON, Question, moves, tally
from orders.reports.words import figure, grid, section, words
from orders.tables import Order

MOST = 15


async def hot(question: Question) -> list[Section]:
    """Tables of matters, clusters and side processes, and the figures of pairs and consultations."""
    return [
        section("hot", grid("hot", await matters(question))),
        section("clusters", grid("clusters", await clusters(question))),
        section("together", Figures(await _together(question))),
        section("cases", grid("cases", await _cases(question))),
    ]


async def matters(question: Question) -> list[tuple[Cell, ...]]:
    """The matters that most people brought (独立诉求人数); beside it, how often."""
    persons = func.count(func.distinct(PERSON)).label("persons")
    asked = select(col(Order.card_id), func.max(col(Order.catalogue_item)), persons, func.count())
    asked = asked.where(question.within(Order.received_at), question.here).group_by(col(Order.card_id))
    rows = await question.rows(asked.order_by(persons.desc(), col(Order.card_id)).limit(MOST))
    return [(question.matter(card, item), card, people, times) for card, item, people, times in rows]


async def clusters(question: Question) -> list[tuple[Cell, ...]]:
    """The hot events that began in the period."""
    asked = (
        select(Cluster)
        .where(question.within(Cluster.opened_at), ~col(Cluster.key).startswith(QUARREL), _at(question))
        .order_by(col(Cluster.voices).desc(), col(Cluster.id))
    )
    found = (await question.session.execute(asked.limit(MOST))).scalars().all()
    about = await _matters_of(question, [one.id for one in found])
    return [
        (
            about.get(one.id) or mask(one.title, question.region.numbers),
            question.street(one.street), one.voices, one.opened_at.date(), _state(one.ended_at), one.proposal,
        )
        for one in found
    ]  # fmt: skip


async def _matters_of(question: Question, events: Sequence[int | None]) -> dict[int | None, str]:
    """Hot event -> what it is about, where a card or the catalogue says so: a title may hold a resident's words."""
    if not events:
        return {}
    said = (col(Order.cluster_id), func.max(col(Order.card_id)), func.max(col(Order.catalogue_item)))
    asked = select(*said).where(col(Order.cluster_id).in_(events)).group_by(col(Order.cluster_id))
    known, items = question.titles, question.region.catalogue.items
    rows = await question.rows(asked)
    return {event: question.matter(card, item) for event, card, item in rows if card in known or item in items}


def _at(question: Question) -> ColumnElement[bool]:
    return col(Cluster.street) == question.only if question.only else true()


async def _together(question: Question) -> tuple[Figure, ...]:
    opened = await question.one(select(func.count()).where(question.within(Consultation.opened_at)))
    decided = select(func.count(), tally(col(Consultation.rule_id).is_not(None)))
    settled, rules = await question.one(decided.where(question.within(Consultation.decided_at)))
    waiting = await question.one(select(func.count()).where(col(Consultation.decided_at).is_(None)))
    pairs = select(func.count(), tally(col(Conflict.ended_at).is_(None))).where(question.within(Conflict.found_at))
    found, apart = await question.one(pairs)
    made = await moves(question)
    return (
        figure("consulted", opened[0]),
        figure("settled", settled),
        figure("rules", rules),
        figure("unsettled", waiting[0]),
        figure("pairs", found),
        figure("pairs_open", apart),
        *(figure(move, made.get(move, (0, 0))[0]) for move in ("merge", "unmerge")),
    )


async def _cases(question: Question) -> list[tuple[Cell, ...]]:
    """Side processes begun in the period: 下交群评, 吹哨报到 and the others."""
    asked = select(col(Case.kind), func.count(), tally(col(Case.ended_at).is_(None)))
    rows = await question.rows(
        asked.where(question.within(Case.opened_at)).group_by(col(Case.kind)).order_by(Case.kind)
    )
    return [(words()["case_kinds"].get(kind, kind), count, waiting) for kind, count, waiting in rows]


def _state(ended: object) -> str:
    return str(words()["over" if ended else "under_way"])
