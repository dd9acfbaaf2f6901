"""Three rates apart, grades without ranks, exemptions that hide nothing; counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.grades import RATES
from orders.case_tables import Case
from orders.paper.report import Section
from orders.reports.grades import exemptions, grades
from orders.reports.rates import rated
from orders.tables import Order
from tests.orders.reports.town import BOSS, REVIEWER, Town, figures, table


def yes(**changes: Any) -> dict[str, Any]:
    """The answers of somebody content, with changes."""
    return {"contacted": True, "solved": "yes", "satisfied": 5} | changes


async def test_three_rates_each_with_its_own_answers(town: Town) -> None:
    """北京条例32 响应率/解决率/满意率: never mixed; whoever left a question out counts nowhere in it."""
    town.at(10)
    orders = [await town.done() for _ in range(4)]
    await town.rate(orders[0], **yes())
    await town.rate(orders[1], **yes(solved="no", satisfied=2))
    await town.rate(orders[2], **yes(solved="partly", satisfied=None))
    await town.rate(orders[3], contacted=False)
    told = figures(await rated(town.ask()))
    assert (told["响应率"], told["解决率"], told["满意率"], told["部分解决"]) == (0.75, 1 / 3, 0.5, 1)
    assert table(await rated(town.ask()), "三率（按主办单位）") == [("示例市城市管理局", 0.75, 4, 1 / 3, 3, 0.5, 2)]


async def test_void_and_pending_ratings(town: Town) -> None:
    """江苏 满意度甄别核实: what is void or still looked at is not counted, but shown; the answer before it stands."""
    town.at(10)
    bought, doubtful = await town.done(), await town.done()
    await town.rate(bought, **yes(satisfied=1))
    await town.rate(bought, **yes(), review="void")
    await town.rate(doubtful, **yes(), review="pending")
    told = figures(await rated(town.ask()))
    assert (told["满意率"], told["正在核实的评价"], told["核实无效的评价"]) == (0.0, 1, 1)


async def test_the_last_answer_counts_once(town: Town) -> None:
    """A resident who changes their mind is one answer."""
    town.at(10)
    order = await town.done()
    await town.rate(order, **yes(solved="no"))
    await town.rate(order, **yes())
    assert table(await rated(town.ask()), "三率（按主办单位）") == [("示例市城市管理局", 1.0, 1, 1.0, 1, 1.0, 1)]


async def test_a_voice_rates_whoever_answered_it(town: Town) -> None:
    """66号文 并单: the answer of a voice that joined is that of the order it joined."""
    town.at(10)
    lead = await town.take(await town.send(await town.file("estate"), "housing"))
    voice = await town.file("estate")
    await town.join(voice, lead)
    await town.close(lead)
    await town.rate(voice, **yes())
    assert table(await rated(town.ask()), "三率（按主办单位）")[0][0] == "示例市住房和城乡建设局"


async def exempted(town: Town, order: Order) -> None:
    """By somebody else, on a text (平谷 市级专员)."""
    await town.life.move(order, "exempt", REVIEWER, reason="不属区镇权限", basis="申诉材料一")


async def test_exemptions_are_counted_and_touch_scores_only(town: Town) -> None:
    """平谷 申诉-剔除: 剔除率 1/4; rates with and without; the exempted order is closed and answered like any other."""
    town.at(10)
    orders = [await town.done() for _ in range(3)]
    await exempted(town, orders[0])
    other = await town.done("estate", "housing")
    for order in orders:
        await town.rate(order, **yes(satisfied=1 if order is orders[0] else 5))
    for number, ended in ((1, town.clock.at), (2, None)):
        town.session.add(
            Case(
                receipt=f"S{number}",
                key=f"s{number}",
                kind="exemption",
                state="x",
                opened_at=town.clock.at,
                ended_at=ended,
            )
        )
    await town.session.flush()
    told = figures(await exemptions(town.ask()))
    assert (told["申请剔除"], told["同意剔除"], told["还没决定"], told["同意率"]) == (2, 1, 1, 0.5)
    assert told["剔除率"] == 0.25
    assert table(await exemptions(town.ask()), "剔除工单（按主办单位）") == [("示例市城市管理局", 1, 3, 1 / 3)]
    rows = table(await rated(town.ask()), "三率（含与不含剔除工单）")
    assert [(row[0], row[5], row[6]) for row in rows] == [
        ("全部工单", 2 / 3, 3),
        ("不含已剔除考核的工单", 1.0, 2),
    ]
    await town.life.move(orders[0], "unexempt", BOSS, basis="复查后撤销")
    assert figures(await exemptions(town.ask()))["剔除率"] == 0.0
    assert other.result == orders[0].result


def cells(section: Section) -> list[tuple[Any, ...]]:
    return table([section], section.title)


async def test_grades_are_no_ranking(town: Town) -> None:
    """松绑：双月、分档不排名（facts 5.5）: of September and October, in the region's own order."""
    town.at(10, month=10)
    for satisfied in (5, 5, 5, 5, 2):
        await town.rate(await town.done("estate", "housing"), **yes(satisfied=satisfied))
    for _ in range(5):
        await town.rate(await town.done(), **yes())
    await town.rate(await town.done("base", "ecology"), **yes(satisfied=1))
    best = await town.done("estate", "housing")
    await exempted(town, best)
    await town.rate(best, **yes(satisfied=1))
    town.at(22)
    section = await grades(town.ask())
    assert section.title == "考核分档（2026年9月—10月）"
    assert cells(section) == [
        ("示例市住房和城乡建设局", "好（5 件）", "好（5 件）", "较好（5 件）", "好（6 件）"),
        ("示例市城市管理局", "好（5 件）", "好（5 件）", "好（5 件）", "好（5 件）"),
        ("示例市生态环境局", "样本少（1 件）", "样本少（1 件）", "样本少（1 件）", "样本少（1 件）"),
    ]


async def test_what_is_not_assessed_any_more_is_only_counted(town: Town) -> None:
    """取消部分考核（江苏，facts 5.3）: a region takes satisfaction out; finishing in time is no grade to begin with."""
    town.at(10, month=10)
    for _ in range(5):
        await town.rate(await town.done(), **yes(satisfied=1))
    town.at(22)
    asked = town.ask()
    region = replace(asked.region, grades=replace(asked.region.grades, rates=("contacted", "solved")))
    ((_, contacted, solved, satisfied, durable),) = cells(await grades(replace(asked, region=region)))
    assert (contacted, solved) == ("好（5 件）", "好（5 件）")
    assert (satisfied, durable) == ("不考核", "不考核")
    assert "in_time" not in RATES


async def test_the_running_period_has_no_grades_yet(town: Town) -> None:
    """Nobody is graded half way."""
    town.at(10)
    await town.rate(await town.done(), **yes())
    assert cells(await grades(town.ask())) == []
