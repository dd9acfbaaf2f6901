"""The whole report: in a leader's order, self-explaining, without a mixed score, without a resident's words."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from orders.paper.report import Figures, Report, Show
from orders.reports.periods import month
from orders.reports.whole import report_of
from tests.orders.reports.test_public_list import NASTY
from tests.orders.reports.town import TITLES, Town, figures


async def whole(town: Town) -> Report:
    now, period = town.clock.now(), town.ask().period
    return await report_of(town.session, town.region, period.since, period.until, now, titles=TITLES)


async def test_a_month_without_anything(town: Town) -> None:
    """Every section stands there, every rate is none."""
    report = await whole(town)
    assert len(report.sections) > 25
    told = figures(list(report.sections))
    rates = [value for name, value in told.items() if name.endswith(("率", "占比"))]
    assert rates
    assert set(rates) == {None}
    assert (report.period, report.region) == ("2026年11月（到11月22日为止）", "示例区")


async def test_what_a_leader_reads_first(town: Town) -> None:
    """How residents fared comes first, each figure with what it is made of and the period before beside it."""
    town.at(10, month=10)
    await town.rate(await town.done(), contacted=True, solved="no", satisfied=1)
    town.at(5)
    await town.rate(await town.done(), contacted=True, solved="yes", satisfied=5)
    town.at(22)
    report = await whole(town)
    first = report.sections[0]
    assert first.title == "一眼看清"
    assert isinstance(first.body, Figures)
    names = {one.name: one for one in first.body.items}
    assert list(names)[:6] == ["诉求件数", "独立诉求人数", "登记的接触", "响应率", "解决率", "满意率"]
    solved = names["解决率"]
    assert (solved.value, solved.compared) == (1.0, "上期 0.0%（0 / 1）")
    assert solved.explain.startswith("1 / 1；说解决了的 ÷ 答了这一问的")
    assert not [one.title for one in report.sections if "总分" in one.title or "排名" in one.title]


async def test_no_words_of_residents_stand_in_it(town: Town) -> None:
    """Titles come from the knowledge base: what a resident wrote is not in the report at all."""
    town.at(5)
    for _ in range(3):
        await town.done(**NASTY)
    text = repr(await whole(town))
    assert [word for word in ("张三丰", "13812345678", "幸福路", "王五", "zhang") if word in text] == []


async def test_sections_have_titles_of_their_own(town: Town) -> None:
    """So that each gets its own sheet and place."""
    titles = [one.title for one in (await whole(town)).sections]
    assert len(titles) == len(set(titles))


async def test_each_figure_says_how_it_is_counted(town: Town) -> None:
    """Each rate explains what it is divided by."""
    bodies = [one.body for one in (await whole(town)).sections if isinstance(one.body, Figures)]
    rates = [one for body in bodies for one in body.items if one.show is Show.PERCENT]
    silent = [one.name for one in rates if "÷" not in one.explain]
    assert len(rates) > 15
    assert silent == []


async def test_several_months(town: Town, session: AsyncSession) -> None:
    """The period may be several months long."""
    town.at(22)
    period = month("2026-10", town.clock.now())
    report = await report_of(session, town.region, period.before().since, period.until, town.clock.now())
    assert report.period == "2026年9月—10月"
