"""The outbox: every reply of a pushed channel leaves from here, in order within its conversation.

At least once: a row is sent until the channel said yes, or refused for good. What this process knows to be sent it
never sends again, even while it cannot write that down. A process that dies between the channel's yes and the note of
it leaves the one case in which a message may come twice.

The gate stands here: the row is marked as under way in a transaction that holds the conversation, and a row of the bot
is withheld where a person has it. Whoever claims a conversation waits until nothing of the bot is under way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import OUTBOX, TALK
from bot.database import Database, is_gone
from bot.delivery import Channel, Refused, TryLater
from bot.letter import GRACE_SECONDS, HEADS, NEEDED, SEND_SECONDS, Letter, read_letter, send_seconds
from bot.reply_json import reply_from_json, reply_to_keep
from bot.staff_post import StaffPost
from bot.wake import Wake
from config.clock import Clock
from config.log import log_failure, log_notice
from config.region import Region
from handlers.message import Reply
from orders.handoffs import HandoffBook

AT_ONCE = 24
"""Conversations one process sends to side by side."""
IDLE_SECONDS, SOON_SECONDS = 1.0, 0.02
BACKOFF = (1, 2, 5, 10, 30, 60, 120, 300)
"""Seconds before the next try, by the number of tries so far."""
LONGEST_WAIT = 3600.0
"""Seconds that a channel is waited for at most, whatever it asks for."""
SHOWN = 30
"""Characters by which a worker knows their words again."""
GIVE_UP = timedelta(hours=24)
"""What could not be delivered for so long goes to a person."""
EXPIRED = "一天都没有送达"
Report = Callable[[str, str], None]


class Sender:
    """Sends what waits in the outbox of the channels it is given."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        region: Region,
        channels: Mapping[str, Channel],
        *,
        report: Report = lambda _channel, _result: None,
        trouble: Report = lambda _channel, _error: None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake
        self.channels = channels
        self.report = report
        self.trouble = trouble
        self._numbers = region.numbers
        self._busy: set[int] = set()
        self._sent: dict[int, list[str]] = {}
        """Parts that left while nothing could be written down."""
        self._paused: dict[str, float] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    async def run(self) -> None:
        """Sends until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while not self._stopping:
                found: Sequence[int] = ()
                try:
                    found = await self._ready()
                except Exception as error:  # noqa: BLE001 - whatever broke: the replies are on disk and wait
                    log_failure("outbox not readable", error)
                for number in found:
                    await self._room.acquire()
                    self._busy.add(number)
                    tasks.create_task(self._empty(number))
                await self.wake.wait("outbox", SOON_SECONDS if len(found) >= AT_ONCE else IDLE_SECONDS)

    async def finish(self) -> None:
        """Takes nothing new and waits for what is under way: a reply cut off here would be sent again elsewhere."""
        self._stopping = True
        self.wake.ring("outbox")
        end = time.monotonic() + SEND_SECONDS
        while self._busy and time.monotonic() < end:  # noqa: ASYNC110 - bounded, and only at the end of a process
            await asyncio.sleep(SOON_SECONDS)

    async def send_all(self) -> None:
        """Sends what is due now and returns."""
        while numbers := await self._ready():
            for number in numbers:
                await self._room.acquire()
                await self._empty(number)

    async def _ready(self) -> Sequence[int]:
        """Conversations whose next reply may leave or is to be withheld, and that this process is not at already."""
        now = self.clock.now()
        open_channels = [name for name in self.channels if self._paused.get(name, 0) <= time.monotonic()]
        free = OUTBOX.c.sending_until.is_(None) | (OUTBOX.c.sending_until < now)
        gone_by = TALK.c.held_by.is_not(None) & (OUTBOX.c.author == "")
        wanted = (
            select(OUTBOX.c.conversation_id)
            .join(HEADS, (HEADS.c.conversation_id == OUTBOX.c.conversation_id) & (HEADS.c.seq == OUTBOX.c.seq))
            .join(TALK, TALK.c.id == OUTBOX.c.conversation_id)
            .where(((OUTBOX.c.try_at <= now) & free) | gone_by, TALK.c.channel.in_(open_channels))
            .order_by(OUTBOX.c.id)
            .limit(AT_ONCE + len(self._busy))
        )
        async with self.database.reading() as session:
            found = (await session.execute(wanted)).scalars().all()
        return [number for number in found if number not in self._busy]

    async def _empty(self, number: int) -> None:
        """Sends what waits in one conversation, one after the other, as far as it goes."""
        try:
            while not self._stopping and (letter := await self._take(number)) is not None:
                if not await self._send(letter):
                    break
        except Exception as error:  # noqa: BLE001 - one conversation that breaks must not end the sending of all
            log_failure("outbox not writable", error)
        finally:
            self._busy.discard(number)
            self._room.release()

    async def _take(self, number: int) -> Letter | None:
        """The next reply of the conversation, marked as under way; None where nothing may leave now."""
        async with self.database.writing() as session, session.begin():
            holder = select(TALK.c.held_by, TALK.c.channel, TALK.c.account).where(TALK.c.id == number)
            talk = (await session.execute(holder.with_for_update())).one_or_none()
            if talk is None:
                return None
            now = self.clock.now()  # only now: the lock may have been waited for, and the mark counts from here
            waiting = select(OUTBOX).where(OUTBOX.c.conversation_id == number, OUTBOX.c.try_at.is_not(None))
            for row in (await session.execute(waiting.order_by(OUTBOX.c.seq))).all():
                if talk.held_by is not None and not row.author:
                    await session.execute(self._end(row.id, withheld_at=now, reply=self._masked(row.reply)))
                    await self._tell_holder(session, talk.held_by, row.reply)
                    self.report(talk.channel, "withheld")
                    continue
                if row.try_at > now or (row.sending_until is not None and row.sending_until >= now):
                    return None
                until = now + timedelta(seconds=send_seconds(row.reply) + GRACE_SECONDS)
                mark = {"sending_until": until, "tries": row.tries + 1}
                await session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(mark))
                return read_letter(row, talk)
        return None

    async def _tell_holder(self, session: AsyncSession, handoff_id: int, raw: Mapping[str, Any]) -> None:
        """A withheld reply that the resident must not miss, such as an order number, is shown to who has them."""
        if raw.get("kind") not in NEEDED:
            return
        handoff = await HandoffBook(session, self.clock).get(handoff_id)
        if handoff.staff_id is not None:
            reply = reply_from_json(raw)
            told = Reply(f"{handoff.receipt} 分流有一条没来得及送给居民，请您转告：\n{reply.text}", rows=reply.rows)
            await StaffPost(session, self.clock).tell(handoff.staff_id, told)

    async def _tell_author(self, letter: Letter, reason: str) -> None:
        """A worker whose words were refused learns it at once, and why."""
        if not letter.author.isdigit():
            return
        words = str(letter.raw.get("text", ""))[:SHOWN]
        async with self.database.writing() as session, session.begin():
            told = Reply(f"这句没有送到居民：“{words}”\n{reason}\n可以改打电话；发 /dead 能看到它、重发它。")
            await StaffPost(session, self.clock).tell(int(letter.author), told)

    async def _send(self, letter: Letter) -> bool:
        """Sends a reply and notes what came of it; False where the conversation has to wait."""
        channel = self.channels[letter.channel]
        refs = self._sent.get(letter.id, list(letter.refs))
        try:
            parts = channel.parts(reply_from_json(letter.raw), letter.id)
            async with asyncio.timeout(send_seconds(letter.raw)):
                for part in parts[len(refs) :]:
                    refs.append(await channel.send(letter.account, part))
                    self._sent[letter.id] = refs
        except Refused as error:
            await self._note(letter, refs, dead_at=self.clock.now(), error=error.say)
            await self._tell_author(letter, error.say)
            self.report(letter.channel, "dead")
            log_notice("reply_refused", channel=letter.channel, reason=error.reason)
            return True
        except (TryLater, TimeoutError, OSError) as error:
            self._tell(letter, error)
            return await self._later(letter, refs, error)
        except Exception as error:  # noqa: BLE001 - a reply that cannot be sent must not stop the others
            log_failure("sending failed", error)
            return await self._later(letter, refs, error)
        await self._note(letter, refs, sent_at=self.clock.now())
        self.report(letter.channel, "sent")
        return True

    def _tell(self, letter: Letter, error: Exception) -> None:
        """A second failure in a row is a trouble of the channel; that it asks for patience is none."""
        patience = isinstance(error, TryLater) and error.seconds is not None
        if letter.tries and not patience:
            self.trouble(letter.channel, error.reason if isinstance(error, TryLater) else type(error).__name__)

    async def _later(self, letter: Letter, refs: list[str], error: Exception) -> bool:
        now = self.clock.now()
        reason = error.reason if isinstance(error, TryLater) else type(error).__name__
        if now - letter.created_at > GIVE_UP:
            await self._note(letter, refs, dead_at=now, error=f"{EXPIRED}（{reason}）")
            self.report(letter.channel, "dead")
            return True
        wait = float(BACKOFF[min(letter.tries, len(BACKOFF) - 1)])
        if isinstance(error, TryLater) and error.seconds is not None:
            wait = min(max(error.seconds, 0.0), LONGEST_WAIT)
            self._paused[letter.channel] = time.monotonic() + min(wait, 1.0)
        await self._note(letter, refs, try_at=now + timedelta(seconds=wait), error=reason)
        self.report(letter.channel, "later")
        return False

    async def _note(self, letter: Letter, refs: list[str], **what: Any) -> None:
        """Writes down what came of a reply; keeps at it until that is done, for the message may have left."""
        values = {"sending_until": None, "parts": len(refs), "refs": refs, "try_at": None} | what
        if values["try_at"] is None and "dead_at" not in what:
            values["reply"] = self._masked(letter.raw)
        mine = OUTBOX.c.id == letter.id
        if "sent_at" not in what:  # it was ended while it was under way: it is not tried again
            mine &= OUTBOX.c.withheld_at.is_(None)
        while True:
            try:
                async with self.database.writing() as session, session.begin():
                    await session.execute(update(OUTBOX).where(mine).values(values))
            except Exception as error:
                if not is_gone(error):
                    raise
                await asyncio.sleep(IDLE_SECONDS)
                continue
            self._sent.pop(letter.id, None)
            return

    def _masked(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return reply_to_keep(reply_from_json(raw), self._numbers)

    def _end(self, number: int, **what: Any) -> Any:
        return update(OUTBOX).where(OUTBOX.c.id == number).values({"try_at": None, "sending_until": None} | what)
