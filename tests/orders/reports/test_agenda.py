"""The agenda of the 难点问题 meeting: all that is open and needs several units, and nothing that is settled."""

from __future__ import annotations

from datetime import date

from orders.case_tables import Cluster, Conflict
from orders.reports.whole import agenda_of
from tests.orders.reports.town import BOSS, DISPATCHER, TITLES, Town, table


async def rows(town: Town) -> list[tuple[object, ...]]:
    section = await agenda_of(town.session, town.region, town.clock.now(), TITLES)
    return table([section], "难点问题会议题")


async def test_hard_cases_with_their_candidates(town: Town) -> None:
    """社情民意联系日（facts 5.4）: every hard case with those that may lead, and how long they have talked."""
    town.at(3)
    lone, talked = await town.file("base"), await town.file("base", street="west")
    for order, candidates in ((lone, ["ecology", "health"]), (talked, ["ecology", "street:west"])):
        await town.life.move(order, "queue_hard", DISPATCHER, reason="没有主管", candidates=candidates)
    town.at(4)
    assert await rows(town) == [
        ("疑难", lone.number, "怀疑基站有辐射", "东街道", "示例市生态环境局、示例市卫生健康委员会", date(2026, 11, 3),
         "由谁主办？会商 1 个工作日，还没有结论"),
        ("疑难", talked.number, "怀疑基站有辐射", "西街道", "示例市生态环境局、西街道办", date(2026, 11, 3),
         "由谁主办？会商 1 个工作日，还没有结论"),
    ]  # fmt: skip
    town.at(20)
    assert "已 13 个工作日" in str((await rows(town))[1][-1])
    said = {"minutes": "生态牵头", "participants": ["生态"], "basis": "纪要", "level": "department", "lead": "ecology"}
    await town.life.move(talked, "assign", BOSS, **said)
    assert [row[1] for row in await rows(town)] == [lone.number]


async def test_problem_orders_and_what_falls_due(town: Town) -> None:
    """问题工单（巴彦淖尔）and 暂无法解决 to be looked at before the next meeting; what is due later waits."""
    town.at(3)
    problem = await town.file("estate")
    for lead in ("ecology", "urban_management"):
        await town.back(await town.send(problem, lead))
    await town.send(problem, "housing")
    for street, on in (("east", date(2026, 11, 30)), ("west", date(2027, 3, 1))):
        order = await town.take(await town.send(await town.file(street=street)))
        await town.close(order, "unsolvable_now", revisit_on=on)
    found = await rows(town)
    assert [row[0] for row in found] == ["问题工单", "暂无法解决到期"]
    assert found[0][-1] == "已重办 0 次、派单 3 次，请提级定责任单位、措施和时限"
    assert (found[1][3], found[1][-1]) == ("东街道", "复查日期 2026-11-30，条件变了没有？能不能办？")


async def test_clusters_and_pairs_that_are_open(town: Town) -> None:
    """减速带装/拆（facts 5.5）and what many bring; neither once it is over."""
    town.at(3)
    one, other = await town.file(), await town.file()
    now = town.clock.at
    pair = Conflict(one_id=one.id or 0, other_id=other.id or 0, what="减速带", found_at=now)
    town.session.add_all([pair, Cluster(key="a", title="三栋没水", opened_at=now, voices=4, proposal="查水泵")])
    await town.session.flush()
    found = await rows(town)
    assert [row[-1] for row in found] == [
        "4 人反映，要不要主动治理？查水泵",
        f"与 {other.number} 诉求相反，先请双方和社区商议，再定怎么办",
    ]
    pair.ended_at = now
    await town.session.flush()
    assert [row[0] for row in await rows(town)] == ["热点"]
