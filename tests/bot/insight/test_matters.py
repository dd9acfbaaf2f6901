"""Figures of orders by street, and the decision against the final owner, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.insight import matters
from bot.insight.parts import is_empty
from orders.case_tables import Cluster
from orders.paper.report import Chart, Figures, Grid, Section
from orders.reports.question import Question
from tests.conftest import StandingClock
from tests.orders.reports.town import Town


@pytest.fixture
def town(session: AsyncSession, clock: StandingClock) -> Town:
    return Town(session, clock)


def named(sections: list[Section]) -> dict[str, list[tuple[object, ...]]]:
    """Title -> rows."""
    grids = {one.title: one.body.grid() if isinstance(one.body, Chart) else one.body for one in sections}
    return {title: list(grid.rows) for title, grid in grids.items() if isinstance(grid, Grid)}


def figures(sections: list[Section]) -> dict[str, object]:
    return {one.name: one.value for part in sections if isinstance(part.body, Figures) for one in part.body.items}


def west(question: Question) -> Question:
    return replace(question, only="west")


async def test_decision_against_final_owner(town: Town) -> None:
    """Said urban management: two stayed, one went to housing; the bot said court and a worker filed it; merged, unsent
    and consulting ones are left out."""
    town.at(3)
    for street in ("east", "west"):
        await town.send(await town.file(handler="urban_management", street=street))
    moved = await town.back(await town.send(await town.file(handler="urban_management", street="west")))
    await town.send(moved, "housing")
    by_hand = await town.file("estate", handler="housing")
    by_hand.worker, by_hand.decision = "老陈", {"outcome": "route", "destination": "court"}
    await town.send(by_hand, "housing")
    await town.file(handler="urban_management")
    voice = await town.send(await town.file(handler="ecology"))
    await town.join(voice, moved)
    await town.back(await town.send(await town.file(handler="ecology")))
    found = await matters.decided(town.ask())
    assert found.right == {"urban_management": 2}
    assert [(one.proposed, one.final, one.count) for one in found.wrong] == [
        ("to:court", "housing", 1),
        ("urban_management", "housing", 1),
    ]
    rows = named(await matters.wrong(town.ask()))
    assert rows["判断和最后主办对不对得上"] == [("去向：法院诉讼", 1), ("城市管理", 1)]
    assert [row[0] for row in rows["判错清单和要改的卡片"]] == ["去向：法院诉讼", "城市管理"]
    assert rows["判错清单和要改的卡片"][0][3] == "物业不修门（estate）1"
    only = await matters.decided(west(town.ask()))
    assert (only.right, only.share.counted) == ({"urban_management": 1}, "1 / 2")


async def test_the_community_share_by_street(town: Town) -> None:
    """East: one of two to the community; west: none."""
    town.at(3)
    await town.send(await town.file("noise"), "community:pine")
    await town.send(await town.file())
    await town.send(await town.file(street="west"))
    rows = named(await matters.sent(town.ask()))
    assert rows["各街道社区主办占比"] == [("东街道", 0.5), ("西街道", 0.0)]
    assert figures(await matters.sent(town.ask()))["社区主办占比"] == 1 / 3
    only = await matters.sent(west(town.ask()))
    assert named(only)["各街道社区主办占比"] == [("西街道", 0.0)]
    assert (figures(only)["派单"], figures(only)["派单次数"]) == (1, 1)


async def test_deadlines_of_one_street(town: Town) -> None:
    """What is late in the east is not late in the west."""
    town.at(2)
    await town.take(await town.send(await town.file()))
    await town.take(await town.send(await town.file(street="west")))
    late = await town.send(await town.file())
    await town.life.move(late, "accept", town.unit(late))
    await town.life.move(late, "pause", town.unit(late), note="等照片")
    town.at(28)
    rows = named(await matters.in_time(town.ask()))
    assert rows["现在超期和等补充的（按单位）"] == [("示例市城市管理局", 2, 1)]
    only = await matters.in_time(west(town.ask()))
    assert named(only)["现在超期和等补充的（按单位）"] == [("示例市城市管理局", 1, 0)]
    assert (figures(only)["等居民补充"], figures(await matters.in_time(town.ask()))["等居民补充"]) == (0, 1)


async def test_solved_and_satisfied_stay_apart(town: Town) -> None:
    """One solved and not content, one content and not solved; by street each alone."""
    town.at(3)
    await town.rate(await town.done(), solved="yes", satisfied=2)
    await town.rate(await town.done(street="west"), solved="no", satisfied=5)
    assert named(await matters.satisfaction(town.ask()))["解决率和满意率（按主办单位）"] == [
        ("示例市城市管理局", 0.5, 0.5)
    ]
    only = figures(await matters.satisfaction(west(town.ask())))
    assert (only["解决率"], only["满意率"]) == (0.0, 1.0)


async def test_a_hot_event_is_named_by_its_card(town: Town) -> None:
    """A title may be in a resident's words; where a card is known, its title stands there, else numbers are hidden."""
    town.at(3)
    now = town.clock.at
    rows = [
        Cluster(key="a", title="张三家没水13812345678", street="west", opened_at=now, voices=3),
        Cluster(key="b", title="井盖13812345678", street="east", opened_at=now, voices=2),
    ]
    town.session.add_all(rows)
    await town.session.flush()
    order = await town.file(street="west")
    order.cluster_id = rows[0].id
    await town.session.flush()
    shown = named(await matters.hot(town.ask()))["热点事件"]
    assert shown[0][:3] == ("路灯不亮", "西街道", 3)
    assert "13812345678" not in str(shown)
    assert len(named(await matters.hot(west(town.ask())))["热点事件"]) == 1
    assert named(await matters.hot(west(town.ask())))["反映最多的事"] == [("路灯不亮", 1, 1)]


async def test_an_empty_town_has_nothing_to_show(town: Town) -> None:
    """No part fails, and no rate is made of nothing."""
    for part in (matters.sent, matters.wrong, matters.in_time, matters.satisfaction, matters.hot):
        assert all(map(is_empty, [one for one in await part(town.ask()) if not isinstance(one.body, Grid)]))
