"""风险预感: what a resident fears may happen. Recorded and shown to who can look; nothing is promised (facts 5.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from config.errors import CaseNotFound
from orders.actor import RESIDENT, Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.rows import name_of_state


class EarlyWarnings:
    """The early warnings, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def record(
        self, what: str, *, key: str, actor: Actor = RESIDENT, channel: str = "", account: str = "", **said: Any
    ) -> Case:
        """Records a warning. `said`: place, when.

        Raises:
            MoveIncomplete: it is not said what.
        """
        return await self.cases.open(
            "warning", key=key, actor=actor, channel=channel, account=account, what=what, **said
        )

    async def watch(self, case: Case, actor: Actor, note: str, look_again_on: date | None = None) -> Case:
        """Somebody keeps an eye on it, until a day to look again."""
        return await self.cases.move(case, "watch", actor, note=note, look_again_on=look_again_on)

    async def pass_on(self, case: Case, actor: Actor, unit: str, note: str) -> Case:
        """Shows it to the unit that can look; only now the resident reads which one.

        Raises:
            RegionError: there is no such unit.
        """
        return await self.cases.move(case, "pass_on", actor, unit=unit, note=note)

    async def end(self, case: Case, actor: Actor, result: str) -> Case:
        """Ends it with what came of it."""
        return await self.cases.move(case, "end", actor, result=result)

    async def progress(self, receipt: str) -> dict[str, Any]:
        """Where it is, for whoever has the receipt: which unit has it only where one has.

        Raises:
            CaseNotFound: there is no such warning.
        """
        case = await self.cases.get(receipt)
        if case.kind != "warning":
            raise CaseNotFound
        unit = self.cases.region.unit_by_code(case.unit).name if case.unit else ""
        return {
            "receipt": case.receipt,
            "state": case.state,
            "state_zh": name_of_state(case, resident=True),
            "unit": unit,
            "at": case.opened_at.isoformat(),
        }
