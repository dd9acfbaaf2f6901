"""One matter from two residents' first words to their ratings: the real desk over the real order layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.asking import Desk
from bot.conversations import Conversations
from bot.database import Database
from bot.desk import desk_loader
from bot.notice_sender import NoticeSender
from bot.order_alerts import call_alerts
from bot.order_rounds import OrderRounds
from bot.reply_json import reply_to_json
from bot.staff_post import CHANNEL
from bot.turns import Turns
from config.region import Region, load_region
from config.settings import Settings
from handlers.message import Incoming, Reply
from orders.book import OrderBook
from orders.case_tables import Alert, Appendix, Case, Notice
from orders.staff import StaffBook
from orders.tables import Handoff, Order
from tests.bot.tiny_desk import last_resort
from tests.conftest import StandingClock
from tests.orders.dispatching import unit_of
from tests.shared import INDEX

RESULT = "十二盏路灯的线路都换好了，昨晚逐盏看过都亮"
ASKED = "确认提交"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_loader(Settings(index=INDEX))(load_region("sample"))


class Street:
    """Residents who write, and a unit that works."""

    def __init__(self, database: Database, desk: Desk, region: Region, clock: StandingClock) -> None:
        self.database, self.region, self.clock = database, region, clock
        self.turns = Turns(database, desk, region, clock, last_resort())
        self.sender = NoticeSender(self.turns)
        self.rounds = OrderRounds(database, region, clock)
        self.numbers = count(1)

    async def says(self, who: str, *words: str, tap: bool = False) -> Sequence[Reply]:
        """What came back to the last of these words; `tap`: the last is the code of a button."""
        replies: Sequence[Reply] = ()
        for place, said in enumerate(words, 1):
            self.clock.forward(minutes=1)
            tapped = tap and place == len(words)
            message = Incoming(
                "web", who, f"m{next(self.numbers)}", self.clock.at,
                text="" if tapped else said, option=said if tapped else "",
            )  # fmt: skip
            replies = [posted.reply for posted in await self.turns.take(message)]
        return replies

    async def tells_of_the_lights(self, who: str, words: str, when: str) -> Sequence[Reply]:
        """The form, up to the read-back being confirmed."""
        replies = await self.says(who, words, "同意")
        answers = {"什么时候": when, "什么地方": "听雨花园3号门口", "哪家单位": "不清楚", "怎么解决": "尽快修好"}
        for _ in range(12):
            shown = "\n".join(reply.text for reply in replies)
            if any(option.label == ASKED for reply in replies for option in reply.options):
                return await self.says(who, ASKED)
            replies = await self.says(who, next((said for key, said in answers.items() if key in shown), "跳过"))
        raise AssertionError(replies)

    async def heard(self, who: str) -> list[str]:
        """All that was said to a resident."""
        async with self.database.reading() as session:
            conversations = Conversations(session)
            talk = await conversations.find("web", who)
            assert talk is not None
            said = await conversations.history(talk, 0, 500)
        return [str(reply_to_json(one.reply)) for one in said if hasattr(one, "reply")]

    async def orders(self) -> Sequence[Order]:
        """All orders, oldest first."""
        async with self.database.reading() as session:
            return (await session.execute(select(Order).order_by(col(Order.id)))).scalars().all()

    async def moves(self, number: str, code: str, **said: object) -> Order:
        """A clerk of the lead unit makes a move."""
        async with self.database.writing() as session, session.begin():
            book = OrderBook(session, self.region, self.clock)
            order = await book.get(number)
            return await book.life.move(order, code, unit_of(order), **said)

    async def solves(self, number: str) -> None:
        """From accepted to resolved."""
        await self.moves(number, "accept")
        await self.moves(number, "contact", how="电话", note="约好晚上去看")
        await self.moves(number, "resolve", closure_type="solved", result=RESULT)

    async def rows(self, table: type) -> Sequence[object]:
        """All rows of a table."""
        async with self.database.reading() as session:
            return (await session.execute(select(table))).scalars().all()


@pytest.fixture
def street(database: Database, desk: Desk, region: Region, clock: StandingClock) -> Street:
    clock.forward(days=1)  # a Monday
    return Street(database, desk, region, clock)


async def test_two_neighbours_one_order(street: Street) -> None:
    """The second is asked, joins, is told each step under an own number; both rate; a "no" reopens it for both."""
    first = await street.tells_of_the_lights("a", "听雨花园3号门口的路灯坏了一片", "昨天晚上")
    assert any(reply.kind == "order" for reply in first)
    asked = await street.tells_of_the_lights("b", "听雨花园3号门口路灯不亮，黑漆漆的", "前天起")
    shown = "\n".join(reply.text for reply in asked)
    assert "同一件" in shown
    assert "3号" not in str([reply_to_json(reply) for reply in asked])
    joined = await street.says("b", "是同一件，一起办")
    lead, voice = await street.orders()
    assert (voice.status, voice.main_id, lead.voices) == ("merged", lead.id, 2)
    assert lead.number in str([reply_to_json(reply) for reply in joined])
    assert lead.status == "dispatched"

    await street.solves(lead.number)
    await street.sender.tell_all()
    for who in ("a", "b"):
        assert any(RESULT in said for said in await street.heard(who))
    street.clock.forward(days=1)
    await street.rounds.once()
    await street.sender.tell_all()
    assert any("fu_solved_no" in said for said in await street.heard("b"))
    await street.says("b", f"fu_solved_no:{voice.number}", tap=True)
    lead, voice = await street.orders()
    assert (lead.status, lead.redo_count, voice.status) == ("dispatched", 1, "merged")
    await street.sender.tell_all()
    assert any("退回示例" in said for said in await street.heard("a"))


async def test_one_who_tells_it_again_sees_the_answer_first_and_is_not_blocked(street: Street) -> None:
    """Same person, same matter: the earlier answer first; what they add reaches the unit; another tap files."""
    await street.tells_of_the_lights("a", "听雨花园3号门口的路灯坏了一片", "昨天晚上")
    number = (await street.orders())[0].number
    again = await street.tells_of_the_lights("a", "听雨花园3号门口的路灯还是坏的", "昨天晚上")
    shown = str([reply_to_json(reply) for reply in again])
    assert number in shown
    await street.says("a", "另立一件")
    assert len(await street.orders()) == 2


async def test_what_the_unit_needs_is_asked_and_goes_on_when_it_comes(street: Street) -> None:
    """等居民补充: the clock stops, the resident is asked, their words resume it and stand in the additions."""
    await street.tells_of_the_lights("a", "听雨花园3号门口的路灯坏了一片", "昨天晚上")
    number = (await street.orders())[0].number
    await street.moves(number, "accept")
    await street.moves(number, "pause", note="请说一下是第几根灯杆")
    await street.sender.tell_all()
    assert any("第几根灯杆" in said for said in await street.heard("a"))
    street.clock.forward(hours=3)
    await street.says("a", "从门口往东第二根和第三根")
    order = (await street.orders())[0]
    assert order.paused_at is None
    assert order.paused_minutes > 0
    added = await street.rows(Appendix)
    assert [one.words for one in added if isinstance(one, Appendix)] == ["从门口往东第二根和第三根"]


async def test_a_notice_waits_while_a_person_has_the_conversation(street: Street) -> None:
    """The bot never speaks over a person; what there is to tell comes later, once."""
    await street.tells_of_the_lights("a", "听雨花园3号门口的路灯坏了一片", "昨天晚上")
    number = (await street.orders())[0].number
    await street.moves(number, "accept")
    async with street.database.writing() as session, session.begin():
        conversations = Conversations(session)
        talk = await conversations.lock("web", "a", street.clock.at)
        talk.held_by = 7
        await conversations.save(talk, street.clock.at)
    assert await street.sender.tell_all() == 0
    async with street.database.writing() as session, session.begin():
        conversations = Conversations(session)
        talk = await conversations.lock("web", "a", street.clock.at)
        talk.held_by = None
        await conversations.save(talk, street.clock.at)
    street.clock.forward(minutes=11)
    assert await street.sender.tell_all() == 1
    assert await street.sender.tell_all() == 0
    notices = await street.rows(Notice)
    assert all(notice.sent_at is not None for notice in notices if isinstance(notice, Notice))


async def test_opposing_demands_are_talked_about_before_anybody_is_sent(street: Street) -> None:
    """对立诉求 减速带装/拆: paired, both told nothing of each other, and the staff is called to invite both."""
    await file(street, "a", "听雨花园门口要装减速带，车开得太快了", "请装减速带")
    await file(street, "b", "听雨花园门口的减速带要拆掉，咣当咣当吵死了", "请拆掉减速带")
    one, other = await street.orders()
    assert (one.conflict_with, other.conflict_with) == (other.number, one.number)
    assert (one.status, other.status) == ("dispatched", "consulting")
    kinds = [alert.kind for alert in await street.rows(Alert) if isinstance(alert, Alert)]
    assert "conflict" in kinds


async def test_the_third_voice_calls_the_worker_before_the_fourth(street: Street) -> None:
    """未诉先办: three different people within three days; the staff reads it at once, in one message."""
    async with street.database.writing() as session, session.begin():
        staff = StaffBook(session, street.clock)
        code = await staff.invite("小李", "worker")
        await staff.join(code, "staff-1")
    for who in ("a", "b", "c"):
        await file(street, who, f"听雨花园门口的路灯不亮，{who}", "请修")
    async with street.database.writing() as session, session.begin():
        told = await call_alerts(session, street.clock, street.region)
        assert await call_alerts(session, street.clock, street.region) == []
    assert CHANNEL == "staff"
    words = "\n".join(reply.text for _, reply in told)
    assert "热点事件" in words
    assert "3 位居民" in words


async def test_a_quarrel_goes_to_the_council_with_consent(street: Street) -> None:
    """下交群评: what the resident agreed to, to the community of the place; elsewhere a person finds out which."""
    for who, place in (("a", "松烟社区听雨花园3号"), ("b", "不知道什么村")):
        replies = await street.says(who, "邻居把杂物堆在我家门口，说了也不听，天天吵架")
        labels = [option.label for reply in replies for option in reply.options]
        assert any("议一议" in label for label in labels), labels
        replies = await street.says(who, "请村里（社区）议一议")
        for _ in range(4):
            if any(reply.kind == "receipt" for reply in replies):
                break
            asks_place = any("哪个" in reply.text for reply in replies)
            replies = await street.says(who, place if asks_place else "同意")
        assert any(reply.kind == "receipt" for reply in replies), replies
    cases = [case for case in await street.rows(Case) if isinstance(case, Case)]
    assert [(case.kind, case.unit) for case in cases] == [("council", "community:songyan")]
    handoffs = [one for one in await street.rows(Handoff) if isinstance(one, Handoff)]
    assert [one.reason for one in handoffs] == ["council"]


async def file(street: Street, who: str, content: str, demand: str) -> None:
    """An order of a worker's or another system's hand, through the same door."""
    from orders.filing import Filing
    from tests.orders.drafts import draft

    async with street.database.writing() as session, session.begin():
        filing = Filing(OrderBook(session, street.region, street.clock))
        said = {"content": content, "demand": demand, "account": who, "handler": "urban_management"}
        said |= {
            "card_id": "street-light" if "路灯" in content else "speed-bump",
            "topic": "city",
            "title": content[:12],
        }
        said |= {"incident_address": "松烟社区听雨花园门口", "respondent": "不清楚", "occurred_at": "这几天"}
        await filing.file(draft(**said), key=f"{who}-{content}", asked=True)
