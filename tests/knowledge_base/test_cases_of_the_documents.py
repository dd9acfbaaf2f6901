"""The cases of the source documents by the cards and the sample catalogue: which way, which unit (facts 5.1-5.5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.catalogue import MatterKey
from config.gazetteer import Spot
from config.region import load_region
from knowledge_base.card import Card
from knowledge_base.engine import Engine
from knowledge_base.library import FOLDER
from orders.dispatch.way import Hard, Lead, Way, find_way

TODAY = date(2026, 11, 23)
HERE = Spot("yanchi", "songyan", "松烟社区")
TOPICS = {path.stem: path.parent.name for path in Path(FOLDER / "cards").glob("*/*.yaml")}


def card_of(engine: Engine, text: str) -> Card:
    """The card that the engine decides on by itself."""
    decision = engine.decide(text)
    assert decision.outcome == "route", text
    return engine.library.cards[decision.card or ""]


def way_of(card: Card, community: str = "") -> Way:
    """Where the sample city sends it; `community`: somebody thought of the community."""
    key = MatterKey(card.id, TOPICS[card.id], card.handler or "", card.appeal_type, community or card.level or "")
    return find_way(load_region("sample"), key, HERE, TODAY)


def units(way: Way) -> tuple[str, ...]:
    """Who leads, or may lead."""
    return (way.lead,) if isinstance(way, Lead) else way.candidates


def test_a_base_station_goes_to_who_can_measure(engine: Engine) -> None:
    """王琳案头的“拆基站” (facts 5.1): to environment, with a measurement offered; never to the community, thought
    of or not."""
    card = card_of(engine, "楼顶装了基站，辐射得我睡不着，要求拆掉")
    assert (card.destination, card.handler) == ("order", "ecology")
    assert units(way_of(card, "community")) == ("ecology",)
    consult = card_of(engine, "想请人来测一下基站辐射")
    assert consult.id == "base-station-consult"
    assert any("测" in step for step in consult.next_steps)


@pytest.mark.parametrize("text", ["商家卖东西不开发票", "有家店偷税漏税", "商家不肯给我开发票"])
def test_tax_matters_go_to_the_tax_office(engine: Engine, text: str) -> None:
    """税务端 (facts 5.3): 12366, and what proves it is asked for; not a template from the street."""
    card = card_of(engine, text)
    assert card.handler == "tax"
    assert units(way_of(card)) == ("tax",)
    assert "12366" in [load_region("sample").contact(key).phone for key in card.contacts]
    assert card.bring


@pytest.mark.parametrize("text", ["甲公司欠我十万块货款，十多天了不给", "供货给饭店，老板拖着货款不付"])
def test_a_debt_goes_to_court(engine: Engine, text: str) -> None:
    """经济纠纷 (A欠B货款, facts 5.3): to court, with the court's service line; no handler, so no street."""
    card = card_of(engine, text)
    assert (card.destination, card.handler) == ("court", None)
    assert any("court" in key for key in card.contacts)


@pytest.mark.parametrize("text", ["月子中心不退钱，服务也不行", "幼儿园乱收费", "幼儿园没有资质还收钱"])
def test_many_owners_are_no_community_matter(engine: Engine, text: str) -> None:
    """月子中心、幼儿园 (多部门推诿, facts 5.3): several candidates or one department; no street, no community."""
    way = way_of(card_of(engine, text), "community")
    assert units(way)
    assert [unit for unit in units(way) if unit.startswith(("street", "community"))] == []
    if "月子" in text:
        assert isinstance(way, Hard)


def test_policy_is_told_apart_to_the_detail(engine: Engine) -> None:
    """政策颗粒度 (加装电梯的品牌、维护、广告收益, facts 5.2): three questions, answered apart, without a written
    promise."""
    brand, income, subsidy = (
        card_of(engine, text)
        for text in ("加装电梯用哪个品牌好，居民能选吗", "电梯里的广告收益归谁", "加装电梯政府补多少钱")
    )
    assert len({brand.id, income.id, subsidy.id}) == 3
    for card in (brand, income, subsidy):
        told = card.why + "".join(card.next_steps)
        assert card.handler == "housing"
        assert [word for word in ("书面承诺", "保证", "一定能", "肯定") if word in told] == []


@pytest.mark.parametrize("text", ["想申请临时救助，要什么条件", "低保要什么条件"])
def test_relief_names_conditions_and_no_sum(engine: Engine, text: str) -> None:
    """救助资金 (可用不足15%, facts 5.2): conditions and what to bring, never a promise or a sum."""
    card = card_of(engine, text)
    assert card.handler == "civil"
    assert card.bring
    assert card.law
    told = card.why + "".join(card.next_steps)
    assert "元" not in told
    assert "一定" not in told


@pytest.mark.parametrize(
    ("text", "card_id"),
    [
        ("电梯坏了三天没人修", "elevator-repair-money"),
        ("楼下饭店油烟熏人", "restaurant-fumes"),
        ("隔壁群租住了十几个人", "group-rental"),
        ("有人在楼道给电瓶车充电", "ebike-stairwell"),
    ],
)
def test_the_five_scenes_have_an_owner(engine: Engine, text: str, card_id: str) -> None:
    """五个场景 (电梯停摆、油烟、群租、楼道充电; 宠物伤人 as danger, facts 5.2): candidates where nobody wants it."""
    card = card_of(engine, text)
    assert card.id == card_id
    way = way_of(card, "community")
    assert units(way)
    assert not any(unit.startswith("community") for unit in units(way))
    assert engine.decide("邻居家的狗咬了人").signals == ("dog_bite",)


@pytest.mark.parametrize("text", ["楼上邻居跟我吵架，天天说我扰民", "宅基地跟邻居家边界吵起来了"])
def test_a_quarrel_of_neighbours_goes_to_mediation(engine: Engine, text: str) -> None:
    """平谷下交群评 (facts 5.5): what is between neighbours goes to mediation, where the desk offers the council."""
    assert card_of(engine, text).destination == "mediation"


def test_what_cannot_be_had_any_more_is_said_with_ways(engine: Engine) -> None:
    """三类问题诉求 (“恢复福利分房”, facts 5.1): no label for the resident, but what there is instead."""
    card = card_of(engine, "要求恢复福利分房")
    assert card.destination == "declined"
    assert card.clarify is not None
    assert len(card.next_steps) > 1
