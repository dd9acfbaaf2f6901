"""How the channels and the outbox are, and what of it is a trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.conversations import OUTBOX, TALK
from bot.handoff_words import waited
from bot.tables import Pulse
from config.settings import Settings
from config.vocabulary import name_of
from orders.status import WAITING
from orders.tables import Handoff

UNREACHED = timedelta(minutes=5)
"""A channel that did not answer for so long is a trouble."""
UNSENT = timedelta(minutes=2)
"""So is a message that waits for so long to leave."""
JUST_NOW = timedelta(minutes=1)
FRESH = timedelta(minutes=10)
"""How long an error counts that nothing good came after."""


@dataclass(frozen=True)
class Condition:
    """The figures of one moment. `unsent`: channel -> since when its oldest message waits to leave."""

    pulses: Sequence[Pulse]
    unsent: dict[str, datetime]
    waiting: int
    dead: int
    polled: frozenset[str] = frozenset()
    """Channels that are asked for updates all the time; one that is pushed to may be quiet for hours."""

    def troubles(self, now: datetime) -> dict[str, str]:
        """What does not work: a name of the trouble -> a sentence for the duty worker."""
        found: dict[str, str] = {}
        for pulse in self.pulses:
            name = name_of("channels", pulse.channel)
            if pulse.channel in self.polled and pulse.polled_at is not None and now - pulse.polled_at > UNREACHED:
                found[f"reach:{pulse.channel}"] = f"{name}连不上，从 {pulse.polled_at:%m-%d %H:%M} 起。"
            elif pulse.error and pulse.error_at and now - pulse.error_at < FRESH and not _recovered(pulse):
                found[f"error:{pulse.channel}"] = f"{name}出了故障（{pulse.error_at:%m-%d %H:%M}），消息可能会迟。"
        for channel, since in self.unsent.items():
            if now - since > UNSENT:
                found[f"unsent:{channel}"] = (
                    f"{name_of('channels', channel)}有消息等了 {waited(since, now)} 还没发出去。"
                )
        return found

    def rows(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """The same as a table for people."""
        rows = [(name_of("channels", one.channel), _standing(one, now)) for one in self.pulses]
        oldest = min(self.unsent.values(), default=None)
        rows.append(("待发的消息", f"最早的等了 {waited(oldest, now)}" if oldest else "没有积压"))
        rows += [("等候受理", f"{self.waiting} 件"), ("没送到的消息", f"{self.dead} 条")]
        rows += [("要留意", sentence) for sentence in self.troubles(now).values()]
        return tuple(rows)


def polled_channels(settings: Settings) -> frozenset[str]:
    """The channels that these settings poll."""
    tokens = {"telegram": settings.telegram_token, "staff": settings.staff_token}
    return frozenset(name for name, token in tokens.items() if token.get_secret_value() and not settings.public_url)


async def condition(session: AsyncSession, now: datetime, settings: Settings) -> Condition:
    """Reads the figures. A message put off until later counts from when it was written."""
    pulses = (await session.execute(select(Pulse).order_by(col(Pulse.channel)))).scalars().all()
    oldest = (
        select(TALK.c.channel, func.min(OUTBOX.c.created_at))
        .join(TALK, TALK.c.id == OUTBOX.c.conversation_id)
        .where(OUTBOX.c.try_at.is_not(None), OUTBOX.c.created_at <= now)
        .group_by(TALK.c.channel)
    )
    unsent = {str(row[0]): row[1] for row in await session.execute(oldest)}
    waiting = select(func.count()).select_from(Handoff).where(col(Handoff.status) == WAITING)
    dead = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.dead_at.is_not(None))
    return Condition(
        pulses=pulses,
        unsent=unsent,
        waiting=(await session.execute(waiting)).scalar_one(),
        dead=(await session.execute(dead)).scalar_one(),
        polled=polled_channels(settings),
    )


def _recovered(pulse: Pulse) -> bool:
    good = [moment for moment in (pulse.update_at, pulse.polled_at) if moment is not None]
    return pulse.error_at is not None and any(moment > pulse.error_at for moment in good)


def _standing(pulse: Pulse, now: datetime) -> str:
    parts = []
    if pulse.polled_at:
        parts.append(f"{_ago(pulse.polled_at, now)}连通")
    if pulse.update_at:
        parts.append(f"{_ago(pulse.update_at, now)}有消息")
    return "，".join(parts) or "还没有消息"


def _ago(moment: datetime, now: datetime) -> str:
    return f"{waited(moment, now)}前" if now - moment >= JUST_NOW else "刚刚"
