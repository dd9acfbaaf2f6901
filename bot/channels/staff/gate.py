"""Who may come in: staff, and whoever has a good invitation. All others read one line, once an hour at most."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.channels.staff.memory import Memory, read_memory
from bot.channels.staff.reading import Heard
from bot.channels.staff.visit import Hands, Visit
from bot.conversations import INBOX, Conversations
from bot.rate import Rate, TooFast
from bot.staff_post import CHANNEL, Once, Repeated, StaffPost
from config.errors import InvitationNotGood
from handlers.message import Reply
from orders.handoffs import HandoffBook
from orders.number import ALPHABET
from orders.staff import INVITE_LENGTH, StaffBook, role_name

STRANGER = "您好，这里只供内部工作使用。"
WELCOME = "{name}您好，您已加入，角色是{role}，现在值班。有居民要找人时，材料会发到这里。\n发 /help 看怎么用。"
RENEWED = "{name}您好，您的角色现在是{role}。"
QUIET = timedelta(hours=1)
WRONG_PER_HOUR = 5
HOUR_IN_MINUTES = 60
COMMAND = re.compile(r"/(?:start|join)(?:@\w+)?\s+(.+)", re.DOTALL | re.IGNORECASE)
CODE = re.compile(rf"[{ALPHABET}]{{{INVITE_LENGTH}}}")


class Gate:
    """Lets staff in, and nobody else."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.database = hands.services.database
        self.clock = hands.services.clock
        self._guesses = Rate(WRONG_PER_HOUR, now=lambda: time.monotonic() / HOUR_IN_MINUTES)

    async def admit(self, heard: Heard) -> Visit | None:
        """The visit of a worker; None where there is nothing left to do with the update."""
        async with self.database.reading() as session:
            staff = await StaffBook(session, self.clock).by_account(heard.account)
            talk = await Conversations(session).find(CHANNEL, heard.account)
            if talk is not None:
                seen = (INBOX.c.conversation_id == talk.id) & (INBOX.c.message_id == heard.number)
                if (await session.execute(select(INBOX.c.id).where(seen))).first() is not None:
                    return None
            held = await HandoffBook(session, self.clock).of(staff.id or 0) if staff else ()
        code = "" if heard.edited else invitation(heard, command_only=staff is not None)
        if staff is None:
            await self._stranger(heard, code)
            return None
        visit = Visit(self.hands, heard, staff, read_memory(talk.state) if talk else Memory(), held)
        if code:
            await visit.do(lambda once: self._join(once, code), then=visit.memory)
            return None
        return visit

    async def _stranger(self, heard: Heard, code: str) -> None:
        once = Once(heard.account, heard.number, heard.at, Memory().to_json())
        try:
            if code:
                self._guesses.spend(heard.account)
                await self._join(once, code)
                return
        except (TooFast, Repeated):
            return
        except InvitationNotGood:
            pass
        await self._say_the_line(heard)

    async def _join(self, once: Once, code: str) -> None:
        """Lets the account in with that code.

        Raises:
            InvitationNotGood, Repeated
        """
        async with self.database.writing() as session, session.begin():
            post, book = StaffPost(session, self.clock), StaffBook(session, self.clock)
            await post.once(once)
            text = WELCOME if await book.by_account(once.account) is None else RENEWED
            staff = await book.join(code, once.account)
            await post.write(once.account, [Reply(text.format(name=staff.name, role=role_name(staff)))])
            await self.hands.services.wake.tell(session, "outbox")
        self.hands.services.wake.ring("outbox")

    async def _say_the_line(self, heard: Heard) -> None:
        """The same words whatever was written, and nothing within an hour of the last time."""
        now = self.clock.now()
        async with self.database.reading() as session:
            if _told_lately(await Conversations(session).find(CHANNEL, heard.account), now):
                return
        async with self.database.writing() as session, session.begin():
            talk = await Conversations(session).lock(CHANNEL, heard.account, now)
            if _told_lately(talk, now):
                return
            state = {"told": now.isoformat()}
            once = Once(heard.account, heard.number, heard.at, state, (Reply(STRANGER),))
            try:
                await StaffPost(session, self.clock).once(once)
            except Repeated:
                return
            await self.hands.services.wake.tell(session, "outbox")
        self.hands.services.wake.ring("outbox")


def invitation(heard: Heard, *, command_only: bool = False) -> str:
    """The invitation code that somebody wrote, with a command or bare; empty where there is none."""
    found = COMMAND.fullmatch(heard.text)
    if found is None and command_only:
        return ""
    plain = unicodedata.normalize("NFKC", found.group(1) if found else heard.text).upper()
    code = re.sub(r"[-\s]", "", plain)
    return code if CODE.fullmatch(code) else ""


def _told_lately(talk: object, now: datetime) -> bool:
    state = getattr(talk, "state", None) or {}
    return "told" in state and now - datetime.fromisoformat(state["told"]) < QUIET
