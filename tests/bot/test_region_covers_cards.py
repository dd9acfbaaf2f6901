"""Every card that becomes an order finds an item of the catalogue, and a unit or candidates, in every sample region."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from config.catalogue import CatalogueItem, MatterKey
from config.region import Region, load_region
from knowledge_base.card import Card
from knowledge_base.library import FOLDER, load_library

TODAY = date(2026, 11, 22)
REGIONS = ("sample", "second")


@cache
def cards() -> dict[str, tuple[str, Card]]:
    """All cards by id, with their topic."""
    library = load_library(load_region())
    topics = {path.stem: path.parent.name for path in Path(FOLDER / "cards").glob("*/*.yaml")}
    return {card.id: (topics[card.id], card) for card in library}


def found(region: Region, card_id: str) -> CatalogueItem | None:
    """What the catalogue says of a card."""
    topic, card = cards()[card_id]
    matter = MatterKey(card.id, topic, card.handler or "", card.appeal_type, card.level or "")
    return region.catalogue.find(matter, TODAY)


@pytest.mark.parametrize("name", REGIONS)
def test_every_order_card_finds_an_item_and_a_unit(name: str) -> None:
    """A unit at every place of the region, or candidates each of which is a unit there."""
    region = load_region(name)
    spots = [region.places.find(one.name) for one in region.places.communities.values()]
    assert all(spot.community for spot in spots)
    orders = [card for _, card in cards().values() if card.destination == "order"]
    assert len(orders) > 900
    for card in orders:
        item = found(region, card.id)
        assert item is not None, card.id
        owners = item.candidates if item.hard else (item.lead,)
        assert owners, card.id
        for handler in (*owners, *item.co):
            for spot in spots:
                assert region.unit_at(handler, spot) is not None, (card.id, handler)


@pytest.mark.parametrize("name", REGIONS)
def test_a_card_with_several_owners_is_a_hard_case(name: str) -> None:
    """What the card calls joint has candidates, and only welfare for lonely old people is led by a community."""
    region = load_region(name)
    for topic, card in cards().values():
        if card.destination != "order":
            continue
        item = found(region, card.id)
        assert item is not None
        if card.level == "joint":
            assert item.level == "joint", card.id
        if item.level == "community":
            assert (topic, card.id) == ("welfare", "lonely-elder-visit")


def test_the_first_sample_agrees_with_the_handler_of_the_card() -> None:
    """There the unit is the one the resident was told, or that one is proposed."""
    region = load_region()
    for card_id, (_, card) in cards().items():
        if card.destination == "order":
            item = found(region, card_id)
            assert item is not None
            assert (item.lead or item.candidates[0]) == card.handler, card_id


def test_what_a_worker_files_by_hand_finds_an_item_too() -> None:
    """Mediation and community cards: neighbours, enquiries and people in difficulty stay in the community."""
    region = load_region()
    levels = {card.destination: set[str]() for _, card in cards().values()}
    for card_id, (_, card) in cards().items():
        if card.destination in {"mediation", "community"}:
            item = found(region, card_id)
            assert item is not None, card_id
            levels[card.destination].add(item.level)
    assert levels["community"] == {"community"}
    assert levels["mediation"] == {"community", "street", "department"}


def test_the_catalogue_names_no_card_that_does_not_exist() -> None:
    """Neither a card nor a topic that is misspelt."""
    topics = {topic for topic, _ in cards().values()}
    for item in load_region().catalogue.items.values():
        assert set(item.cards) <= cards().keys(), item.code
        assert {matter.split("/")[0] for matter in item.matters} <= topics, item.code
