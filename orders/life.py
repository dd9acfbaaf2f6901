"""The life of an order in the database: one move at a time, in its log, in its columns, and told to who must hear it.

Nothing else writes the life columns. The caller's transaction holds the move and all that comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import MoveNotAllowed
from config.masking import mask
from config.region import Region
from orders.actor import Actor
from orders.alike.lookup import Alike
from orders.case_tables import Consultation
from orders.changes import advance, replay
from orders.guards import Rules
from orders.ledger import broken_at, digest, step_of
from orders.life_state import COLUMNS, LifeState, Step, state_of
from orders.making import make
from orders.moves import Move
from orders.notices import Notices
from orders.status import OPEN
from orders.tables import Order, OrderEvent
from orders.terms import Terms

CONSULTING = "consulting"
ORDER = Order.__table__  # type: ignore[attr-defined]
LOCK = select(ORDER.c.sequence).where(ORDER.c.id == bindparam("number")).with_for_update()
WORDS = ("note", "reason", "basis", "result", "minutes", "why")
"""What of a move stands in the log as its remark, the first that was said."""


class Life:
    """Moves orders, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.terms = Terms(region)
        self.notices = Notices(session)
        self.rules = rules_of(region)

    async def move(self, order: Order, code: str, actor: Actor, /, **said: Any) -> Order:
        """Makes one move; `said` as the table asks (orders/moves.yaml), numbers of persons masked.

        Raises:
            MoveNotAllowed: not from this state, not in this role, or a guard refuses; `say` tells why.
            MoveIncomplete: something that the move needs was not said.
        """
        await self.lock(order)
        now, state = self.clock.now(), state_of(order)
        told = {name: mask(value) if isinstance(value, str) else value for name, value in said.items()}
        if "lead" in told:
            told["lead_unit"] = self.unit_name(str(told["lead"]))
        self.terms.fill(code, state, told, order, now)
        row, step = make(state, code, actor, told, at=now, rules=self.rules)
        self._write(order, state, step)
        if order.status == CONSULTING != state.status:
            self._consult(order, step)
        await self.session.flush()
        await self._keep_findable(order, state)
        await self._tell(order, state, row, now)
        return order

    async def lock(self, order: Order) -> None:
        """Keeps everybody else from moving the order until the transaction ends; reads it anew if somebody did."""
        found = (await self.session.execute(LOCK, {"number": order.id})).scalar_one_or_none()
        if found is None:
            raise MoveNotAllowed(say="没有这张工单。")
        if found != order.sequence:
            await self.session.refresh(order)

    def begin(self, order: Order, actor: Actor, at: datetime, said: dict[str, Any]) -> OrderEvent:
        """The first step of an order that is not in the database yet; its event still lacks the order's key there."""
        _, step = make(LifeState(), "file", actor, said, at=at, rules=self.rules)
        return self._write(order, LifeState(), step, add=False)

    async def steps(self, order: Order) -> Sequence[OrderEvent]:
        """The log of an order, oldest first."""
        wanted = select(OrderEvent).where(col(OrderEvent.order_id) == order.id).order_by(col(OrderEvent.sequence))
        return (await self.session.execute(wanted)).scalars().all()

    async def check(self, order: Order) -> str:
        """What is wrong between an order and its log, as a sentence; empty where they agree."""
        events = await self.steps(order)
        broken = broken_at(order.number, events)
        if broken is not None:
            return f"工单 {order.number} 的流转记录从第 {broken} 步起对不上，可能被改动过。"
        if not events or events[-1].digest != order.log_head:
            return f"工单 {order.number} 的流转记录缺了最后几步。"
        replayed, now = replay(map(step_of, events)).plain(), state_of(order).plain()
        wrong = [name for name in COLUMNS if replayed[name] != now[name]]
        return f"工单 {order.number} 的{'、'.join(wrong)}和流转记录不一致。" if wrong else ""

    def unit_name(self, code: str) -> str:
        """The name of a unit by its code."""
        return self.region.unit_by_code(code).name

    def _write(self, order: Order, state: LifeState, step: Step, *, add: bool = True) -> OrderEvent:
        after = advance(state, step)
        for name in COLUMNS:
            if getattr(after, name) != getattr(state, name) or step.sequence == 1:
                setattr(order, name, getattr(after, name))
        order.log_head = digest(order.log_head if step.sequence > 1 else "", order.number, step)
        event = OrderEvent(
            order_id=order.id,
            sequence=step.sequence,
            move=step.move,
            at=step.at,
            status=step.status,
            actor=step.actor,
            role=step.role,
            unit=step.unit,
            note=next((str(step.data[name]) for name in WORDS if step.data.get(name)), ""),
            data=dict(step.data),
            digest=order.log_head,
        )
        if add:
            self.session.add(event)
        return event

    def _consult(self, order: Order, step: Step) -> None:
        """Whatever leads to a consultation opens one, so that none is forgotten."""
        candidates = step.data.get("candidates") or [step.data.get("proposed_unit"), state_of(order).lead_code]
        self.session.add(
            Consultation(
                order_id=order.id or 0,
                opened_at=step.at,
                reason=str(step.data.get("reason", "")),
                candidates=[str(code) for code in candidates if code],
            )
        )

    async def _keep_findable(self, order: Order, before: LifeState) -> None:
        """What is under way can be joined by others; what is over, or joined another itself, cannot."""
        if (order.status in OPEN) == (before.status in OPEN):
            return
        alike = Alike(self.session)
        await (alike.remember(order) if order.status in OPEN else alike.forget(order))

    async def _tell(self, order: Order, before: LifeState, row: Move, now: datetime) -> None:
        if row.say:
            await self.notices.say(order, before, row, now)


def rules_of(region: Region) -> Rules:
    """What the guards ask of a region."""
    return Rules(
        community_list=frozenset(region.community_list),
        returns_to_consultation=region.limits.returns_to_consultation,
        longest_extension_days=region.limits.extensions * region.limits.extension_working_days,
        result_characters=region.limits.result_characters,
    )
