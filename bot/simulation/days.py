"""The days of the simulated town: who tells when, the rounds, the mornings, and one event after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.simulation.agenda import Event
from bot.simulation.desk import Desk
from bot.simulation.matters import Matters
from bot.simulation.people import people
from bot.simulation.residents import Residents, merge
from bot.simulation.town import Town
from bot.simulation.units import Units
from config.clock import CHINA
from orders.cases.reminders import Reminders
from orders.follow_up.rounds import rounds_within
from orders.status import OPEN
from orders.tables import Order

Turn = Callable[[Order], Awaitable[None]]
CALLER_DAYS = 3


class Days:
    """Makes happen what the agenda says."""

    def __init__(self, town: Town, orders: int) -> None:
        self.town = town
        self.orders = orders
        self.told = 0
        self.since, self.until = span()
        told = self._tellings()
        self.residents = Residents(town, Matters(town.region, town.library), self._callers(told))
        self.desk, units = Desk(town), Units(town)
        self.turns: dict[str, Turn] = {
            "filed": self.desk.filed,
            "returning": self.desk.returning,
            "consulting": self.desk.consulting,
            "dispatched": units.dispatched,
            "accepted": units.accepted,
            "handling": units.handling,
        }
        self.events: dict[str, Callable[[int], Awaitable[None]]] = {
            "tell": self._tell,
            "turn": self._turn,
            "round": self._round,
            "morning": self._morning,
            "add": self.residents.add,
            "withdraw": self.residents.withdraw,
            "part": self.residents.part,
            "rate": self.residents.rate,
            "regret": self.residents.regret,
            "extension": self.desk.extension,
        }
        for number, at in enumerate(told):
            town.agenda.put(at, "tell", number)
        self._calendar()

    async def some(self, most: int) -> bool:
        """The next events, at most so many; False where nothing is left to happen."""
        for _ in range(most):
            event = self.town.agenda.next(self.until)
            if event is None:
                return False
            await self._happen(event)
        return True

    async def _happen(self, event: Event) -> None:
        self.town.clock.at = event.at
        what, _, more = event.what.partition(" ")
        if what == "merge":
            await merge(self.town, event.number, int(more))
        else:
            await self.events[what](event.number)

    async def _tell(self, number: int) -> None:
        await self.residents.tell(number)
        self.told += 1

    async def _turn(self, number: int) -> None:
        """Whoever has the order does the next thing with it."""
        self.town.busy.discard(number)
        order = await self.town.order(number)
        if order.status in self.turns:
            await self.turns[order.status](order)
        if order.status == "resolved":
            self._ask(order)
        elif order.status in ("closed", "merged"):
            self.town.held.pop(number, None)

    def _ask(self, order: Order) -> None:
        """Some residents answer the questions of the follow-up, some before they are asked."""
        truth = self.town.truth(order)
        if truth.reachable and truth.dice.chance(people()["rates"]):
            soon = truth.dice.chance(0.02)
            wait = timedelta(seconds=20) if soon else timedelta(hours=truth.dice.uniform(0.5, 70))
            self.town.agenda.put(self.town.clock.at + wait, "rate", order.id or 0)

    async def _round(self, _number: int) -> None:
        """The rounds of the follow-up, and whatever they or residents brought back is looked at again."""
        town = self.town
        await rounds_within(town.session, town.region, town.clock)
        waiting = select(col(Order.id)).where(col(Order.status).in_(sorted(OPEN))).order_by(col(Order.id))
        open_ = [number for number in (await town.session.execute(waiting)).scalars() if number is not None]
        for number in set(town.held).difference(open_):
            del town.held[number]
        for number in open_:
            if number not in town.busy:
                order = await town.order(number)
                town.turn(order, town.later(order, town.truth(order).dice.between((10, 200))))

    async def _morning(self, day: int) -> None:
        await self.desk.morning(day)
        await Reminders(self.town.cases).remind(self.town.clock.at)

    def _calendar(self) -> None:
        day, number = self.since.date(), 0
        while day < self.until.date():
            for moment in people()["rounds"]:
                self.town.agenda.put(datetime.combine(day, time.fromisoformat(moment), CHINA), "round")
            if self.town.region.calendar.is_working_day(day):
                self.town.agenda.put(datetime.combine(day, time(10, 0), CHINA), "morning", number)
            day, number = day + timedelta(days=1), number + 1

    def _tellings(self) -> list[datetime]:
        """When residents tell: by weekday and hour."""
        dice, days, told = self.town.dice("tellings"), people()["days"], []
        weights = [people()["weekdays"][(self.since + timedelta(days=n)).weekday()] for n in range(days)]
        for number in dice.choices(range(days), weights, k=self.orders):
            hour = dice.one_of(people()["hours"])
            moment = timedelta(days=number, hours=hour, seconds=dice.randrange(3600))
            told.append(self.since + moment)
        return sorted(told)

    def _callers(self, told: list[datetime]) -> frozenset[int]:
        """The tellings of the one person who calls so often, within some days."""
        start = self.since + timedelta(days=people()["days"] // 3)
        near = [n for n, at in enumerate(told) if start <= at < start + timedelta(days=CALLER_DAYS)]
        return frozenset(near[: min(people()["caller"], len(near) // 2)])


def span() -> tuple[datetime, datetime]:
    """From when to when the simulated time runs."""
    first: date = people()["first_day"]
    since = datetime.combine(first, time(0, 0), CHINA)
    return since, since + timedelta(days=people()["days"] + people()["quiet_days"])
