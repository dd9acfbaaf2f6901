"""Closings that did not last: the same cause was told again within `doubtful_hours` (疑似虚假办结, facts 2.2).

Only answers that say "done" are marked, and a person looks (orders/moves.yaml, clear_doubtful).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import bindparam, or_, select
from sqlmodel import col

from orders.actor import SYSTEM
from orders.columns import Moment
from orders.follow_up.alerts import Alerts
from orders.follow_up.conditions import ANSWERED
from orders.life import Life
from orders.tables import Order

CLAIMS_DONE = ("solved", "explained", "ended")
"""Closures that say it is done; 暂无法解决 and 转法定途径 say that it is not."""
MOST = 200
"""Orders that are compared with a new one."""
ORDER = Order.__table__  # type: ignore[attr-defined]
CLOSED = (
    select(ORDER.c.id)
    .where(
        ORDER.c.resolved_at.between(bindparam("since", type_=Moment), bindparam("until", type_=Moment)),
        or_(ORDER.c.card_id == bindparam("card"), (ORDER.c.topic == bindparam("topic")) & (ORDER.c.topic != "")),
        ORDER.c.status.in_(ANSWERED),
        ORDER.c.closure_type.in_(CLAIMS_DONE),
        ORDER.c.id != bindparam("new"),
        ORDER.c.doubtful.is_(False),
    )
    .order_by(ORDER.c.id.desc())
    .limit(MOST)
)
"""What was closed lately and could have the same cause."""
SameCause = Callable[[Order, Order], bool]


def same_cause(one: Order, other: Order) -> bool:
    """The same card at the same place about the same respondent or address; unknown places are never the same."""
    if one.card_id != other.card_id or not one.street or one.street != other.street:
        return False
    if one.community != other.community:
        return False
    about = [(one.respondent, other.respondent), (one.incident_address, other.incident_address)]
    return any(left and _plain(left) == _plain(right) for left, right in about)


async def same_cause_again(life: Life, new: Order, same: SameCause = same_cause) -> list[Order]:
    """Marks what was closed within the last hours and is told again by `new`, whoever tells it; what was marked.

    Call it in the transaction that files `new`. `same` gets the earlier order and the new one.
    """
    since = new.received_at - timedelta(hours=life.region.limits.doubtful_hours)
    asked = {"since": since, "until": new.received_at, "card": new.card_id, "topic": new.topic, "new": new.id}
    numbers = (await life.session.execute(CLOSED, asked)).scalars().all()
    if not numbers:
        return []
    found = (await life.session.execute(select(Order).where(col(Order.id).in_(numbers)))).scalars().all()
    marked = sorted((one for one in found if same(one, new)), key=lambda one: one.id or 0)
    return [one for one in marked if await _mark(life, one, new)]


async def _mark(life: Life, earlier: Order, new: Order) -> bool:
    await life.lock(earlier)
    if earlier.doubtful or earlier.status not in ANSWERED:  # somebody was faster
        return False
    reason = f"办结后 {life.region.limits.doubtful_hours} 小时内，同一件事又有人反映"
    await life.move(earlier, "mark_doubtful", SYSTEM, reason=reason, order=new.number)
    alerts = Alerts(life.session, life.clock, life.region.calendar)
    key = f"doubtful_closing:{earlier.id}:{new.id}"
    await alerts.raise_("doubtful_closing", key, order=earlier, data={"again": new.number})
    return True


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
