"""Soft limits: a hint, then a person. Nothing here refuses, delays or hides anything; emergencies do not even count.

facts 1.4: 限频提示+人工复核，永不自动拒收; 66号文 knows no 黑名单; 北京条例37: 先劝阻批评教育. Evidence goes to the
police only by a supervisor's decision with reason and basis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from orders.actor import SYSTEM, Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.kinds import table
from orders.columns import Moment
from orders.tables import ContactRecord, Order

VISIT = timedelta(minutes=10)
"""Records closer together are one contact: who types ten sentences came once (own setting)."""
EMERGENCY = "danger"
"""How the record of an emergency begins; it counts for nothing (handlers/danger.py)."""
ACTIVE = ("noticed", "hinting")

CONTACT = ContactRecord.__table__  # type: ignore[attr-defined]
ORDER = Order.__table__  # type: ignore[attr-defined]
VISITS = (
    select(CONTACT.c.at)
    .where(
        CONTACT.c.channel == bindparam("channel"),
        CONTACT.c.account == bindparam("account"),
        CONTACT.c.at >= bindparam("start", type_=Moment),
        ~CONTACT.c.what.startswith(EMERGENCY),
    )
    .order_by(CONTACT.c.at)
)
FILED = (
    select(func.count())
    .select_from(ORDER)
    .where(
        ORDER.c.channel == bindparam("channel"),
        ORDER.c.account == bindparam("account"),
        ORDER.c.received_at >= bindparam("start", type_=Moment),
        ORDER.c.urgency != "critical",
    )
)


@dataclass(frozen=True)
class Hint:
    """A friendly sentence beside the answer, never in its place. `receipt`: of the case, for workers."""

    say: str
    contacts: int
    receipt: str = ""


class Restraints:
    """Counts contacts and keeps the soft limits, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.session = cases.session

    async def contact(self, channel: str, account: str, *, emergency: bool = False) -> Hint | None:
        """What to say beside the answer to this contact; None mostly, and always in an emergency."""
        if emergency or not account:
            return None
        limits, count = self.cases.region.limits, await self.contacts(channel, account)
        says = table("restraint").head["say"]
        active = await self.active(channel, account)
        if count >= limits.contacts_to_person and active is None:
            active = await self._notice(channel, account, count)
        under_way = active is not None and active.state in ACTIVE
        state, receipt = (active.state, active.receipt) if active and under_way else ("", "")
        if count >= limits.contacts_to_person and state == "noticed":
            return Hint(says["person"], count, receipt)
        if count >= limits.contacts_to_hint or state == "hinting":
            return Hint(says["hint"], count, receipt)
        return None

    async def contacts(self, channel: str, account: str) -> int:
        """How often this person came today: visits, or orders where there are more; emergencies left out."""
        start = self.cases.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        who = {"channel": channel, "account": account, "start": start}
        visits = _visits((await self.session.execute(VISITS, who)).scalars().all())
        return max(visits, (await self.session.execute(FILED, who)).scalar_one())

    async def active(self, channel: str, account: str) -> Case | None:
        """The soft limit that holds for this person now; one that has run out has no effect."""
        wanted = select(Case).where(
            col(Case.kind) == "restraint",
            col(Case.channel) == channel,
            col(Case.account) == account,
            col(Case.state).in_(ACTIVE),
            col(Case.expires_at) > self.cases.clock.now(),
        )
        return (await self.session.execute(wanted.order_by(col(Case.id).desc()).limit(1))).scalar_one_or_none()

    async def open(
        self, channel: str, account: str, actor: Actor, *, key: str, reason: str, until: datetime | None = None
    ) -> Case:
        """A person sets a soft limit: from now on the hint stands beside each answer, until it ends by itself.

        Raises:
            MoveIncomplete: no reason.
            MoveNotAllowed: not by a worker, or it would last longer than the region lets it.
        """
        return await self.cases.open(
            "restraint", key=key, actor=actor, channel=channel, account=account, title="次数较多", reason=reason,
            expires_at=until or self._until(),
        )  # fmt: skip

    async def end(self, case: Case, actor: Actor, reason: str) -> Case:
        """Ends it before its time.

        Raises:
            MoveIncomplete: no reason.
        """
        return await self.cases.move(case, "end", actor, reason=reason)

    async def hand_over(self, case: Case, actor: Actor, *, reason: str, basis: str, evidence: str) -> Case:
        """A supervisor decides to give the evidence to the police (66号文); recorded, never done by the program.

        Raises:
            MoveNotAllowed: not by a supervisor, or done already.
            MoveIncomplete: no reason, basis or evidence.
        """
        return await self.cases.move(case, "hand_over", actor, reason=reason, basis=basis, evidence=evidence)

    async def _notice(self, channel: str, account: str, count: int) -> Case:
        """Asks for a person to look, once a day for each resident."""
        who = sha256(f"{channel}\n{account}".encode()).hexdigest()
        key = f"contacts {self.cases.clock.now():%Y%m%d} {who}"
        return await self.cases.open(
            "restraint", key=key, actor=SYSTEM, channel=channel, account=account, title="次数较多",
            reason="今天来的次数较多", contacts=count, expires_at=self._until(),
        )  # fmt: skip

    def _until(self) -> datetime:
        return self.cases.clock.now() + timedelta(days=self.cases.region.limits.restraint_days)


def _visits(moments: Sequence[datetime]) -> int:
    return bool(moments) + sum(later - earlier > VISIT for earlier, later in pairwise(moments))
