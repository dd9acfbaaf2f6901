"""What the staff bot does by itself: new handoffs shown, digests, troubles and alerts told.

What must happen without it too is in bot.handoff_rounds.

Any number of processes may do it at the same time: every step is a conditional update in the transaction that tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.staff import alarms
from bot.channels.staff.condition import condition
from bot.channels.staff.lists import letter_reply
from bot.dead_letters import DeadLetter
from bot.digest import send_digests
from bot.escalation import Notice
from bot.notices import Notices
from bot.order_alerts import call_alerts
from bot.services import Services
from bot.staff_post import CHANNEL
from bot.webhooks import Webhooks
from config.log import log_failure
from handlers.message import Reply
from orders.staff import StaffBook

EVERY_SECONDS = 60
ANNOUNCE_SECONDS = 3
DEAD = "dead:"
LONGEST_NAME = 50
MOST_LETTERS = 3
"""Dead letters told one by one; of more only the number."""


class Jobs:
    """The jobs over these services."""

    def __init__(self, services: Services, webhooks: Webhooks | None = None) -> None:
        self.services = services
        self.webhooks = webhooks
        self.notices = Notices(services)

    async def run_announcing(self) -> None:
        """Announces new handoffs as soon as the bell rings, and every few seconds, until cancelled."""
        while True:
            try:
                await self.announce()
            except Exception as error:  # noqa: BLE001 - whatever broke: they wait and are announced next time
                log_failure("handoffs not announced", error)
            await self.services.wake.wait("handoff", ANNOUNCE_SECONDS)

    async def announce(self) -> int:
        """Shows new handoffs to everybody on duty."""
        return await self.services.announcer.announce()

    async def every_minute(self) -> None:
        """All that is due; one job that breaks does not keep the others from running."""
        for job in (self.look, self.digest, self.watch, self.tell_alerts):
            try:
                await job()
            except Exception as error:  # noqa: BLE001 - it is done again in a minute
                log_failure("job failed", error, job=job.__name__)

    async def tell_alerts(self) -> None:
        """What came up about orders: limits passed, hot events, hard cases, ratings to look at."""
        services = self.services
        await self.notices.tell(lambda session: call_alerts(session, services.clock, services.region))

    async def digest(self) -> None:
        """The morning digest."""
        services = self.services
        await self.notices.tell(lambda session: send_digests(session, services.clock, services.region.staffing))

    async def look(self) -> None:
        """Asks Telegram now and then whether it reaches us."""
        if self.webhooks is not None:
            await self.webhooks.look()

    async def watch(self) -> None:
        """Tells the duty supervisors what does not work, each trouble once; and when it works again."""
        letters = await self.services.dead_letters.list()
        await self.notices.tell(lambda session: self._troubles(session, letters))

    async def _troubles(self, session: AsyncSession, letters: Sequence[DeadLetter]) -> list[Notice]:
        now = self.services.clock.now()
        troubles = (await condition(session, now, self.services.settings)).troubles(now)
        texts = [Reply(f"⚠️ {told}") for name, told in troubles.items() if await alarms.raised(session, name, now)]
        fresh = [one for one in letters if await alarms.raised(session, _name(one), now)]
        fresh = list({_name(one): one for one in fresh}.values())
        texts += [letter_reply(one, self.services.region.numbers) for one in fresh[:MOST_LETTERS]]
        if len(fresh) > MOST_LETTERS:
            texts.append(Reply(f"另外还有 {len(fresh) - MOST_LETTERS} 条没送到，发 /dead 看。"))
        over = await alarms.settled(session, {*troubles, *map(_name, letters)}, now)
        if any(not name.startswith(DEAD) for name in over):
            texts.append(Reply("✅ 刚才的故障已恢复。"))
        chiefs = await StaffBook(session, self.services.clock).chiefs() if texts else []
        return [(one.id or 0, text) for one in chiefs for text in texts]


def _name(letter: DeadLetter) -> str:
    """The event that this letter was refused; refused again after a replay it is another one.

    To a colleague who stopped the bot it is one event, or the notice of it would be the next one.
    """
    if letter.channel == CHANNEL:
        return f"{DEAD}{CHANNEL}:{letter.account}"[:LONGEST_NAME]
    return f"{DEAD}{letter.id}:{letter.dead_at:%m%d%H%M%S}"
