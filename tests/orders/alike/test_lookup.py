"""Open orders about the same matter are found, and only those."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from orders.alike.lookup import Alike
from orders.alike.told import Told
from orders.alike.traces import LONGEST, Trace
from tests.conftest import NOON, StandingClock
from tests.orders.alike.conftest import File
from tests.orders.drafts import draft

ME = ("web", "me")
LAMP: dict[str, Any] = {
    "content": "路口那盏路灯不亮，晚上黑漆漆的",
    "demand": "修好",
    "incident_address": "人民路88号门口",
    "required": (),
    "respondent": "",
    "title": "路灯不亮",
}
AGAIN: dict[str, Any] = {**LAMP, "content": "路口这盏路灯又不亮，晚上黑漆漆", "incident_address": "人民路88号"}


def told(**changes: Any) -> Told:
    return Told.of(draft(account="me", **changes))


async def test_the_same_matter_of_somebody_else_is_suggested(alike: Alike, file: File) -> None:
    """In nearly the same words, at the same place."""
    order = await file(**LAMP)
    found = await alike.suggest(told(**AGAIN), account=ME, now=NOON)
    assert [one.number for one in found.same] == [order.number]
    assert found.own == []


async def test_another_number_of_the_road_is_not(alike: Alike, file: File) -> None:
    """The same words about another lamp."""
    await file(**LAMP)
    found = await alike.suggest(told(**{**LAMP, "incident_address": "人民路12号门口"}), account=ME, now=NOON)
    assert found.same == []


async def test_a_confidential_report_is_never_shown(alike: Alike, file: File) -> None:
    """Whoever is complained of must not learn that somebody did (济南条例32)."""
    await file(**LAMP, confidential=True)
    assert (await alike.suggest(told(**AGAIN), account=ME, now=NOON)).same == []
    (seen,) = await alike.judged(told(**AGAIN), now=NOON)
    assert (seen.verdict, seen.private) == ("same", True)


async def test_what_is_over_is_not_found(alike: Alike, file: File, session: AsyncSession) -> None:
    """A closed order is forgotten; one that was closed without that is not found either."""
    order = await file(**LAMP)
    order.status = "closed"
    await session.flush()
    assert await alike.judged(told(**AGAIN), now=NOON) == []
    await alike.forget(order)
    assert (await session.execute(select(func.count()).select_from(Trace))).scalar_one() == 0


async def test_an_old_order_is_not_found(alike: Alike, file: File, clock: StandingClock) -> None:
    """After sixty days it is a new matter."""
    await file(**LAMP)
    clock.forward(days=61)
    assert await alike.judged(told(**AGAIN), now=clock.now()) == []


async def test_opposing_demands_are_paired_not_suggested(alike: Alike, file: File) -> None:
    """减速带装/拆 (facts 5.5)."""
    bump = {"incident_address": "建设路幸福小学门口", "required": (), "respondent": "", "title": "减速带"}
    first = await file(**bump, content="学校门口车速太快", demand="请装减速带")
    second = await file(**bump, content="减速带颠得厉害，夜里咯噔咯噔响", demand="请拆除减速带")
    against = await alike.opposed(second, Told.of(second))
    assert against is not None
    assert against.number == first.number
    found = await alike.suggest(Told.of(second), account=ME, now=NOON)
    assert [one.number for one in found.same] == [second.number]


async def test_ones_own_earlier_order_is_shown_first(alike: Alike, file: File) -> None:
    """信任损耗 (同一事47次投诉, facts 5.1): also with less said; it is no suggestion of another's."""
    mine = await file(**LAMP)
    found = await alike.suggest(told(**AGAIN), account=("web", mine.account), now=NOON)
    assert [one.number for one in found.own] == [mine.number]
    assert found.same == []


async def test_an_ambiguous_one_is_for_workers_only(alike: Alike, file: File) -> None:
    """Somebody tells the road and not the place on it, in words of their own: a worker sees it, with the reason."""
    await file(**LAMP)
    vague = told(**{**LAMP, "incident_address": "人民路", "content": "路灯坏了好些天", "demand": "修一下"})
    assert (await alike.suggest(vague, account=ME, now=NOON)).same == []
    (seen,) = await alike.judged(vague, now=NOON)
    assert seen.verdict == "ambiguous"
    assert "具体位置不能确定" in seen.reasons


async def test_the_same_words_with_half_a_place_are_asked_about(alike: Alike, file: File) -> None:
    """Only the resident knows whether it is that lamp; nothing is merged without their word."""
    order = await file(**LAMP)
    vague = {**LAMP, "incident_address": "人民路"}
    assert [one.number for one in (await alike.suggest(told(**vague), account=ME, now=NOON)).same] == [order.number]
    second = await file(**vague)
    assert await alike.certain(second, Told.of(second)) is None


async def test_certain_needs_the_same_person_and_words(alike: Alike, file: File) -> None:
    """Only then nobody is asked."""
    first = await file(**LAMP)
    second = await file(**LAMP)
    assert await alike.certain(second, Told.of(second)) is None
    second.account = first.account
    merged = await alike.certain(second, Told.of(second))
    assert merged is not None
    assert merged.number == first.number


async def test_words_fit_the_column(alike: Alike, file: File, session: AsyncSession) -> None:
    """However long the names."""
    await file(**{**LAMP, "incident_address": "特别特别特别长的名字花园小区和" * 4 + "幸福大道与建设北路交叉口"})
    longest = (await session.execute(select(func.max(func.length(Trace.token))))).scalar_one()
    assert longest <= LONGEST


async def test_a_hot_place_does_not_hide_the_rare_matter(alike: Alike, file: File) -> None:
    """A hundred newer orders at one market, about other things."""
    market = {"incident_address": "红星农贸市场", "required": (), "respondent": ""}
    lamp = await file(**market, content="市场里的消防栓漏水", demand="修", title="消防栓漏水")
    for number in range(100):
        await file(**market, content=f"有人占道摆摊{number}", demand="管", title="占道经营")
    found = await alike.judged(told(**market, content="市场里消防栓还在漏水", demand="修", title="消防栓"), now=NOON)
    assert lamp.number in [one.order_number for one in found if one.verdict == "same"]
