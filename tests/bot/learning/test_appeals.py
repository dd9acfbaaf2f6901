"""边界申诉 from the first tap to the verdict in the resident's conversation, on either database."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.conversations import Conversations
from bot.learning.verdicts import Verdict, Verdicts
from bot.notice_sender import NoticeSender
from bot.staff_post import Once
from bot.tables import Outbox
from config.errors import BadInput, FenliuError, MoveNotAllowed
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.objections import Objections
from orders.staff import StaffBook
from orders.tables import Handoff
from tests.bot.learning.conftest import School
from tests.conftest import NOON, StandingClock
from tests.orders.cases.people import BOSS, DESK
from tests.orders.colleagues import hire

UPHELD = Verdict("uphold", "集市由街道办，热线该管", right_card="street-vendors")
KEPT = Verdict("keep", "是私人之间借钱，要由法院判", next_step="带借条到法院立案")


async def objected(school: School, account: str = "visitor-1") -> str:
    """The number that a resident gets who does not agree."""
    await school.say("朋友借我五万块不还", account=account)
    replies = await school.say(tap="object", account=account)
    return next(value for reply in replies for name, value in reply.rows if name == "申诉编号")


async def give(school: School, receipt: str, verdict: Verdict, actor: object = BOSS) -> Case:
    services = school.services
    async with services.database.writing() as session, session.begin():
        verdicts = Verdicts(session, services.region, services.clock, keep_days=90)
        return await verdicts.give(receipt, actor, verdict, services.wake)  # type: ignore[arg-type]


async def told(school: School, account: str = "visitor-1") -> list[str]:
    """Everything the desk ever told this resident."""
    async with school.services.database.reading() as session:
        talk = await Conversations(session).find("web", account)
        if talk is None:
            return []
        rows = select(Outbox).where(col(Outbox.conversation_id) == talk.id).order_by(col(Outbox.id))
        return [
            str(row.reply["text"]) + str(row.reply.get("rows", "")) for row in (await session.execute(rows)).scalars()
        ]


async def test_upheld_it_reaches_the_resident_once_and_a_worker(school: School) -> None:
    """And the queue of learning, with the right card."""
    receipt = await objected(school)
    await school.say("他在你们组织的集市上借的")
    case = await give(school, receipt, UPHELD)
    assert case.state == "upheld"
    senders = [NoticeSender(school.services.turns).tell_all() for _ in range(4)]
    assert sum(await asyncio.gather(*senders)) == 1
    async with school.services.database.reading() as session:
        handoff = (await session.execute(select(Handoff))).scalar_one()
    said = [one for one in await told(school) if "您说得有道理" in one]
    assert len(said) == 1
    assert receipt in said[0]
    assert handoff.receipt in said[0]
    assert "他在你们组织的集市上借的" in str(handoff.packet["words"])
    (item,) = await school.items(source=f"case:{receipt}")
    assert (item.kind, item.right_card, item.words) == ("disputed", "street-vendors", "朋友借我五万块不还")
    taught = await school.teach("teach", [item.id], "question", "street-vendors", "集市上借的钱要不回来", "陈主任")
    assert taught.revision


async def test_a_worker_takes_it_over_and_gives_it_back(school: School) -> None:
    """The handoff was made by the verdict, not by a turn: claimed, answered and ended as any other."""
    receipt = await objected(school)
    await give(school, receipt, UPHELD)
    await NoticeSender(school.services.turns).tell_all()
    async with school.services.database.writing() as session, session.begin():
        zhang = await hire(StaffBook(session, school.services.clock), "张三")
        number = (await session.execute(select(col(Handoff.id)))).scalar_one() or 0
    handoff = await school.services.people.claim(Once("chat-1", "claim", NOON), number, zhang)
    card = school.services.cards.held(handoff, zhang)
    assert "居民说得对：集市由街道办，热线该管" in str(card)
    before = len(await told(school))
    assert await school.say("还要补充一句") == []
    assert len(await told(school)) == before
    await school.services.people.give_back(Once("chat-1", "back", NOON), number, zhang)
    replies = await school.say("门口的路灯坏了")
    assert replies


async def test_kept_with_why_and_where_to_go(school: School) -> None:
    """The resident reads both, and both again when asking with the number; somebody else reads neither."""
    receipt = await objected(school)
    await give(school, receipt, KEPT)
    await NoticeSender(school.services.turns).tell_all()
    last = (await told(school))[-1]
    assert KEPT.reason in last
    assert KEPT.next_step in last
    assert "不予受理" not in last
    for account, knows in (("visitor-1", True), ("somebody", False)):
        replies = await school.say(f"{receipt} 怎么样了", account=account)
        shown = str([(reply.text, reply.rows) for reply in replies])
        assert "还是走原来说的路" in shown
        assert (KEPT.reason in shown) is knows
    assert await school.items(source=f"case:{receipt}") == []


async def test_it_reaches_whoever_has_left_and_cleared_everything(school: School) -> None:
    receipt = await objected(school)
    await school.services.retention.forget("web", "visitor-1")
    assert await told(school) == []
    await give(school, receipt, UPHELD)
    assert await NoticeSender(school.services.turns).tell_all() == 1
    assert receipt in (await told(school))[0]
    await school.services.retention.forget("web", "visitor-1")
    async with school.services.database.reading() as session:
        case = (await session.execute(select(Case))).scalar_one()
    assert "card" not in case.data
    assert [item.words for item in await school.items(source=f"case:{receipt}")] == [""]


async def test_of_two_supervisors_one_decides(school: School) -> None:
    """The other reads who and what; the resident hears one verdict."""
    receipt = await objected(school)
    both = [give(school, receipt, one) for one in (UPHELD, KEPT)]
    done = await asyncio.gather(*both, return_exceptions=True)
    (lost,) = [one for one in done if isinstance(one, MoveNotAllowed)]
    assert "陈主任在" in lost.say
    assert await NoticeSender(school.services.turns).tell_all() == 1


@pytest.mark.parametrize(
    ("verdict", "actor", "error"),
    [
        (Verdict("uphold", "  "), BOSS, BadInput),
        (Verdict("keep", "是借款", next_step=" "), BOSS, BadInput),
        (UPHELD, DESK, MoveNotAllowed),
    ],
)
async def test_no_verdict_without_a_reason_a_way_on_and_the_right(
    school: School, verdict: Verdict, actor: object, error: type[FenliuError]
) -> None:
    receipt = await objected(school)
    with pytest.raises(error):
        await give(school, receipt, verdict, actor)
    assert await NoticeSender(school.services.turns).tell_all() == 0


async def test_tapped_again_and_again_and_after_the_verdict(school: School, clock: StandingClock) -> None:
    """One case, one number; after the verdict the verdict. Another matter is another case."""
    receipt = await objected(school)
    for _ in range(3):
        clock.forward(minutes=1)
        replies = await school.say("我不同意")
        assert receipt in str([reply.rows for reply in replies])
    await give(school, receipt, KEPT)
    replies = await school.say("我不同意")
    assert KEPT.reason in str([reply.rows for reply in replies])
    await school.say("离婚孩子归谁")
    await school.say("就该你们管")
    async with school.services.database.reading() as session:
        cases = Objections(Cases(session, school.services.region, clock))
        assert len(await cases.listed(open_only=True)) == 1
        assert len(await cases.listed(open_only=False)) == 1
