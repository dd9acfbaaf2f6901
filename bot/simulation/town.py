"""The simulated town: one database session, the real domain objects over it, and what everybody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.simulation.agenda import Agenda, TownClock
from bot.simulation.people import Dice, people
from config.errors import FenliuError
from config.region import Region
from knowledge_base.library import Library
from orders.actor import Actor
from orders.book import OrderBook
from orders.cases.book import Cases
from orders.joining import Joining
from orders.tables import Order


@dataclass
class Truth:
    """What the town knows of an order and the program does not."""

    dice: Dice
    owner: str = ""
    """The unit whose matter it really is; empty: the one to which the list sends it."""
    plan: str = ""
    """How it will end (orders/closures.yaml)."""
    reachable: bool = True
    tried: set[str] = field(default_factory=set)
    """What was done once and is not done again."""


class Town:
    """What all its people share. Every figure of it is the same for the same seed."""

    def __init__(self, session: AsyncSession, region: Region, library: Library, clock: TownClock, seed: int) -> None:
        self.session = session
        self.region = region
        self.library = library
        self.clock = clock
        self.seed = seed
        self.book = OrderBook(session, region, clock)
        self.life = self.book.life
        self.joining = Joining(self.life)
        self.cases = Cases(session, region, clock)
        self.agenda = Agenda()
        self.truths: dict[int, Truth] = {}
        self.held: dict[int, Order] = {}
        """Orders under way, so that the session need not read them anew."""
        self.busy: set[int] = set()
        """Orders with which somebody will do something by themselves."""
        self.refused: Counter[str] = Counter()
        self.said: dict[str, str] = {}
        """Refusal -> the sentence that somebody read."""
        self.tempers = {unit.code: self._temper(unit.code) for unit in region.owners.all()}

    def dice(self, *of: object) -> Dice:
        """Dice of their own for each thing, so that one more draw here changes nothing there."""
        return Dice(":".join(map(str, (self.seed, *of))))

    async def attempt(self, work: Awaitable[Any], *, whole: bool = False) -> bool:
        """Does it; a refusal is counted. `whole`: in a savepoint, for work of several steps."""
        try:
            if whole:
                async with self.session.begin_nested():
                    await work
            else:
                await work
        except FenliuError as error:
            self.refused[str(error)] += 1
            self.said.setdefault(str(error), error.say)
            return False
        return True

    async def order(self, number: int) -> Order:
        """The order of that internal number, as it stands now."""
        order = await self.session.get(Order, number)
        if order is None:
            raise LookupError(number)
        self.held[number] = order
        return order

    def truth(self, order: Order) -> Truth:
        """What is really so about it."""
        return self.truths[order.id or 0]

    def temper(self, code: str) -> dict[str, Any]:
        """How the unit of that code works."""
        told: dict[str, Any] = people()["tempers"][self.temper_name(code)]
        return told

    def temper_name(self, code: str) -> str:
        """The name of its temper."""
        return self.tempers.get(code, "steady")

    def worker(self, order: Order) -> Actor:
        """Who of the lead unit works on it."""
        number = (order.id or 0) % len(people()["worker_names"])
        return Actor(f"{order.lead_unit}经办{people()['worker_names'][number]}", "unit", order.lead_code)

    def staff(self, role: str, number: int) -> str:
        """One of the people at the desk."""
        names: list[str] = people()["desk"][role]
        return names[number % len(names)]

    def later(self, order: Order, minutes: int) -> datetime:
        """After so many minutes of office time; by the clock and sooner where it is urgent."""
        if order.urgency != "normal":
            return self.clock.at + timedelta(minutes=max(2, minutes // 8))
        return self.region.calendar.add_minutes(self.clock.at, minutes)

    def turn(self, order: Order, at: datetime) -> None:
        """Somebody will look at the order then."""
        number = order.id or 0
        if number not in self.busy:
            self.busy.add(number)
            self.agenda.put(at, "turn", number)

    def _temper(self, code: str) -> str:
        tempers: dict[str, dict[str, Any]] = people()["tempers"]
        return self.dice("temper", code).one_of({name: tempers[name]["weight"] for name in tempers})
