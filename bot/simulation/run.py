"""One run: a database, a town, its days, the checks and the report."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.database import Database
from bot.simulation.agenda import TownClock
from bot.simulation.checks import Findings, findings
from bot.simulation.days import Days, span
from bot.simulation.inline import without_thread
from bot.simulation.town import Town
from config.errors import BadInput, SettingsError
from config.region import Region, load_region
from knowledge_base.library import Library, load_library
from orders.cases.book import Cases
from orders.paper.report import Report
from orders.reports.whole import report_of

BATCH = 400
"""Events in one transaction."""
SELDOM = (100_000, 20, 50)
"""Of `gc.set_threshold`."""
Tell = Callable[[int, str], None]
"""Is told how many orders were filed, and the day of the simulation."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    region: str
    findings: Findings
    report: Report
    refused: Counter[str]
    """Refusal as the log has it -> how often."""
    said: dict[str, str]
    """The same -> the sentence that was read."""
    tempers: Counter[str]
    """Temper -> units that have it."""


@dataclass(frozen=True)
class Plan:
    """What was asked for."""

    orders: int
    seed: int
    tell: Tell


@contextmanager
def database_file(asked: Path | None) -> Iterator[Path]:
    """The file of the run: the one that was asked for, or one in a folder that is removed afterwards.

    Raises:
        BadInput: there is such a file already.
        SettingsError: it cannot be written there.
    """
    if asked is None:
        folder = Path(tempfile.mkdtemp(prefix="fenliu-simulate-"))
        try:
            yield folder / "town.sqlite3"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    if asked.exists():
        raise BadInput(say=f"文件 {asked} 已经有了，模拟不往已有的数据库里写；请换个文件名，或先把它移走")
    if not asked.parent.is_dir():
        msg = f"文件夹 {asked.parent} 不存在，请先建好，或换个地方"
        raise SettingsError(msg, say=msg)
    yield asked


async def simulate(file: Path, region_name: str, orders: int, seed: int, tell: Tell) -> Outcome:
    """Lets the town live, then looks at everything. The same seed gives the same figures.

    Raises:
        RegionError: no such region, or one without streets and communities.
    """
    region = load_region(region_name)
    if not region.places.communities:
        raise BadInput(say=f"地区 {region_name} 还没有社区（communities），没有地点就模拟不了")
    library = load_library(region)
    with _rarely_swept():
        return await _lived(f"sqlite+aiosqlite:///{file}", region, library, Plan(orders, seed, tell))


async def _lived(url: str, region: Region, library: Library, plan: Plan) -> Outcome:
    async with Database(url) as plain:
        await plain.migrate()
    async with without_thread(Database(url)) as database:
        clock = TownClock(span()[0])
        async with database.writing() as session:
            town = Town(session, region, library, clock, plan.seed)
            days, more = Days(town, plan.orders), True
            while more:
                async with session.begin():
                    more = await days.some(BATCH)
                plan.tell(days.told, f"{clock.at:%m-%d}")
        since, until = span()
        clock.at = until
        async with database.reading() as session:
            found = await findings(session, region, Cases(session, region, clock), until, plan.orders)
            session.expunge_all()
            titles = {card.id: card.title for card in library}
            report = await report_of(session, region, since, until, until, titles=titles)
    tempers = Counter(town.tempers.values())
    return Outcome(region.name, found, report, town.refused, town.said, tempers)


@contextmanager
def _rarely_swept() -> Iterator[None]:
    """Python looks for garbage less often: a fifth of the time would go into looking through what is in use."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
