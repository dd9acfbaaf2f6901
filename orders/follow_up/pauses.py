"""The resident's answer ends the wait for it."""

from __future__ import annotations

from orders.actor import RESIDENT
from orders.follow_up.leads import lead_of
from orders.life import Life
from orders.tables import Order


async def answered_pause(life: Life, order: Order, words: str) -> bool:
    """Lets the time go on where the unit waits for this resident's words; whether it did.

    Call it where words of a resident are added to their order.
    """
    lead = await lead_of(life.session, order)
    await life.lock(lead)
    if lead.paused_at is None or lead.status not in ("accepted", "handling"):
        return False
    await life.move(lead, "resume", RESIDENT, note=words)
    return True
