"""What a worker does with a handoff: each thing one transaction, done once however often the message comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import Conversations, Talk
from bot.database import Database
from bot.holding import Holding
from bot.noting import Noting
from bot.staff_post import Once, Repeated, StaffPost
from bot.turns import Turns
from bot.under_way import until_quiet
from config.errors import FenliuError, HandoffTaken
from handlers import returned
from handlers.message import Incoming, Reply
from handlers.returned import GIVEN_BACK
from orders.book import OrderBook
from orders.endings import chosen, say_of
from orders.filing import Filing
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff, Order, Staff
from orders.worker_draft import worker_draft

LAST = 3
"""Words said last that are looked at for danger when nobody answered them."""
HERE = "您好，我是工作人员{name}，您的情况我看到了（回执 {receipt}），接下来由我跟您说。"
MOVED = "您的事转给了同事{name}接着办，前面说过的都在，不用再讲一遍。"
AWAY = "刚才的同事这会儿离开了，您说的都记着（回执 {receipt}），别的同事会接着看。等的时候有什么要补充，直接发在这里。"
Tell = Callable[[Handoff, Staff], Reply]


class People(Noting):
    """Claims, words, transfers, orders and ends. Every action is refused with a sentence where it does not fit."""

    def __init__(self, turns: Turns, card: Tell) -> None:
        self.turns = turns
        self.database: Database = turns.database
        self.clock = turns.clock
        self.region = turns.region
        self.card = card
        """A handoff as its worker sees it."""

    async def do(self, once: Once, work: Callable[[], Awaitable[Any]]) -> bool:
        """Carries out what a worker's message asks for; an error they should read is told. False where it was done."""
        try:
            await work()
        except Repeated:
            return False
        except FenliuError as error:
            try:
                await self.answer(once, Reply(error.say))
            except Repeated:
                return False
        return True

    async def answer(self, once: Once, *replies: Reply) -> None:
        """Answers the worker, and does nothing else."""
        async with self._writing() as session:
            post = StaffPost(session, self.clock)
            await post.once(once)
            await post.write(once.account, replies)

    async def claim(self, once: Once | None, handoff_id: int, staff: Staff) -> Handoff:
        """受理: the handoff and the conversation are this person's. It returns when no word of the bot is under way.
        The worker's own message is answered with the handoff; None: there is none, they see on a page what came of it.

        Raises:
            HandoffTaken: somebody else was faster (`say` tells who, and since when), or talks to this resident now.
        """
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            handoff, fresh = await self._claim(session, handoff, talk, staff)
            if fresh:  # it leaves behind what of the bot is under way, for order holds within a conversation
                here = HERE.format(name=staff.name, receipt=handoff.receipt)
                await self._to_resident(session, talk, Reply(here), staff)
            await Conversations(session).save(talk, self.clock.now())
        await until_quiet(self.database, self.clock, talk.id)
        if once is not None:
            await self.answer(once, self.card(handoff, staff))
        return handoff

    async def say(self, once: Once, handoff_id: int, staff: Staff, reply: Reply) -> None:
        """The worker's words to the resident.

        Raises:
            HandoffNotYours: it is with somebody else, or has ended.
        """
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            book = HandoffBook(session, self.clock)
            await book.check_holder(handoff_id, staff.id or 0)
            await self._to_resident(session, talk, reply, staff)
            await book.touched(handoff)
            await StaffPost(session, self.clock).once(once)

    async def transfer(self, once: Once, handoff_id: int, staff: Staff, to_id: int, note: str = "") -> Handoff:
        """转交: a colleague has it from now on, and gets the whole packet.

        Raises:
            HandoffNotYours, StaffNotFound
        """
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            to = await StaffBook(session, self.clock).get(to_id)
            book = HandoffBook(session, self.clock)
            handoff = await book.transfer(handoff, staff, to, note)
            await self._to_resident(session, talk, Reply(MOVED.format(name=to.name)), staff)
            post = StaffPost(session, self.clock)
            await post.hold(once.account, to.account or "")
            await post.once(once)
            told = Reply(f"{staff.name}转给您一件{'：' + note if note else '。'}")
            await post.tell_all([(to_id, told), (to_id, self.card(handoff, to))])
            await post.write(once.account, [Reply(f"已转给{to.name}（{handoff.receipt}）。")])
        return handoff

    async def file_order(self, once: Once, handoff_id: int, staff: Staff, reason: str, **given: str) -> Order:
        """立单: an order in the worker's name with a reason; `given` are fields of the draft. It ends the handoff.

        Raises:
            OutOfScope: no reason was given.  OrderIncomplete: nothing says what happened.
            HandoffNotYours
        """
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            book = HandoffBook(session, self.clock)
            await book.check_holder(handoff_id, staff.id or 0)
            draft = worker_draft(handoff, staff.name, reason, given)
            filing = Filing(OrderBook(session, self.region, self.clock))
            order = await filing.file(draft, key=f"{handoff.handing_key}:worker")
            await book.end(handoff, staff.name, "filed", reason, order.number)
            rows = (("工单号", order.number), ("查询码", order.query_code), ("承办单位", order.lead_unit))
            told = Reply(say_of("filed", receipt=handoff.receipt, order=order.number), kind="order", rows=rows)
            await self._to_resident(session, talk, told, staff)
            due = order.due_at.date().isoformat()
            talk.state = returned.filed(
                talk.state, number=order.number, query_code=order.query_code, title=order.title,
                unit=order.lead_unit, due=due,
            )  # fmt: skip
            await self._let_go(session, talk, handoff)
            post = StaffPost(session, self.clock)
            await post.once(once)
            await post.write(
                once.account, [Reply(f"已立单 {order.number}，派往{order.lead_unit}（{handoff.receipt}）。")]
            )
        return order

    async def end(self, once: Once, handoff_id: int, staff: Staff, ended_as: str, note: str = "") -> None:
        """办结: the resident is told how it ended, and the bot is there again.

        Raises:
            HandoffNotYours, OrderError (no such ending, or none that a worker may choose)
        """
        ended_as = chosen(ended_as).code
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            book = HandoffBook(session, self.clock)
            await book.check_holder(handoff_id, staff.id or 0)
            await book.end(handoff, staff.name, ended_as, note)
            await self._to_resident(session, talk, Reply(say_of(ended_as, receipt=handoff.receipt)), staff)
            talk.state = returned.settled(talk.state)
            await self._let_go(session, talk, handoff)
            post = StaffPost(session, self.clock)
            await post.once(once)
            await post.write(once.account, [Reply(f"已办结（{handoff.receipt}）。")])

    async def give_back(self, once: Once, handoff_id: int, staff: Staff, note: str = "") -> None:
        """退回机器人: the bot goes on where it stopped.

        Raises:
            HandoffNotYours
        """
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            book = HandoffBook(session, self.clock)
            await book.check_holder(handoff_id, staff.id or 0)
            await book.end(handoff, staff.name, GIVEN_BACK, note)
            await self._to_resident(session, talk, Reply(say_of(GIVEN_BACK, receipt=handoff.receipt)), staff)
            await self._let_go(session, talk, handoff, save=False)
            if talk.held_by is None and (state := returned.given_back(talk.state)) is not None:
                talk.state = state
                go_on = Incoming(
                    channel=talk.channel, account=talk.account, message_id=f"back-{handoff_id}",
                    received_at=self.clock.now(), option=returned.GIVEN_BACK,
                )  # fmt: skip
                await self.turns.say_on(session, talk, go_on)
            await Conversations(session).save(talk, self.clock.now())
            post = StaffPost(session, self.clock)
            await post.once(once)
            await post.write(once.account, [Reply(f"已退回机器人（{handoff.receipt}）。")])

    async def put_back(self, handoff_id: int, note: str, actor: str = "分流", *, held_by: int | None = None) -> Handoff:
        """The lease ran out, or a supervisor frees it: it waits for anybody again, and the resident hears of it.
        `held_by`: only from this person, whom the supervisor saw.

        Raises:
            HandoffNotYours: it is not claimed any more, or not by `held_by`.
        """
        async with self._writing() as session:
            handoff, talk = await self._both(session, handoff_id)
            if held_by is not None:
                await HandoffBook(session, self.clock).check_holder(handoff_id, held_by)
            handoff = await HandoffBook(session, self.clock).put_back(handoff, actor, note)
            await self._let_go(session, talk, handoff, save=False)
            if talk.held_by is None:
                said = "\n".join(handoff.packet.get("added", ())[-LAST:]) if handoff.urgent else ""
                away = Reply(AWAY.format(receipt=handoff.receipt))
                await self.turns.post(session, talk, [*self.turns.last_resort.warnings(said), away])
            await Conversations(session).save(talk, self.clock.now())
        return handoff

    async def _claim(self, session: AsyncSession, handoff: Handoff, talk: Talk, staff: Staff) -> tuple[Handoff, bool]:
        """Claims; the same person's second tap finds it theirs. True where it is new."""
        holding = Holding(session, self.clock)
        if (other := await holding.somebody_else(talk, handoff, staff)) is not None:
            raise HandoffTaken(say=other)
        try:
            handoff = await HandoffBook(session, self.clock).claim(handoff.id or 0, staff)
        except HandoffTaken:
            if handoff.staff_id == staff.id and handoff.status == "claimed":
                return handoff, False
            raise
        talk.held_by = talk.held_by or handoff.id
        return handoff, True

    async def _both(self, session: AsyncSession, handoff_id: int) -> tuple[Handoff, Talk]:
        """The handoff and its conversation, which is locked first, always in this order."""
        book = HandoffBook(session, self.clock)
        handoff = await book.get(handoff_id)
        talk = await Conversations(session).lock(handoff.channel, handoff.account, self.clock.now())
        return await book.get(handoff_id), talk

    async def _to_resident(self, session: AsyncSession, talk: Talk, reply: Reply, staff: Staff) -> None:
        await self.turns.post(session, talk, [reply], author=str(staff.id))
        await Conversations(session).save(talk, self.clock.now())

    async def _let_go(self, session: AsyncSession, talk: Talk, handoff: Handoff, *, save: bool = True) -> None:
        """The conversation is the bot's again, or the next handoff's that somebody holds of the same resident."""
        talk.held_by = await Holding(session, self.clock).next_of(talk, handoff)
        if save:
            if talk.held_by is None:
                await self.turns.go_on(session, talk)
            await Conversations(session).save(talk, self.clock.now())

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncSession]:
        async with self.database.writing() as session, session.begin():
            yield session
            await self._put_down(session)
            await self.turns.wake.tell(session, "outbox")
        self.turns.wake.ring("outbox")
