"""The whole report, as a leader reads it: how residents fared, what is stuck, where the work went, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from config.region import Region
from orders.paper.report import Figure, Figures, Report, Section
from orders.reports.agenda import agenda
from orders.reports.closings import closings
from orders.reports.deadlines import deadlines, in_time
from orders.reports.dispatching import Sent, accuracy, dispatching, sent_by_street
from orders.reports.durable import durability, durable
from orders.reports.grades import exemptions, grades
from orders.reports.hot import hot
from orders.reports.misroutes import misroutes
from orders.reports.periods import Period
from orders.reports.public_list import explained
from orders.reports.question import Question, Share
from orders.reports.rates import Rates, rated, rates_by_unit
from orders.reports.volume import came, volume
from orders.reports.words import figure, said, section

SHARES = ("contacted", "solved", "satisfied", "durable", "in_time_answered", "sent_community", "accuracy")


@dataclass(frozen=True)
class Headline:
    """What stands on top, of one period."""

    voices: int
    persons: int
    contacts: int
    shares: Mapping[str, Share]


async def report_of(
    session: AsyncSession,
    region: Region,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    titles: Mapping[str, str] | None = None,
) -> Report:
    """The report on [since, until), as known at `now`. `titles`: card -> title, from the knowledge base."""
    question = Question(session, region, Period(since, until), now, titles or {})
    sections = [
        await headline(question),
        *await rated(question),
        *await durability(question),
        *await deadlines(question),
        *await closings(question),
        *await hot(question),
        *await dispatching(question),
        *await misroutes(question),
        *await volume(question),
        *await exemptions(question),
        await grades(question),
        await agenda(question),
        await explained(question),
    ]
    return Report(
        title=said("title"),
        period=question.period.as_of(now),
        region=region.name,
        sections=tuple(sections),
        note=said("sample_note" if region.sample else "note"),
        made=said("made", now=f"{now:%Y-%m-%d %H:%M}"),
    )


async def agenda_of(session: AsyncSession, region: Region, now: datetime, titles: Mapping[str, str]) -> Section:
    """The agenda of the meeting alone, as things stand now."""
    return await agenda(Question(session, region, Period(now, now), now, titles))


async def headline(question: Question) -> Section:
    """The numbers on top, each beside that of the period before."""
    now, before = await _headline(question), await _headline(question.during(question.period.before()))
    counts = ("voices", "persons", "contacts")
    figures: list[Figure] = [
        figure(name, getattr(now, name), compared=said("before", value=f"{getattr(before, name):,}")) for name in counts
    ]
    days = question.region.limits.durable_days
    for name in SHARES:
        share, earlier = now.shares[name], before.shares[name]
        compared = said("before", value=earlier.shown)
        figures.append(figure(name, share.rate, compared=compared, counted=share.counted, days=days))
    return section("headline", Figures(tuple(figures)))


async def _headline(question: Question) -> Headline:
    total, sent = await came(question), sum((await sent_by_street(question)).values(), Sent())
    rates = sum((await rates_by_unit(question)).values(), Rates())
    held, punctual, right = await durable(question), await in_time(question), await accuracy(question)
    shares = {
        "contacted": rates.contacted,
        "solved": rates.solved,
        "satisfied": rates.satisfied,
        "durable": held.share,
        "in_time_answered": punctual.answered,
        "sent_community": sent.share("community"),
        "accuracy": right.right,
    }
    return Headline(total.voices, total.persons, total.contacts, shares)
