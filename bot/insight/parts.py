"""The parts of the page, in order: each counts its own sections, so that one can be shown while the next is counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from sqlalchemy import exists, select
from sqlmodel import col

from bot.database import Database
from bot.insight import matters
from bot.insight.days import InsightDays
from bot.insight.talks import talks
from bot.insight.view import View
from bot.insight.words import words
from config.clock import Clock
from config.region import Region
from orders.paper.report import Chart, Figures, Report, Section, Show
from orders.reports.question import Question
from orders.tables import ContactRecord, Order

TALKS: Final = "talks"
ABOUT_ORDERS: Final[Mapping[str, Callable[[Question], Awaitable[list[Section]]]]] = {
    "sent": matters.sent,
    "misroutes": matters.wrong,
    "deadlines": matters.in_time,
    "rates": matters.satisfaction,
    "hot": matters.hot,
}
PARTS: Final = (TALKS, *ABOUT_ORDERS)


class Insight:
    """All figures of one view. `titles`: card -> title."""

    def __init__(self, database: Database, region: Region, clock: Clock, titles: Mapping[str, str]) -> None:
        self.database = database
        self.region = region
        self.clock = clock
        self.titles = titles
        self.days = InsightDays(database, clock, region.limits.durable_days)

    async def part(self, name: str, view: View) -> list[Section]:
        """The sections of one part.

        Raises:
            KeyError: there is no such part.
        """
        if name == TALKS:
            return talks(await self.days.read(view.period), self.region.limits.durable_days)
        count = ABOUT_ORDERS[name]
        async with self.database.reading() as session:
            now = self.clock.now()
            return await count(Question(session, self.region, view.period, now, self.titles, view.street))

    async def anything(self) -> bool:
        """Whether anybody has come yet."""
        asked = select(exists().where(col(ContactRecord.id) > 0) | exists().where(col(Order.id) > 0))
        async with self.database.reading() as session:
            return bool((await session.execute(asked)).scalar_one())

    async def report(self, view: View) -> Report:
        """Everything, to be kept as a file."""
        sections = [section for name in PARTS for section in await self.part(name, view)]
        missing = await self.days.missing(view.period)
        street = self.region.places.streets[view.street].name if view.street else words.said("everywhere")
        return Report(
            title=words.said("title"),
            period=f"{view.period.as_of(self.clock.now())}　{street}",
            region=self.region.name,
            sections=tuple(sections),
            note=words.said("note") + (words.said("not_whole", days=len(missing)) if missing else ""),
            made=words.said("made", now=f"{self.clock.now():%Y-%m-%d %H:%M}"),
        )


def is_empty(section: Section) -> bool:
    """Whether there is nothing in it to look at."""
    body = section.body
    if isinstance(body, Figures):
        return not any(one.value for one in body.items)
    if isinstance(body, Chart):
        shares = body.show is Show.PERCENT
        return not any(value or (shares and value is not None) for one in body.series for value in one.values)
    return not body.rows
