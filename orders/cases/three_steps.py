"""南京“三步曲” (facts 5.3): contact, talk with the units, consult as three parties with legal advice; each on record.

Only for what a worker took on by hand although it belongs to court or arbitration, and only after the resident was told
of the legal way. Each step also stands in the order's own log; none of them ends the answer that the order owes.
"""

from __future__ import annotations

from collections.abc import Sequence

from orders.actor import Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.tables import Order


class ThreeSteps:
    """The processes of three steps, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def open(
        self, order: Order, actor: Actor, *, key: str, legal_channel: str, reason: str, told_legal_way: bool
    ) -> Case:
        """Begins it. `legal_channel`: court or arbitration; `reason`: why a person took it on all the same.

        Raises:
            MoveNotAllowed: the order was not filed by hand, the resident was not told of the legal way, no such way.
            MoveIncomplete: no reason.
        """
        return await self.cases.open(
            "three_step", key=key, actor=actor, order=order, title=order.title, legal_channel=legal_channel,
            reason=reason, told_legal_way=told_legal_way,
        )  # fmt: skip

    async def contact(self, case: Case, actor: Actor, note: str) -> Case:
        """Step one: what the resident said when asked.

        Raises:
            MoveNotAllowed: not by the unit that leads or the hotline, or it is further on.
        """
        return await self.cases.move(case, "contact", actor, note=note)

    async def talk(self, case: Case, actor: Actor, participants: Sequence[str], note: str) -> Case:
        """Step two, as often as needed: what street, community and departments said.

        Raises:
            MoveIncomplete: nobody named.
        """
        return await self.cases.move(case, "talk", actor, participants=list(participants), note=note)

    async def consult(
        self, case: Case, actor: Actor, *, participants: Sequence[str], note: str, legal_advice: str
    ) -> Case:
        """Step three: both sides and a third one talk; `legal_advice`: who advised on the law, and how.

        Raises:
            MoveNotAllowed: fewer than three parties.
            MoveIncomplete: without legal advice.
        """
        return await self.cases.move(
            case, "consult", actor, participants=list(participants), note=note, legal_advice=legal_advice
        )

    async def finish(self, case: Case, actor: Actor, result: str) -> Case:
        """Ends it with what came of it; the order is still to be answered."""
        return await self.cases.move(case, "finish", actor, result=result)

    async def stop(self, case: Case, actor: Actor, reason: str) -> Case:
        """Ends it on the way: the resident goes to court, or one side will not talk."""
        return await self.cases.move(case, "stop", actor, reason=reason)
