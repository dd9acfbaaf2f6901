"""The intake of a pushed channel with the database gone: messages are kept on disk, and who writes is told so."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot.bursts import from_body, to_body
from bot.database import PATIENCE, is_gone
from bot.degraded import Degraded
from bot.delivery import Channel
from bot.intake import Intake
from bot.metrics import Metrics
from config.errors import NotKept
from config.log import log_failure
from handlers.message import Incoming, Reply

SEND_SECONDS = 5.0
NO_ROW = 0
"""What is said past the outbox has no row there."""
REMEMBERED = 20_000
"""Messages kept lately; one that comes again beyond them is kept again, and answered once all the same."""
Resolve = Callable[[Incoming], Awaitable[Incoming]]


async def as_it_is(incoming: Incoming) -> Incoming:
    """Nothing has to be looked up."""
    return incoming


class SpoolingIntake:
    """Writes messages into the inbox, or, where that is gone, into the spool. Either way they may be acknowledged."""

    def __init__(self, name: str, intake: Intake, degraded: Degraded, metrics: Metrics) -> None:
        self.name = name
        self.intake = intake
        self.degraded = degraded
        self.metrics = metrics
        self.channel: Channel | None = None
        """Where danger is answered while the outbox is gone."""
        self.resolve: Resolve = as_it_is
        """Looks up in the database what a message only points to."""
        self._known: OrderedDict[tuple[str, str], bool] = OrderedDict()
        degraded.on(name, self._take_up)

    async def accept(self, incoming: Incoming, *, place: int = 0) -> bool:
        """Puts the message on disk, once; False where it is there already.

        While something of the same person waits in the spool, what comes next waits behind it. A database that does not
        answer in time counts as gone; should it have taken the message all the same, it takes it once.

        Raises:
            NotKept: neither of the two can be written; the message must not be acknowledged.
        """
        if self._known.get((incoming.account, incoming.message_id)):
            return False
        if not await self.degraded.must_wait(incoming.account):
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self.intake.accept(await self.resolve(incoming), place=place)
            except Exception as error:
                if not is_gone(error):
                    raise
                self.degraded.gone()
                log_failure("database gone, message kept", error)
        await self._keep(incoming, place)
        return True

    async def _keep(self, incoming: Incoming, place: int) -> None:
        when = incoming.received_at.isoformat()
        known = {"account": incoming.account, "message_id": incoming.message_id, "at": when, "place": place}
        payload = known | {"body": to_body(incoming)}
        try:
            said = await self.degraded.keep(self.name, payload, account=incoming.account, text=incoming.text)
        except NotKept:
            await self._warn(incoming)
            raise
        self._remember(incoming, kept=True)
        self.metrics.spooled(self.name)
        await self._say(incoming.account, said)

    async def _warn(self, incoming: Incoming) -> None:
        """Neither database nor disk: the message comes again and again until one of them is back, danger is answered
        the first time."""
        if (incoming.account, incoming.message_id) not in self._known:
            self._remember(incoming, kept=False)
            said = await self.degraded.warnings(self.name, incoming.account, incoming.text)
            await self._say(incoming.account, said)

    def _remember(self, incoming: Incoming, *, kept: bool) -> None:
        self._known[incoming.account, incoming.message_id] = kept
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def _say(self, account: str, replies: Sequence[Reply]) -> None:
        """At once and once: there is no outbox to do it later. The message itself is safe whatever becomes of this."""
        if self.channel is None:
            return
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for reply in replies:
                    for part in self.channel.parts(reply, NO_ROW):
                        await self.channel.send(account, part)
        except Exception as error:  # noqa: BLE001
            log_failure("notice not sent", error)

    async def _take_up(self, payload: dict[str, Any]) -> None:
        at = datetime.fromisoformat(payload["at"])
        incoming = from_body(self.name, payload["account"], payload["message_id"], at, payload["body"])
        await self.intake.accept(await self.resolve(incoming), place=int(payload["place"]))
