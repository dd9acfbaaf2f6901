"""Everything the running application is made of, built in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.announcer import Announcer
from bot.asking import Desk
from bot.cards import Cards
from bot.database import Database
from bot.dead_letters import DeadLetters
from bot.degraded import Degraded
from bot.editions import Editions
from bot.forgetting import Forgetting
from bot.gate_works import GateWorks
from bot.intake import Intake
from bot.knowledge import Knowledge, library_of
from bot.last_resort import LastResort
from bot.leases import Leases
from bot.metrics import Metrics
from bot.people import People
from bot.photos import Photos
from bot.pulses import Pulses
from bot.rate import Rate
from bot.readings import Readings
from bot.relay import HandoffRelay
from bot.retention import Retention
from bot.spool import Spool
from bot.turns import Turns
from bot.wake import Wake
from config.clock import Clock
from config.region import Region, load_region
from config.settings import Settings

NEW_VISITORS_PER_MINUTE = 60
"""Messages and photos from one address before the first answer. Offices and schools share one, so it is far above what
a single person needs."""
GUESSES_PER_MINUTE = 30
"""Orders looked up by number and code from one address: at this pace a code is not found in a lifetime."""

SPOOLED_PER_MINUTE = 6000
"""Messages from one address that are kept on disk while the database is gone; each takes some 4 KB."""


@dataclass(frozen=True)
class Services:
    """The parts, already joined. Channels take what they need from here."""

    settings: Settings
    region: Region
    clock: Clock
    database: Database
    knowledge: Knowledge
    gate_works: GateWorks
    wake: Wake
    turns: Turns
    intake: Intake
    people: People
    announcer: Announcer
    cards: Cards
    leases: Leases
    dead_letters: DeadLetters
    photos: Photos
    retention: Retention
    last_resort: LastResort
    degraded: Degraded
    pulses: Pulses
    readings: Readings
    metrics: Metrics
    rate: Rate
    newcomers: Rate
    guesses: Rate
    spooling: Rate


def build_services(
    settings: Settings,
    desk_for: Callable[[Region], Desk],
    clock: Clock | None = None,
    last_resort_for: Callable[[Region], LastResort] = LastResort,
) -> Services:
    """Loads the region and the desk and joins the parts.

    Raises:
        RegionError, KnowledgeError: with the sentence that says what to mend.
    """
    region = load_region(settings.region)
    clock, database = clock or Clock(), Database(settings.database_url)
    last_resort, wake, rate = last_resort_for(region), Wake(database), Rate(settings.messages_per_minute)
    spool, readings = Spool(settings.spool_folder), Readings(database, clock)
    relay, metrics = HandoffRelay(clock, last_resort), Metrics(readings, spool)
    turns = Turns(database, desk_for(region), region, clock, last_resort, wake=wake, relay=relay, observe=metrics.turn)
    leases, dead_letters = Leases(database, clock), DeadLetters(database, clock, wake, known=region.numbers)
    cards, forgetting = Cards(turns.desk, region, clock), Forgetting(database, region, clock)
    knowledge = Knowledge(Editions(database, region, settings, clock), wake, partial(library_of, turns.desk))
    return Services(
        settings=settings,
        region=region,
        clock=clock,
        database=database,
        knowledge=knowledge,
        gate_works=GateWorks(knowledge, clock),
        wake=wake,
        turns=turns,
        intake=Intake(database, clock, wake, last_resort, hold=settings.burst, rate=rate),
        people=People(turns, cards.held),
        announcer=Announcer(database, clock, wake, cards.waiting),
        cards=cards,
        leases=leases,
        dead_letters=dead_letters,
        photos=Photos(settings.photos, database, clock, per_day=settings.photos_per_day),
        retention=Retention(forgetting, settings.photos, leases, dead_letters, keep_days=settings.keep_days),
        last_resort=last_resort,
        degraded=Degraded(spool, last_resort, database),
        pulses=Pulses(database, clock),
        readings=readings,
        metrics=metrics,
        rate=rate,
        **_rates(),
    )


def _rates() -> dict[str, Rate]:
    return {
        "newcomers": Rate(NEW_VISITORS_PER_MINUTE),
        "guesses": Rate(GUESSES_PER_MINUTE),
        "spooling": Rate(SPOOLED_PER_MINUTE),
    }
