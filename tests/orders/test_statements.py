"""工单处理说明书 says what the record says, and nothing of a person."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from config.errors import MoveNotAllowed
from orders.actor import RESIDENT, SYSTEM
from orders.paper.statement import Statement
from orders.paper.statement_docx import to_docx
from orders.paper.statement_pdf import to_pdf
from orders.statements import policies, statement_of
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.reports.town import BOSS, REVIEWER, Town

BASIS = "《物业管理条例》第三十五条；维修资金办法"


@pytest.fixture
def town(session: AsyncSession, clock: StandingClock) -> Town:
    return Town(session, clock)


async def printed(town: Town, order: Order, *, draft: bool = False) -> Statement:
    now = town.clock.now()
    return await statement_of(town.session, town.region, order, now=now, printed_by="热线办", draft=draft)


async def long_way(town: Town, **told: object) -> Order:
    """Returned three times, argued over, assigned, coordinated, and not to be solved now."""
    town.at(3)
    order = await town.file("estate", account="web-77", **told)
    for lead in ("ecology", "urban_management"):
        await town.back(await town.send(order, lead, basis="目录第三项"))
    await town.send(order, "market")
    said = {"reason": "不是消费", "basis": "职责清单第九条", "proposed_unit": "housing"}
    await town.life.move(order, "return", town.unit(order), **said)
    minutes = {
        "minutes": "住建牵头，帮助王芳一家",
        "participants": ["housing", "street:east"],
        "basis": "会商纪要一号",
    }
    await town.life.move(order, "assign", BOSS, lead="housing", level="department", co=["street:east"], **minutes)
    await town.take(order)
    town.at(5)
    await town.life.move(order, "supervise", BOSS, reason="三次没定")
    await town.close(order, "unsolvable_now", revisit_on=date(2027, 3, 1), policy_basis=BASIS)
    return order


async def test_everything_on_record_stands_in_it(town: Town) -> None:
    """拱墅 工单处理说明书（facts 5.1）: policies, returns and what was judged, consultation, and the rest."""
    order = await long_way(town)
    one = await printed(town, order)
    assert (one.lead, one.co, one.closure) == ("示例市住房和城乡建设局", ("东街道办",), "暂无法解决")
    assert one.look_again == date(2027, 3, 1)
    assert [(law.law, law.article) for law in one.policies] == [
        ("《物业管理条例》", "第三十五条"),
        ("维修资金办法", ""),
    ]
    assert [back.judgement for back in one.returns] == ["同意退单：清单写明（审核员）"] * 2 + ["会商定责"]
    assert (one.returns[2].by, one.returns[2].proposed) == ("示例市市场监督管理局", "示例市住房和城乡建设局")
    (talk,) = one.consultations
    assert (talk.participants, talk.assigned) == (("示例市住房和城乡建设局", "东街道办"), "示例市住房和城乡建设局")
    assert [talk.what for talk in one.coordinations] == ["和街道谈过两次"]
    assert [step.what for step in one.steps][:3] == ["受理", "派单", "退单"]
    assert "协调记录" not in [step.what for step in one.steps]
    decided = {decision.what: decision for decision in one.decisions}
    assert (decided["会商定责"].by, decided["会商定责"].basis) == ("主管　主", "会商纪要一号")
    assert len(decided["会商定责"].digest) == 12
    assert one.head == order.log_head
    assert "自动重新打开" in one.next_steps[0]


async def test_nothing_of_a_person_stands_in_it(town: Town) -> None:
    """姓名、电话、门牌、账号 are hidden wherever they were written, also in what units wrote."""
    order = await long_way(town, content="王芳住示例街道幸福路8号工地旁，账号 web-77，电话13812345678")
    told = repr(await printed(town, order))
    assert [word for word in ("王芳", "13812345678", "8号", "web-77", order.query_code) if word in told] == []
    assert "王**" in told
    assert "幸福路" in told


async def test_a_confidential_order_keeps_its_secret(town: Town) -> None:
    """济南32: steps, units, times and texts of law remain."""
    order = await long_way(town, appeal_type="report", title="举报有人私接电线")
    one = await printed(town, order)
    told = repr(one)
    assert [word for word in ("王", "私接", "打桩", "幸福路", "和街道谈过", "换好了") if word in told] == []
    assert one.policies
    assert one.steps


async def test_an_open_order_has_only_a_draft(town: Town) -> None:
    """Refused with a clear sentence; the draft says that it is one."""
    order = await town.take(await town.send(await town.file()))
    with pytest.raises(MoveNotAllowed) as caught:
        await printed(town, order)
    assert caught.value.say.endswith("还没有办结（现在是“办理中”），办结后才能出说明书；要先看看，加 --draft。")
    one = await printed(town, order, draft=True)
    assert one.result.startswith("【草稿】")
    assert (one.closure, one.next_steps) == ("", ())


async def test_what_was_reopened_is_open(town: Town) -> None:
    """Redone: the old answer is none any more; its document comes with the new one."""
    town.at(3)
    order = await town.done()
    await town.again(order)
    with pytest.raises(MoveNotAllowed):
        await printed(town, order)
    await town.close(await town.take(order), "explained")
    assert (await printed(town, order)).closure == "解释说明"


async def test_a_voice_that_joined_has_none_of_its_own(town: Town) -> None:
    """One matter, one number: the main order has it, and says how many voices it answers."""
    lead = await town.take(await town.send(await town.file()))
    voice = await town.file()
    await town.join(voice, lead)
    with pytest.raises(MoveNotAllowed) as caught:
        await printed(town, voice)
    assert "主单" in caught.value.say
    await town.close(lead)
    assert (await printed(town, lead)).voices == 2


async def test_withdrawn(town: Town) -> None:
    """Never closed by a unit, and yet over."""
    order = await town.file()
    await town.life.move(order, "withdraw", RESIDENT, note="已经好了")
    one = await printed(town, order)
    assert [step.what for step in one.steps] == ["受理", "居民撤回"]


async def test_exempting_is_nobodys_business_but_the_scores(town: Town) -> None:
    """剔除 touches scores only: the document for the resident is the same."""
    order = await town.done()
    before = await printed(town, order)
    await town.life.move(order, "exempt", REVIEWER, reason="不属权限", basis="材料")
    await town.life.move(order, "mark_doubtful", SYSTEM, reason="同因再诉")
    after = await printed(town, order)
    assert (after.steps, after.decisions) == (before.steps, before.decisions)


async def test_it_prints(town: Town) -> None:
    """As Word and as PDF, from a real record."""
    order = await long_way(town)
    await town.life.move(order, "follow_up", RESIDENT, contacted=True, solved="partly", satisfied=3)
    one = await printed(town, order)
    assert to_docx(one)[:2] == b"PK"
    assert to_pdf(one)[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("basis", "rows"),
    [
        ("", []),
        ("民法典第二百八十八条：相邻权利人", [("民法典", "第二百八十八条", "相邻权利人")]),
        ("消保法第46条第1款；《信访条例》", [("消保法", "第46条第1款", ""), ("《信访条例》", "", "")]),
        ("第三条写着", [("第三条写着", "", "写着")]),
    ],
)
def test_policies(basis: str, rows: list[tuple[str, str, str]]) -> None:
    assert [(one.law, one.article, one.text) for one in policies(basis)] == rows
