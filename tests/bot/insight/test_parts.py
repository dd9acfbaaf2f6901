"""The whole of a view: the same numbers on the page and in the file, also while days are still being counted."""

from __future__ import annotations

from bot.insight.parts import PARTS, Insight
from bot.insight.view import chosen
from bot.insight.words import words
from orders.paper.report import Figures
from tests.bot.insight.desk_days import DeskDays


def insight(desk: DeskDays) -> Insight:
    return Insight(desk.database, desk.region, desk.clock, {"site-at-night": "工地夜里施工"})


async def test_nobody_has_come_yet(desk: DeskDays) -> None:
    """The page says what to do; one contact is enough to begin."""
    assert not await insight(desk).anything()
    await desk.touched("a")
    assert await insight(desk).anything()


async def test_the_report_holds_every_part_and_nobody(desk: DeskDays) -> None:
    """Every section says how it is counted, every figure too; no name, number or account is in any of them."""
    await desk.at(3).said("13812345678", way="court")
    await desk.filed("13812345678", requester_name="欧阳测试", contact_phone="13812345678")
    desk.at(20)
    view, made = chosen("2026-11-01", "2026-11-20", "", desk.region, desk.clock.at), insight(desk)
    before = await made.report(view)
    assert "17 天的对话没有统计过" in before.note
    for day in await made.days.missing(view.period):
        await made.days.make(day)
    report = await made.report(view)
    sections = [section for name in PARTS for section in await made.part(name, view)]
    assert report.sections == tuple(sections)
    assert "没有统计过" not in report.note
    assert set(words()["parts"]) == set(PARTS)
    assert [section.title for section in sections if not section.note] == []
    figures = [one for section in sections if isinstance(section.body, Figures) for one in section.body.items]
    assert [one.name for one in figures if not one.explain] == []
    assert all(secret not in str(report) for secret in ("13812345678", "欧阳测试", "半夜打桩", "幸福路8号"))


async def test_a_street_is_named_in_the_file(desk: DeskDays) -> None:
    """Whoever gets the file reads what it is about."""
    await desk.touched("a")
    view = chosen("2026-11-01", "2026-11-20", "yanchi", desk.region, desk.clock.at)
    assert "砚池街道" in (await insight(desk).report(view)).period
