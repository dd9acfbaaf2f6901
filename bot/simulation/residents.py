"""Residents: they tell, tell again, tell the same as others or the contrary, add, correct, withdraw and rate."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.simulation.matters import Matters, Story
from bot.simulation.people import Dice, people, words
from bot.simulation.town import Town, Truth
from orders.actor import RESIDENT, Actor
from orders.cases.restraints import Restraints
from orders.filing import Filing
from orders.follow_up.pauses import answered_pause
from orders.follow_up.ratings import Ratings
from orders.status import OPEN
from orders.tables import Order

REMEMBERED = 300
"""So many of the last matters can be told again."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Known:
    """A matter that was told, and the order that it became."""

    story: Story
    number: str
    id: int


class Residents:
    """Everybody who tells something."""

    def __init__(self, town: Town, matters: Matters, callers: frozenset[int]) -> None:
        self.town = town
        self.matters = matters
        self.callers = callers
        self.known: deque[Known] = deque(maxlen=REMEMBERED)
        self.sides: dict[tuple[int, str], Known] = {}
        self.last_call: Known | None = None
        self.filing = Filing(town.book)
        self.ratings = Ratings(town.session, town.region, town.clock)

    async def tell(self, number: int) -> None:
        """The telling of that number: what it is follows from its dice."""
        dice = self.town.dice("told", number)
        if number in self.callers:
            await self._call(dice, number)
            return
        way = dice.one_of(people()["telling"])
        if way in ("same", "own") and self.known:
            await self._again(dice, number, own=way == "own")
        elif way == "contrary":
            await self._contrary(dice, number)
        else:
            story = self.matters.fresh(dice)
            if way == "staff":  # who works there praises their own work (自导自演)
                unit = dice.choice(self.town.region.owners.all()).name
                story = replace(story, account=f"{unit}经办{people()['worker_names'][0]}", channel="web")
            await self._file(story, dice, number)

    async def add(self, number: int) -> None:
        """A resident supplements or corrects; where the unit waits for it, the time goes on."""
        order = await self.town.order(number)
        truth = self.town.truth(order)
        note = words("corrected") if truth.dice.chance(0.5) else truth.dice.say("more")
        if order.status != "closed":
            await self.town.attempt(self.town.life.move(order, "append", RESIDENT, note=note))
            await answered_pause(self.town.life, order, words("supplied"))

    async def withdraw(self, number: int) -> None:
        """The matter has settled itself."""
        order = await self.town.order(number)
        await self.town.attempt(self.town.joining.withdraw(order, RESIDENT, words("withdrawn")), whole=True)

    async def part(self, number: int) -> None:
        """It was not the same matter after all."""
        order = await self.town.order(number)
        if await self.town.attempt(self.town.joining.unmerge(order, RESIDENT, words("not_same")), whole=True):
            self.town.turn(order, self.town.later(order, 30))

    async def rate(self, number: int) -> None:
        """Answers the three questions; "not solved" may reopen the matter."""
        order = await self.town.order(number)
        lead = await self.town.joining.main(order)
        dice = self.town.truth(order).dice
        if lead.status in OPEN or not lead.closure_type:
            return
        ours = self.town.worker(lead).name == order.account
        solved = "yes" if ours else dice.one_of(people()["opinions"][lead.closure_type])
        stars = 5 if ours else dice.choice(people()["stars"][solved])
        reason = "" if solved == "yes" else dice.say("reasons")
        rated = self.ratings.rate(
            order, order.channel, order.account, contacted=dice.chance(0.93), solved=solved,
            satisfied=stars, reason=reason,
        )  # fmt: skip
        await self.town.attempt(rated, whole=True)
        if solved != "no" and dice.chance(people()["changes_mind"]):
            self.town.agenda.put(self.town.clock.at + 20 * HOUR, "regret", number)

    async def regret(self, number: int) -> None:
        """Said that it is solved, and finds out that it is not."""
        order = await self.town.order(number)
        lead = await self.town.joining.main(order)
        if lead.status not in OPEN:
            said = self.ratings.rate(order, order.channel, order.account, solved="no", reason=words("reasons")[0])
            await self.town.attempt(said, whole=True)

    async def _again(self, dice: Dice, number: int, *, own: bool) -> None:
        """The same matter once more: by the same person, or by another."""
        known = dice.choice(self.known)
        story = known.story if own else self.matters.told_by(known.story, dice)
        join = known.number if dice.chance(people()["says_same"]) else ""
        await self._file(story, dice, number, join=join, found=known)

    async def _contrary(self, dice: Dice, number: int) -> None:
        """One side of a quarrel; the other side may have told before."""
        pair = dice.randrange(len(people()["contrary"]))
        side = dice.randrange(2)
        place = self.matters.place(self.town.dice("quarrel", pair, dice.randrange(9)))
        story = self.matters.side(people()["contrary"][pair][side], place, dice)
        await self._file(story, dice, number)

    async def _call(self, dice: Dice, number: int) -> None:
        """The person who calls fifty times about one thing; a hint is shown, and nobody is refused."""
        last = self.last_call
        story = last.story if last else self.matters.fresh(dice)
        order = await self._file(story, dice, number, join=last.number if last else "")
        self.last_call = Known(story, order.number, order.id or 0)
        await Restraints(self.town.cases).contact(story.channel, story.account)

    async def _file(
        self, story: Story, dice: Dice, number: int, *, join: str = "", found: Known | None = None
    ) -> Order:
        draft = self.matters.draft(story, dice)
        town = self.town
        order = await self.filing.file(draft, key=f"told-{number}", join=join)
        await town.book.record(channel=draft.channel, account=draft.account, what=draft.content, decision={})
        key = order.id or 0
        truth = Truth(town.dice("truth", number))
        truth.reachable = not truth.dice.chance(people()["never_reachable"])
        town.truths[key], town.held[key] = truth, order
        if not join:
            self.known.append(Known(story, order.number, key))
        if found is not None and not join and truth.dice.chance(people()["desk"]["merges"]):
            town.agenda.put(town.clock.at + 4 * HOUR, f"merge {found.id}", key)
        self._plan(order, truth)
        if order.status != "merged":
            town.turn(order, town.later(order, 10))
        return order

    def _plan(self, order: Order, truth: Truth) -> None:
        """What this resident will do later by themselves."""
        habits, dice, number = people()["afterwards"], truth.dice, order.id or 0
        for habit, what in (("withdraw", "withdraw"), ("correct", "add"), ("supplement", "add")):
            if dice.chance(habits[habit]):
                self.town.agenda.put(self.town.clock.at + dice.uniform(1, 90) * HOUR, what, number)
        if order.status == "merged" and dice.chance(habits["unmerge"]):
            self.town.agenda.put(self.town.clock.at + dice.uniform(1, 30) * HOUR, "part", number)


async def merge(town: Town, number: int, into: int) -> None:
    """A dispatcher finds that two orders are one matter."""
    order, lead = await town.order(number), await town.joining.main(await town.order(into))
    who = Actor(town.staff("dispatchers", number), "dispatcher")
    if order.id != lead.id and order.status in OPEN:
        await town.attempt(town.joining.merge(order, lead, who, words("found_same")), whole=True)
