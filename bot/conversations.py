"""Conversations on disk: state and messages of one person on one channel, read and written as a whole.

The row of the conversation is its lock: from `lock` to the end of the transaction nobody else writes to it. All
statements are plain ones, not the ORM's: a turn is a handful of round trips.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.reply_json import reply_from_json, reply_to_json, reply_to_keep
from bot.tables import ConversationRow, Inbox, Outbox
from config.masking import mask
from handlers.message import Incoming, Reply
from orders.status import CLAIMED
from orders.tables import Handoff

TALK = ConversationRow.__table__  # type: ignore[attr-defined]
INBOX = Inbox.__table__  # type: ignore[attr-defined]
OUTBOX = Outbox.__table__  # type: ignore[attr-defined]
HANDOFF = Handoff.__table__  # type: ignore[attr-defined]
TAKING: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
"""INSERT … ON CONFLICT DO NOTHING, as each database writes it."""


@dataclass(frozen=True)
class Posted:
    """A reply with its place in the conversation."""

    seq: int
    reply: Reply


@dataclass(frozen=True)
class Said:
    """A message of the resident with its place in the conversation, as it is shown after a reload."""

    seq: int
    client_id: str
    text: str
    option: str
    attachments: tuple[str, ...]
    located: bool


@dataclass
class Talk:
    """A conversation that this transaction has locked; what changes is written by `Conversations.save`."""

    id: int
    channel: str
    account: str
    token: str
    state: Mapping[str, Any]
    revision: int
    last_seq: int
    held_by: int | None
    due_at: datetime | None
    first_place: int | None
    waiting_from: datetime | None

    @property
    def scope(self) -> str:
        """Keeps the keys of this conversation apart from all others, and from an earlier one of the same person."""
        return f"{self.id}.{self.token}"


NAMES = tuple(Talk.__dataclass_fields__)
COLUMNS = [TALK.c[name] for name in NAMES]
FIXED = ("id", "channel", "account", "token")
FIND = select(*COLUMNS).where(TALK.c.channel == bindparam("channel"), TALK.c.account == bindparam("account"))
LOCK = FIND.with_for_update()
SAVE = (
    update(TALK)
    .where(TALK.c.id == bindparam("talk"))
    .values({name: bindparam(name) for name in (*(one for one in NAMES if one not in FIXED), "updated_at")})
)
HOLDER = select(func.min(HANDOFF.c.id)).where(
    HANDOFF.c.channel == bindparam("channel"), HANDOFF.c.account == bindparam("account"), HANDOFF.c.status == CLAIMED
)
POST = insert(OUTBOX)
TAKE = {name: write(INBOX).on_conflict_do_nothing().returning(INBOX.c.id) for name, write in TAKING.items()}
"""Statements of every turn, built once: building one costs as much as running it."""


class Conversations:
    """The conversations as one database session sees them."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._connection: AsyncConnection | None = None

    async def find(self, channel: str, account: str) -> Talk | None:
        """The conversation of that person, if there is one; not locked."""
        found = await self._run(FIND, {"channel": channel, "account": account})
        return _talk(found.one_or_none())

    async def lock(self, channel: str, account: str, now: datetime) -> Talk:
        """The conversation of that person, begun where there is none; nobody else writes to it until the end.

        One that begins while a person has a handoff of this resident is held from its first moment.
        """
        whose = {"channel": channel, "account": account}
        found = _talk((await self._run(LOCK, whose)).one_or_none())
        while found is None:
            held_by = (await self._run(HOLDER, whose)).scalar_one()
            fresh = whose | {"token": secrets.token_hex(8), "state": {}, "revision": 1, "last_seq": 0}
            fresh |= {"held_by": held_by}
            insert = TAKING[self._dialect](TALK).on_conflict_do_nothing()
            await self._run(insert, fresh | {"created_at": now, "updated_at": now})
            found = _talk((await self._run(LOCK, whose)).one_or_none())
        return found

    async def lock_by_id(self, number: int) -> Talk | None:
        """The same for a conversation whose number is known; None where it has been forgotten."""
        wanted = select(*COLUMNS).where(TALK.c.id == number).with_for_update()
        return _talk((await self._run(wanted)).one_or_none())

    async def lock_due(self, now: datetime, frontier: int | None) -> Talk | None:
        """A conversation whose waiting messages are due, and that nobody else works on."""
        due = select(*COLUMNS).where(TALK.c.due_at <= now).order_by(TALK.c.due_at).limit(1)
        if frontier is not None:
            due = due.where(TALK.c.first_place <= frontier)
        return _talk((await self._run(due.with_for_update(skip_locked=True))).one_or_none())

    async def take(self, talk: Talk, incoming: Incoming, now: datetime, **waiting: Any) -> int | None:
        """Writes the message down; its number, or None where it is there already.

        `waiting`: body and place of one that is taken later; without them it counts as taken.
        """
        row = {
            "conversation_id": talk.id,
            "message_id": incoming.message_id,
            "seq": talk.last_seq + 1,
            "text": mask(incoming.text),
            "option": incoming.option,
            "attachments": [attachment.ref for attachment in incoming.attachments],
            "located": incoming.location is not None,
            "received_at": incoming.received_at,
            "arrived_at": now,
            "done_at": None if waiting else now,
            "place": 0,
            "body": {},
        } | waiting
        number: int | None = (await self._run(TAKE[self._dialect], row)).scalar_one_or_none()
        if number is not None:
            talk.last_seq += 1
        return number

    async def answered(self, talk: Talk, message_id: str) -> tuple[Posted, ...] | None:
        """The replies to a message that was taken before; None for a new one. The bot's own are not said again while
        a person has the conversation."""
        mine = (INBOX.c.conversation_id == talk.id) & (INBOX.c.message_id == message_id)
        known = (await self._run(select(INBOX.c.id).where(mine))).scalar_one_or_none()
        if known is None:
            return None
        there = (OUTBOX.c.inbox_id == known) & OUTBOX.c.withheld_at.is_(None)
        if talk.held_by is not None:
            there &= OUTBOX.c.author != ""
        wanted = select(OUTBOX.c.seq, OUTBOX.c.reply).where(there).order_by(OUTBOX.c.seq)
        return tuple(Posted(seq, reply_from_json(raw)) for seq, raw in await self._run(wanted))

    async def waiting(self, talk: Talk) -> Sequence[Row[Any]]:
        """The messages that wait, in the channel's order."""
        mine = (INBOX.c.conversation_id == talk.id) & INBOX.c.done_at.is_(None)
        found = await self._run(select(INBOX).where(mine).order_by(INBOX.c.place, INBOX.c.id))
        return list(found)

    async def done(self, numbers: Collection[int], now: datetime) -> None:
        """Takes these messages out of the waiting ones; what they said stays masked."""
        await self._run(update(INBOX).where(INBOX.c.id.in_(numbers)).values(done_at=now, body={}))

    async def post(
        self,
        talk: Talk,
        replies: Sequence[Reply],
        now: datetime,
        *,
        inbox_id: int | None = None,
        push: bool = False,
        author: str = "",
        known: Collection[str] = (),
    ) -> tuple[Posted, ...]:
        """Puts the replies into the outbox; what is returned is whole. `push`: the sender has to deliver them.

        What is stored is masked but for `known` numbers, at once or when it was delivered. The gate: while a person
        has the conversation, what the bot says is kept and marked as withheld, and nothing is returned.
        """
        held = talk.held_by is not None and not author
        rows, posted = [], []
        for reply in replies:
            talk.last_seq += 1
            kept = reply_to_json(reply) if push and not held else reply_to_keep(reply, known)
            when = {"sent_at": None if push or held else now, "try_at": now if push and not held else None}
            when |= {"withheld_at": now if held else None, "created_at": now}
            row = {"conversation_id": talk.id, "inbox_id": inbox_id, "seq": talk.last_seq, "reply": kept}
            rows.append(row | when | {"author": author, "tries": 0, "parts": 0, "refs": [], "error": ""})
            posted.append(Posted(talk.last_seq, reply))
        if rows:
            await self._run(POST, rows)
        return () if held else tuple(posted)

    async def save(self, talk: Talk, now: datetime) -> None:
        """Writes the conversation as it is now."""
        values = {name: getattr(talk, name) for name in NAMES if name not in FIXED}
        await self._run(SAVE, values | {"talk": talk.id, "revision": talk.revision + 1, "updated_at": now})

    async def history(self, talk: Talk, after: int, limit: int) -> list[Posted | Said]:
        """The last messages of both sides after that place, in order."""
        here, seq = INBOX.c.conversation_id == talk.id, INBOX.c.seq
        said = select(INBOX).where(here, seq > after).order_by(seq.desc()).limit(limit)
        there, place = (OUTBOX.c.conversation_id == talk.id) & OUTBOX.c.withheld_at.is_(None), OUTBOX.c.seq
        posted = select(place, OUTBOX.c.reply).where(there, place > after).order_by(place.desc()).limit(limit)
        both: list[Posted | Said] = [_said(one) for one in await self._run(said)]
        both += [Posted(number, reply_from_json(raw)) for number, raw in await self._run(posted)]
        return sorted(both, key=lambda one: one.seq)[-limit:]

    async def _run(self, statement: Any, values: Any = None) -> Any:
        """Runs a statement on the session's own connection, past what a session does for objects."""
        if self._connection is None:
            self._connection = await self.session.connection()
        return await self._connection.execute(statement, values)

    @property
    def _dialect(self) -> str:
        return str(self.session.get_bind().dialect.name)


def _talk(row: Row[Any] | None) -> Talk | None:
    return Talk(*tuple(row)) if row is not None else None


def _said(row: Row[Any]) -> Said:
    return Said(row.seq, row.message_id, row.text, row.option, tuple(row.attachments), row.located)
