"""What a worker does is checked anew, done once, and put down; of two at once one wins."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.accounts.rights import NotAllowed
from bot.accounts.sessions import Sessions
from bot.conversations import OUTBOX, TALK, Conversations, Posted
from bot.pages.staff.desk.actions import LONGEST_REPLY
from bot.pages.staff.visit import SignedOut
from config.errors import BadInput, HandoffNotYours, HandoffTaken
from orders.book import OrderBook
from orders.tables import Handoff
from tests.bot.desk.conftest import Office

FORM = {"reason": "居民说不清，我核实了", "content": "幸福路路灯不亮", "handler": "urban_management", "title": "路灯"}


async def read_by(office: Office, account: str) -> list[str]:
    """What the resident has been told."""
    async with office.services.database.reading() as session:
        conversations = Conversations(session)
        talk = await conversations.find("web", account)
        assert talk is not None
        both = await conversations.history(talk, 0, 100)
    return [one.reply.text for one in both if isinstance(one, Posted)]


async def test_of_two_claims_at_once_one_wins(office: Office) -> None:
    """The other reads who has it and since when; both tries are put down."""
    first, second = await office.desk("李四", "li.si"), await office.desk("王五", "wang.wu")
    number = await office.asks("v1")
    done = await asyncio.gather(first.claim(number), second.claim(number), return_exceptions=True)
    won = [one for one in done if isinstance(one, Handoff)]
    lost = [one for one in done if isinstance(one, HandoffTaken)]
    assert (len(won), len(lost)) == (1, 1)
    winner = "李四" if isinstance(done[0], Handoff) else "王五"
    assert lost[0].say == f"这件由{winner}受理，从 11-22 12:00 开始。"
    assert sorted(action for _, action in await office.audit()) == ["desk.claim", "desk.claim_refused"]


async def test_words_reach_the_resident_once(office: Office) -> None:
    """A click that is repeated sends nothing twice; other words of the same draft are another message."""
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    assert await desk.say(number, "马上去看 ", "draft-1")
    assert not await desk.say(number, "马上去看", "draft-1")
    assert await desk.say(number, "马上去看，请稍等", "draft-1")
    assert (await read_by(office, "v1"))[-2:] == ["马上去看", "马上去看，请稍等"]
    assert (await office.handoff(number)).waiting_since is None
    assert [action for _, action in await office.audit()] == ["desk.claim", "desk.reply", "desk.reply"]


@pytest.mark.parametrize(("text", "why"), [("  \n", "还没有写内容"), ("好" * (LONGEST_REPLY + 1), "请分几次发")])
async def test_what_cannot_be_sent_is_told(office: Office, text: str, why: str) -> None:
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    with pytest.raises(BadInput) as caught:
        await desk.say(number, text, "t")
    assert why in caught.value.say


async def test_only_who_holds_it_speaks(office: Office) -> None:
    """Before the claim, after the transfer, and after the end."""
    first, second = await office.desk("李四", "li.si"), await office.desk("王五", "wang.wu")
    number = await office.asks("v1")
    with pytest.raises(HandoffNotYours):
        await first.say(number, "您好", "t")
    await first.claim(number)
    with pytest.raises(BadInput):
        await first.transfer(number, first.visit.me.staff_id)
    await first.transfer(number, second.visit.me.staff_id, "我去开会")
    with pytest.raises(HandoffNotYours) as caught:
        await first.say(number, "还在吗", "t")
    assert "王五" in caught.value.say
    await second.end(number, "answered", "电话里说清了")
    with pytest.raises(HandoffNotYours):
        await second.say(number, "补一句", "t")
    assert (await office.handoff(number)).ended_as == "answered"
    assert "已经答复完了" in (await read_by(office, "v1"))[-1]


async def test_an_order_needs_what_is_missing(office: Office) -> None:
    """Each missing thing is named; then it is filed in the worker's name, and the handoff is over."""
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    with pytest.raises(BadInput) as caught:
        await desk.file(number, FORM | {"reason": " ", "handler": "nobody"})
    assert caught.value.say == "还差：为什么立单（会记进工单）、派给哪一类单位。"
    filed = await desk.file(number, FORM)
    async with office.services.database.reading() as session:
        order = await OrderBook(session, office.services.region, office.clock).get(filed.number)
    assert (order.worker, order.worker_reason, order.handler) == ("李四", FORM["reason"], "urban_management")
    over = await office.handoff(number)
    assert (over.ended_as, over.order_number) == ("filed", order.number)
    with pytest.raises(HandoffNotYours):
        await desk.file(number, FORM)
    assert ("李四", "desk.file") in await office.audit()


@pytest.mark.parametrize("filed", [True, False])
async def test_what_else_was_said_comes_up_again(office: Office, *, filed: bool) -> None:
    """The bot had promised to go on with it; the worker ended one matter only, and speaks of no other."""
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    async with office.services.database.writing() as session, session.begin():
        talk = await Conversations(session).lock("web", "v1", office.clock.now())
        talk.state = {**talk.state, "queue": ["老板欠两个月工资"]}
        await Conversations(session).save(talk, office.clock.now())
    if filed:
        await desk.file(number, FORM)
    else:
        await desk.end(number, "answered", "电话里说清了")
    told = await read_by(office, "v1")
    assert told[-1] == "还有一件：老板欠两个月工资"
    assert told.count(told[-1]) == 1


async def test_given_back_the_bot_goes_on(office: Office) -> None:
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    assert await office.says("v1", "在吗") == []
    await desk.give_back(number, "不用人办")
    assert await office.says("v1", "在吗")


async def test_supervisors_take_over_and_workers_do_not(office: Office) -> None:
    """The try of a worker is put down; a supervisor who takes it speaks to the resident from then on."""
    first, second = await office.desk("李四", "li.si"), await office.desk("王五", "wang.wu")
    chief = await office.desk("赵主管", "zhao", "supervisor")
    number = await office.asks("v1")
    await first.claim(number)
    with pytest.raises(NotAllowed):
        await second.take_over(number, first.visit.me.staff_id)
    with pytest.raises(NotAllowed):
        await second.put_back(number, first.visit.me.staff_id)
    assert (await chief.take_over(number, first.visit.me.staff_id)).staff_id == chief.visit.me.staff_id
    assert await chief.say(number, "我来接着办", "t")
    with pytest.raises(HandoffNotYours):
        await first.say(number, "还有", "t")
    await chief.put_back(number, chief.visit.me.staff_id)
    assert (await office.handoff(number)).status == "waiting"
    for seen in (chief.visit.me.staff_id, None):
        with pytest.raises(HandoffNotYours):
            await chief.put_back(number, seen)
    told = await office.audit()
    assert ("王五", "refused") in told
    chiefs = [action for actor, action in told if actor == "赵主管"]
    assert chiefs == ["desk.put_back", "desk.take_over", "desk.reply", "desk.put_back"]


async def test_two_supervisors_at_once(office: Office) -> None:
    """Both take over what a worker holds: one gets it, the other does not take it from the first unseen."""
    worker = await office.desk("李四", "li.si")
    chiefs = [await office.desk("赵主管", "zhao", "supervisor"), await office.desk("钱主管", "qian", "supervisor")]
    number = await office.asks("v1")
    await worker.claim(number)
    seen = worker.visit.me.staff_id
    done = await asyncio.gather(*(one.take_over(number, seen) for one in chiefs), return_exceptions=True)
    winner = next(chief for chief, one in zip(chiefs, done, strict=True) if isinstance(one, Handoff))
    assert sum(isinstance(one, HandoffTaken) for one in done) == 1
    assert (await office.handoff(number)).staff_id == winner.visit.me.staff_id


async def test_a_supervisor_who_looked_away_takes_nothing_from_another(office: Office) -> None:
    """What the page still showed with the worker is with another supervisor by now: it stays there, and is told."""
    worker = await office.desk("李四", "li.si")
    first, late = await office.desk("赵主管", "zhao", "supervisor"), await office.desk("钱主管", "qian", "supervisor")
    number = await office.asks("v1")
    await worker.claim(number)
    seen = worker.visit.me.staff_id
    await first.take_over(number, seen)
    with pytest.raises(HandoffTaken, match="赵主管"):
        await late.take_over(number, seen)
    with pytest.raises(HandoffNotYours, match="赵主管"):
        await late.put_back(number, seen)
    assert (await office.handoff(number)).staff_id == first.visit.me.staff_id
    assert (await late.take_over(number, first.visit.me.staff_id)).staff_id == late.visit.me.staff_id


async def test_who_is_signed_out_does_nothing(office: Office) -> None:
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    async with office.services.database.writing() as session, session.begin():
        await Sessions(session, office.clock).close_all(desk.visit.me.staff_id)
    with pytest.raises(SignedOut):
        await desk.claim(number)
    assert (await office.handoff(number)).status == "waiting"


async def test_nothing_is_sent_to_a_page(office: Office) -> None:
    """Whoever works on the pages sees what came of it; no message lies in the outbox for them."""
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    await desk.claim(number)
    await office.says("v1", "还在吗")
    await desk.say(number, "在的", "t")
    await desk.end(number, "answered")
    staff = select(OUTBOX.c.id).join(TALK, TALK.c.id == OUTBOX.c.conversation_id).where(TALK.c.channel == "staff")
    async with office.services.database.reading() as session:
        assert (await session.execute(staff)).all() == []


async def test_colleagues_are_the_others(office: Office) -> None:
    """Whoever is on duty comes first; oneself is not among them."""
    first, second = await office.desk("李四", "li.si"), await office.desk("王五", "wang.wu")
    assert [one.name for one in await first.colleagues()] == ["王五"]
    assert [one.name for one in await second.colleagues()] == ["李四"]
