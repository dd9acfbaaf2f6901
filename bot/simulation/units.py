"""Units: they sign or return, call the resident, work, wait, ask for more time and close, each in its temper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.simulation.people import people, words
from bot.simulation.town import Town, Truth
from orders.actor import Actor
from orders.cases.exemptions import Exemptions
from orders.cases.joint_help import JointHelp
from orders.closures import closures
from orders.tables import Order

GIVES_UP_DAYS = 6
"""After so many days without the resident's words the unit goes on without them."""


class Units:
    """Everybody who works on orders."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.life = town.life
        self.exemptions = Exemptions(town.cases)

    async def dispatched(self, order: Order) -> None:
        """Signs, or returns what is not its matter: rightly, or because others should look first."""
        truth, who = self.town.truth(order), self.town.worker(order)
        self._decide(order, truth)
        reason = self._returns(order, truth)
        if reason and await self._return(order, who, truth, reason):
            return
        if self._raises(order, truth) and await self._raise(order, who):
            return
        await self.town.attempt(self.life.move(order, "accept", who))
        self._next(order, "contact")

    async def accepted(self, order: Order) -> None:
        """Calls the resident; who forgets it cannot close (北京条例15)."""
        truth, who, temper = self.town.truth(order), self.town.worker(order), self.town.temper(order.lead_code)
        if truth.dice.chance(temper["lazy"] * 0.3) and self._once(truth, "closes unseen"):
            await self.town.attempt(self._close(order, who, truth))
        if truth.dice.chance(people()["late_return"]):
            await self._return(order, who, truth, "return_wrong")
            if order.status != "accepted":
                return
        note = truth.dice.say("contact" if truth.reachable else "unreachable")
        await self.town.attempt(self.life.move(order, "contact", who, how="电话", note=note))
        self._next(order, "step")

    async def handling(self, order: Order) -> None:
        """One step of the work, the last of which is the result."""
        truth, who, habits = self.town.truth(order), self.town.worker(order), people()
        if order.paused_at is not None:
            await self._go_on(order, who)
        elif order.extension_asked:
            self.town.turn(order, self.town.later(order, 240))
        elif self._once(truth, "note") and truth.dice.chance(0.3):
            await self.town.attempt(self.life.move(order, "note", who, note=truth.dice.say("note")))
            self._next(order, "step")
        elif self._once(truth, "pause") and truth.dice.chance(habits["pauses"]):
            await self._pause(order, who, truth)
        elif self._once(truth, "whistle") and truth.dice.chance(habits["calls_units"]):
            await self._whistle(order, who, truth)
        elif self._once(truth, "extend") and truth.dice.chance(habits["extends"]):
            days = truth.dice.choice((3, 5, 10, 12))
            asked = self.life.move(order, "request_extension", who, days=days, reason=words("extend"))
            await self.town.attempt(asked)
            self.town.agenda.put(self.town.later(order, 200), "extension", order.id or 0)
            self._next(order, "step")
        else:
            await self._finish(order, who, truth)

    def _returns(self, order: Order, truth: Truth) -> str:
        """Why it wants to return it; empty where it does not."""
        if order.designated or not self._once(truth, f"return {order.dispatches} {order.return_refused}"):
            return ""
        if truth.owner and truth.owner != order.lead_code:
            return "return_right"
        happy = self.town.temper_name(order.lead_code) == "returning"
        share = people()["returns_without_cause"] if happy and not order.return_refused else 0.004
        return "return_wrong" if truth.dice.chance(share) else ""

    def _raises(self, order: Order, truth: Truth) -> bool:
        """Whether it does not take the refusal of a return."""
        happy = order.return_refused and self.town.temper_name(order.lead_code) == "returning"
        first = happy and self._once(truth, f"raise {order.returns}")
        return first and truth.dice.chance(people()["raises_after_refusal"])

    async def _raise(self, order: Order, who: Actor) -> bool:
        raised = await self.town.attempt(self.life.move(order, "raise_return", who, reason=words("raise")))
        if raised:
            self.town.turn(order, self.town.later(order, 500))
        return raised

    async def _return(self, order: Order, who: Actor, truth: Truth, reason: str) -> bool:
        proposed = truth.owner if reason == "return_right" else self._another(order, truth)
        said = {"reason": words(reason), "basis": words("return_basis"), "proposed_unit": proposed}
        if not await self.town.attempt(self.life.move(order, "return", who, **said)):
            return False
        self.town.turn(order, self.town.later(order, truth.dice.between((30, 400))))
        return True

    def _another(self, order: Order, truth: Truth) -> str:
        """The unit that somebody thinks of who wants to be rid of it: the street."""
        street = f"street:{order.street}" if order.street else ""
        return street if street and street != order.lead_code else self._any(order, truth)

    def _any(self, order: Order, truth: Truth) -> str:
        others = [code for code in sorted(self.town.region.owners.listed) if code not in ("community", "street")]
        return truth.dice.choice([code for code in others if code != order.lead_code])

    async def _pause(self, order: Order, who: Actor, truth: Truth) -> None:
        await self.town.attempt(self.life.move(order, "pause", who, note=words("pause")))
        if truth.reachable and truth.dice.chance(people()["supplies"]):
            hours = truth.dice.uniform(2, 100)
            self.town.agenda.put(self.town.clock.at + timedelta(hours=hours), "add", order.id or 0)
        self.town.turn(order, self.town.clock.at + timedelta(days=GIVES_UP_DAYS))

    async def _whistle(self, order: Order, who: Actor, truth: Truth) -> None:
        """Calls another unit to the place; it comes at once and becomes a co-unit (吹哨报到)."""
        joint, other = JointHelp(self.town.cases), self._any(order, truth)
        called = joint.call(
            words("help"), who, key=f"help-{order.id}", basis=words("help_basis"), level="department", units=[other],
            order=order,
        )  # fmt: skip
        if await self.town.attempt(called, whole=True):
            case = (await self.town.cases.list("joint_help"))[-1]
            comes = Actor(f"{self.life.unit_name(other)}经办", "unit", other)
            await self.town.attempt(joint.report(case, comes, note=words("helped")), whole=True)
            await self.town.attempt(joint.finish(case, who, words("helped")), whole=True)
        self._next(order, "step")

    async def _go_on(self, order: Order, who: Actor) -> None:
        await self.town.attempt(self.life.move(order, "resume", who, note=words("went_on")))
        self._next(order, "step")

    async def _finish(self, order: Order, who: Actor, truth: Truth) -> None:
        """The result: with what it needs, though not always at the first try."""
        temper, closure = self.town.temper(order.lead_code), closures()[truth.plan]
        round_ = f"{order.redo_count} {order.dispatches}"
        if truth.dice.chance(temper["lazy"]) and self._once(truth, f"empty {round_}"):
            await self.town.attempt(self._close(order, who, truth, result=truth.dice.say("empty")))
        if closure.needs and truth.dice.chance(temper["lazy"]) and self._once(truth, f"bare {round_}"):
            await self.town.attempt(self._close(order, who, truth, bare=True))
        if closure.coordination and not order.coordinations:
            if truth.dice.chance(people()["forgets_coordination"]) and self._once(truth, f"alone {round_}"):
                await self.town.attempt(self._close(order, who, truth))
            said = {"note": truth.dice.say("coordinate"), "participants": self._participants(order)}
            await self.town.attempt(self.life.move(order, "coordinate", who, **said))
            self._next(order, "step")
            return
        if not await self.town.attempt(self._close(order, who, truth)):
            self.town.turn(order, self.town.later(order, 300))
            return
        await self._exemption(order, who, truth)

    async def _close(self, order: Order, who: Actor, truth: Truth, *, result: str = "", bare: bool = False) -> None:
        told = truth.dice.choice(words("result")[truth.plan])
        place = order.incident_address if order.street else "现场"
        result = result or told.format(unit=order.lead_unit, place=place)
        said: Mapping[str, Any] = {} if bare else self._evidence(truth)
        await self.life.move(order, "resolve", who, closure_type=truth.plan, result=result, **said)

    def _evidence(self, truth: Truth) -> dict[str, Any]:
        days = truth.dice.between(people()["revisit_days"])
        known = {
            "policy_basis": words("policy"),
            "channel": words("channel"),
            "revisit_on": self.town.clock.today() + timedelta(days=days),
            "approver": self.town.staff("supervisors", days),
        }
        return {name: known[name] for name in closures()[truth.plan].needs}

    async def _exemption(self, order: Order, who: Actor, truth: Truth) -> None:
        if truth.dice.chance(people()["asks_exemption"]) and self._once(truth, "exemption"):
            asked = self.exemptions.request(
                order, who, key=f"exempt-{order.id}", text=words("exemption"), basis=words("exemption_basis")
            )
            await self.town.attempt(asked, whole=True)

    def _participants(self, order: Order) -> list[str]:
        return [order.lead_unit, *(self.life.unit_name(code) for code in order.co_units[:2]), "责任方"]

    def _decide(self, order: Order, truth: Truth) -> None:
        """Whose matter it really is, and how it will end; the second time it may be done better."""
        if self._once(truth, "owner") and truth.dice.chance(people()["wrong_owner"]):
            truth.owner = self._any(order, truth)
        truth.owner = truth.owner or order.lead_code
        truth.plan = truth.dice.one_of(people()["plans"][order.level or "department"])

    def _next(self, order: Order, what: str) -> None:
        truth, temper = self.town.truth(order), self.town.temper(order.lead_code)
        self.town.turn(order, self.town.later(order, truth.dice.between(temper[what])))

    def _once(self, truth: Truth, what: str) -> bool:
        """True the first time."""
        if what in truth.tried:
            return False
        truth.tried.add(what)
        return True
