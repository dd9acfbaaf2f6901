"""吹哨报到: a call for joint help with basis and level (北京条例16; facts 5.2: 哨声不能乱吹, 吹不响要向上一级)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orders.actor import Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.kinds import table
from orders.tables import Order


class JointHelp:
    """The calls, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    def hint(self, matter: str, *, topic: str = "", handler: str = "") -> str:
        """Which way usually comes first, as a sentence; empty where a call is fitting. Never a refusal (facts 5.2)."""
        for hint in table("joint_help").head["hints"]:
            named = topic in hint.get("topics", ()) or handler in hint.get("handlers", ())
            if named or any(word in matter for word in hint.get("words", ())):
                return str(hint["say"])
        return ""

    async def call(
        self,
        matter: str,
        actor: Actor,
        *,
        key: str,
        basis: str,
        level: str,
        units: Sequence[str],
        order: Order | None = None,
        **said: Any,
    ) -> Case:
        """Calls units. Each answers within the time to sign for an order; the hint, if any, stands in the case.

        Raises:
            MoveIncomplete: no basis, level or units.
            MoveNotAllowed: no such level, or the own unit is called.
            RegionError: there is no such unit.
        """
        if order is not None:
            hint = self.hint(f"{order.title}{matter}", topic=order.topic, handler=order.handler or "")
        else:
            hint = self.hint(matter)
        by = self.cases.region.accept_by(self.cases.clock.now(), order.urgency if order else "normal")
        return await self.cases.open(
            "joint_help", key=key, actor=actor, order=order, title=matter, matter=matter, basis=basis, level=level,
            units=list(units), answer_by=by, hint=hint, **said,
        )  # fmt: skip

    async def call_more(self, case: Case, actor: Actor, *, units: Sequence[str], basis: str) -> Case:
        """Calls more units, or again one that declined, from the level above."""
        by = self.cases.region.accept_by(self.cases.clock.now())
        return await self.cases.move(case, "call_more", actor, units=list(units), basis=basis, answer_by=by)

    async def report(self, case: Case, actor: Actor, note: str = "") -> Case:
        """A unit that was called reports, and becomes a co-unit of the order.

        Raises:
            MoveNotAllowed: it was not called, has answered, or the call is over.
        """
        return await self.cases.move(case, "report", actor, note=note)

    async def decline(self, case: Case, actor: Actor, basis: str) -> Case:
        """A unit cannot come, on a basis: the call goes up a level.

        Raises:
            MoveIncomplete: no basis.
            MoveNotAllowed: it was not called, has answered, or the call is over.
        """
        return await self.cases.move(case, "decline", actor, basis=basis)

    async def finish(self, case: Case, actor: Actor, agreed: str, participants: Sequence[str] = ()) -> Case:
        """Ends the call with what was agreed."""
        return await self.cases.move(case, "finish", actor, agreed=agreed, participants=list(participants))
