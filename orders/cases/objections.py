"""边界申诉: a resident does not agree with being sent elsewhere; a supervisor looks again, and the resident hears why.

The code says objection: appeal is the matter itself (诉求), and 申诉-剔除 is a unit's exemption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from config.errors import CaseNotFound
from config.masking import mask
from orders.actor import RESIDENT, Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.rows import name_of_state
from orders.cases.state import CARD

KIND = "objection"
LONGEST = 1000
"""Characters of words and reasons that are kept."""


class Objections:
    """The objections, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def open(
        self,
        *,
        key: str,
        about: str,
        words: str,
        why: str = "",
        title: str = "",
        destination: str = "",
        decision: Mapping[str, Any] | None = None,
        channel: str = "",
        account: str = "",
    ) -> Case:
        """Opens one about the card `about`, once for the key; a reason that comes later is added while it is open.

        Raises:
            MoveIncomplete: it is not said what about.
        """
        region = self.cases.region
        answer_by = region.calendar.due(self.cases.clock.now(), region.limits.objection_working_days)
        case = await self.cases.open(
            KIND, key=key, actor=RESIDENT, title=title, channel=channel, account=account, about=about,
            destination=destination, answer_by=answer_by, words=self._kept(words), why=self._kept(why),
            decision=dict(decision or {}),
        )  # fmt: skip
        return await self.add(case, why) if why and case.state == "asked" else case

    async def add(self, case: Case, why: str) -> Case:
        """Adds to the reason; what stands there already changes nothing."""
        case = await self.cases.lock(case)
        said, more = str(case.data.get(CARD, {}).get("why", "")), self._kept(why)
        if case.state != "asked" or more in said:
            return case
        return await self.cases.move(case, "add", RESIDENT, why=f"{said}；{more}"[-LONGEST:] if said else more)

    async def withdraw(self, case: Case) -> Case:
        """The resident does not object any more; what was judged stays."""
        return await self.cases.move(case, "withdraw", RESIDENT) if case.state == "asked" else case

    async def uphold(self, case: Case, actor: Actor, reason: str, right_card: str = "") -> Case:
        """The resident is right: it is handed to a person, and the resident is told so.

        Raises:
            MoveNotAllowed: no supervisor, or it was judged already.
            MoveIncomplete: without a reason.
        """
        return await self.cases.move(case, "uphold", actor, reason=reason, right_card=right_card)

    async def keep(self, case: Case, actor: Actor, reason: str, next_step: str) -> Case:
        """The answer stands; the resident is told why and where to go.

        Raises:
            MoveNotAllowed, MoveIncomplete: as `uphold`; where to go must be said too.
        """
        return await self.cases.move(case, "keep", actor, reason=reason, next_step=next_step)

    async def get(self, receipt: str) -> Case:
        """One objection.

        Raises:
            CaseNotFound: there is none of that number.
        """
        case = await self.cases.get(receipt)
        if case.kind != KIND:
            raise CaseNotFound
        return case

    async def listed(self, *, open_only: bool, before: int = 0, limit: int = 30) -> Sequence[Case]:
        """Those that wait, the oldest first; or those that are over, the newest first, `before` that number."""
        kind = select(Case).where(col(Case.kind) == KIND).limit(limit)
        if open_only:
            wanted = kind.where(col(Case.state) == "asked", col(Case.id) > before).order_by(col(Case.id))
        else:
            older = col(Case.id) < before if before else col(Case.id) > 0
            wanted = kind.where(col(Case.state) != "asked", older).order_by(col(Case.id).desc())
        return (await self.cases.session.execute(wanted)).scalars().all()

    async def progress(self, receipt: str, *, channel: str = "", account: str = "") -> dict[str, Any]:
        """Where it is, for whoever has the number; the reason of the verdict only to the resident's own account.

        Raises:
            CaseNotFound: there is no such objection.
        """
        case = await self.get(receipt)
        shown = {
            "kind": KIND,
            "receipt": case.receipt,
            "state": case.state,
            "state_zh": name_of_state(case, resident=True),
            "answer_by": str(case.data.get("answer_by", "")),
        }
        if (channel, account) != (case.channel, case.account) or not account:
            return shown
        told = ("reason", "next_step")
        return shown | {"title": case.title} | {name: case.data[name] for name in told if case.data.get(name)}

    def _kept(self, words: str) -> str:
        return mask(words.strip()[:LONGEST], self.cases.region.numbers)
