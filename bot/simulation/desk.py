"""The desk: dispatchers, reviewers, the chair of the consultations, supervisors, each with a mistake now and then."""

from __future__ import annotations

from bot.simulation.people import people, words
from bot.simulation.town import Town, Truth
from orders.actor import Actor
from orders.cases.exemptions import Exemptions
from orders.dispatch.conflicts import Conflicts
from orders.dispatch.consultations import Consultations
from orders.dispatch.dispatcher import Dispatcher
from orders.follow_up.alerts import Alerts
from orders.follow_up.denials import DENIED, Denials
from orders.follow_up.reviews import Reviews
from orders.matter import item_of, spot_of
from orders.status import OPEN
from orders.tables import Order


class Desk:
    """Everybody who decides where an order goes, and what is right."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.life = town.life
        self.dispatcher = Dispatcher(town.life)
        self.consultations = Consultations(town.life)
        self.alerts = Alerts(town.session, town.clock, town.region.calendar)

    async def filed(self, order: Order) -> None:
        """Waits to be sent: after a return to its owner, else by the lists."""
        truth, town = self.town.truth(order), self.town
        who = Actor(town.staff("dispatchers", order.id or 0), "dispatcher")
        desk = people()["desk"]
        if order.community and truth.dice.chance(desk["tries_community"]):
            home = f"community:{order.community}"
            await town.attempt(self.dispatcher.by_hand(order, who, home, words("by_hand")))
        if order.status == "filed" and order.returns and truth.owner:
            await town.attempt(self.dispatcher.by_hand(order, who, truth.owner, words("by_hand")))
        if order.status == "filed":
            await town.attempt(self.dispatcher.dispatch(order, who))
        town.turn(order, town.later(order, truth.dice.between((30, 240))))

    async def returning(self, order: Order) -> None:
        """Judges a return; who dispatched it may not, and finds that out."""
        truth, town = self.town.truth(order), self.town
        reviewers = people()["desk"]["reviewers"]
        start = truth.dice.randrange(len(reviewers))
        right = truth.owner != order.lead_code
        upheld = right != truth.dice.chance(people()["desk"]["mistaken"])
        code, basis = ("uphold_return", words("uphold")) if upheld else ("refuse_return", words("refuse"))
        for number in range(len(reviewers)):
            who = Actor(reviewers[(start + number) % len(reviewers)], "reviewer")
            if await town.attempt(self.life.move(order, code, who, basis=basis)):
                break
        town.turn(order, town.later(order, truth.dice.between((30, 300))))

    async def consulting(self, order: Order) -> None:
        """The joint consultation: it ends in an assignment, minutes and sometimes a rule."""
        truth, town = self.town.truth(order), self.town
        who = Actor(town.staff("chairs", order.id or 0), "supervisor")
        lead = truth.owner or self._candidate(order)
        if order.community and truth.dice.chance(people()["desk"]["tries_community"]):
            await self._assign(order, who, f"community:{order.community}", truth)
        if order.status == "consulting":
            await self._assign(order, who, lead, truth)
        truth.owner = order.lead_code
        town.turn(order, town.later(order, truth.dice.between((30, 240))))

    async def extension(self, number: int) -> None:
        """Grants an extension, or not."""
        order = await self.town.order(number)
        if not order.extension_asked or order.status not in ("accepted", "handling"):
            return
        dice = self.town.truth(order).dice
        who = Actor(self.town.staff("supervisors", number), "supervisor")
        if dice.chance(0.8):
            await self.town.attempt(self.life.move(order, "grant_extension", who, note=dice.say("grant")))
        else:
            refused = self.life.move(order, "refuse_extension", who, basis=words("refuse_extension"))
            await self.town.attempt(refused)

    async def morning(self, day: int) -> None:
        """What waits for a person every working morning: ratings, denials, exemptions, deliberations."""
        await self._review(day)
        await self._denials(day)
        await self._exemptions(day)
        await self._deliberate(day)
        await self._doubtful(day)
        await self._late(day)

    async def _assign(self, order: Order, who: Actor, lead: str, truth: Truth) -> None:
        item = item_of(order, self.town.region, self.town.clock)
        open_case = item is None or item.hard
        assigned = self.consultations.assign(
            order, who, lead=lead, minutes=words("minutes"), basis=words("basis"),
            participants=[self.life.unit_name(lead), "街道", "编办"],
            as_rule=open_case and truth.dice.chance(people()["desk"]["as_rule"]),
        )  # fmt: skip
        await self.town.attempt(assigned, whole=True)

    def _candidate(self, order: Order) -> str:
        """Whom the list would send it to, else the first candidate, else whoever the handler names, else any street."""
        region, spot = self.town.region, spot_of(order)
        item = item_of(order, region, self.town.clock)
        for handler in (item.lead if item else "", *(item.candidates if item else ()), order.handler or ""):
            unit = region.unit_at(handler, spot)
            if unit is not None and unit.handler != "community":
                return unit.code
            if unit is not None and item is not None and item.level == "community":
                return unit.code
        streets = sorted(region.places.streets)
        return f"street:{streets[(order.id or 0) % len(streets)]}"

    async def _review(self, day: int) -> None:
        reviews = Reviews(self.town.session, self.town.clock)
        who = Actor(self.town.staff("reviewers", day), "reviewer")
        for rating in await reviews.pending():
            verdict = "void" if "own_account" in rating.doubts else "upheld"
            await self.town.attempt(reviews.review(rating, who, verdict, words("reviewed")))

    async def _denials(self, day: int) -> None:
        denials = Denials(self.town.session, self.town.region, self.town.clock)
        who = Actor(self.town.staff("supervisors", day), "supervisor")
        for kind in sorted(DENIED):
            for alert in await self.alerts.open_(kind=kind):
                order = await self.town.order(alert.order_id or 0)
                dice = self.town.dice("denial", alert.id)
                if dice.chance(0.25):
                    continue  # tomorrow
                redo = dice.chance(0.35) and order.status in ("resolved", "followed_up", "closed")
                basis = words("decided")[0 if redo else 1]
                decided = denials.decide(order, who, redo=redo, basis=basis)
                if not await self.town.attempt(decided, whole=True):
                    other = Actor(self.town.staff("reviewers", day), "reviewer")
                    await self.town.attempt(denials.decide(order, other, redo=redo, basis=basis), whole=True)

    async def _exemptions(self, day: int) -> None:
        exemptions = Exemptions(self.town.cases)
        for case in await self.town.cases.list("exemption"):
            who = Actor(self.town.staff("reviewers", day), "reviewer")
            if self.town.dice("exemption", case.id).chance(0.4):
                await self.town.attempt(exemptions.grant(case, who, words("granted")), whole=True)
            else:
                await self.town.attempt(exemptions.refuse(case, who, words("refused")), whole=True)
            if case.state == "granted" and self.town.dice("revoked", case.id).chance(0.1):
                await self.town.attempt(exemptions.revoke(case, who, words("revoked")), whole=True)

    async def _doubtful(self, day: int) -> None:
        """Looks at closings after which the same was told again: true after all, or done once more."""
        who = Actor(self.town.staff("supervisors", day), "supervisor")
        for alert in await self.alerts.open_(kind="doubtful_closing"):
            order = await self.town.order(alert.order_id or 0)
            if self.town.dice("doubtful", alert.id).chance(0.6):
                judged = self.life.move(order, "clear_doubtful", who, basis=words("true_closing"))
            else:
                judged = self.life.move(order, "redo", who, reason=words("decided")[0])
            await self.town.attempt(judged)
            await self.alerts.end(alert, who.name)

    async def _late(self, day: int) -> None:
        """Supervisors ask after some of what is late."""
        who = Actor(self.town.staff("supervisors", day), "supervisor")
        for alert in await self.alerts.open_(kind="due_late"):
            order = await self.town.order(alert.order_id or 0)
            if not order.supervised and order.status in OPEN and self.town.dice("late", alert.id).chance(0.3):
                await self.town.attempt(self.life.move(order, "supervise", who, reason=words("supervised")))

    async def _deliberate(self, day: int) -> None:
        conflicts = Conflicts(self.life)
        who = Actor(self.town.staff("supervisors", day), "supervisor")
        for conflict in await conflicts.open():
            if self.town.dice("quarrel ends", conflict.id, day).chance(0.2):
                await self.town.attempt(conflicts.end(conflict, who, words("deliberated")), whole=True)
