"""Where orders go: by the lists, in one step, never to a community that has no power over them."""

from __future__ import annotations

from datetime import date

import pytest

from config.catalogue import MatterKey
from config.gazetteer import Spot
from config.region import Region, load_region
from orders.dispatch.way import Hard, Lead, Rule, find_way

TODAY = date(2026, 11, 23)
HERE = Spot("yanchi", "songyan", "松烟社区")


def test_one_certain_unit_gets_it_at_once(region: Region) -> None:
    """苏州工业园区“工单直派”: a professional matter goes straight to the department, recorded as direct."""
    way = find_way(region, MatterKey("water-outage-area", "utilities", "water", "complaint"), HERE, TODAY)
    assert isinstance(way, Lead)
    assert way.lead == "water"
    assert way.direct
    assert not way.transferred
    assert "派单目录" in way.basis


def test_beyond_the_powers_of_a_community_it_is_sent_on(region: Region) -> None:
    """深圳“超权限工单自动转办”: meant for the community, but a power is needed: to the department, with the reason."""
    way = find_way(region, MatterKey("restaurant-fumes", "environment", "ecology", level="community"), HERE, TODAY)
    assert isinstance(way, Lead)
    assert not way.lead.startswith(("community", "street"))
    assert way.transferred
    assert "社区没有这项权限" in way.basis


@pytest.mark.parametrize("card", ["neighbour-noise", "lonely-elder-visit", "activity-room"])
def test_a_community_leads_its_three_classes(region: Region, card: str) -> None:
    """姑苏区事项清单: neighbour disputes, convenience enquiries, people in difficulty, and nothing else."""
    way = find_way(region, MatterKey(card, "community", "community"), HERE, TODAY)
    assert isinstance(way, Lead)
    assert way.lead == "community:songyan"
    assert way.community_class in region.community_list


def test_no_item_of_the_catalogue_lets_a_community_lead_more(region: Region) -> None:
    """超权限 (facts 5.1), 北京条例17: nothing outside the list is given to a community; as co-unit it may help."""
    items = region.catalogue.items.values()
    leads = [item for item in items if item.lead == "community" or item.level == "community"]
    assert leads
    assert {item.community_class for item in leads} <= set(region.community_list)
    assert not any(item.powers for item in leads)


def test_several_owners_are_a_hard_case(region: Region) -> None:
    """五个场景 (facts 5.2): group rental has several possible owners; candidates are proposed, the first leading."""
    way = find_way(region, MatterKey("group-rental", "housing", "housing"), HERE, TODAY)
    assert isinstance(way, Hard)
    assert way.reason == "several"
    assert way.candidates[0] == "housing"
    assert len(way.candidates) == 3


def test_nobody_in_charge_is_not_left_empty(region: Region) -> None:
    """纹眉 (facts 5.4): without an owner it is a hard case with two candidates, not an order nobody gets."""
    way = find_way(region, MatterKey("tattoo-medical-beauty", "consumer", "health"), HERE, TODAY)
    assert isinstance(way, Hard)
    assert set(way.candidates) == {"health", "market"}


def test_a_street_is_not_guessed(region: Region) -> None:
    """Without a place nobody knows which street: a person settles it, with all streets to choose from."""
    item = next(item for item in region.catalogue.items.values() if item.lead == "street" and item.cards)
    way = find_way(region, MatterKey(item.cards[0], handler="street"), None, TODAY)
    assert isinstance(way, Hard)
    assert way.reason == "no_place"
    assert len(way.candidates) == len(region.places.streets)


def test_a_rule_of_a_consultation_comes_first(region: Region) -> None:
    """会商 ends in a rule for next time."""
    rule = Rule("department", "urban_management", "会商定责", ("police",))
    way = find_way(region, MatterKey("group-rental", "housing", "housing"), HERE, TODAY, rule)
    assert isinstance(way, Lead)
    assert (way.lead, way.co) == ("urban_management", ("police",))
    assert "会商" in way.basis


def test_a_rule_cannot_give_a_community_more_than_its_list(region: Region) -> None:
    """Not even a consultation hands a community what it has no power over."""
    way = find_way(
        region,
        MatterKey("restaurant-fumes", "environment", "ecology"),
        HERE,
        TODAY,
        Rule("community", "community", "会商"),
    )
    assert isinstance(way, Hard)


def test_cities_are_data() -> None:
    """The same card goes to another department in the other sample city."""
    matter = MatterKey("restaurant-fumes", "environment", "ecology")
    one, other = (find_way(load_region(name), matter, None, TODAY) for name in ("sample", "second"))
    assert isinstance(one, Lead)
    assert isinstance(other, Lead)
    assert one.lead != other.lead
