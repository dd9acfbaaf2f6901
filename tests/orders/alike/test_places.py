"""Addresses as people type them, taken apart and compared."""

from __future__ import annotations

import pytest

from orders.alike.nearness import Level, nearness
from orders.alike.places import place_of
from orders.alike.told import Told


def at(address: str) -> Told:
    return Told(text="", address=address)


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("示例市示例区幸福街道阳光花园三栋2单元501", {"building": "3", "unit": "2", "room": "501"}),
        ("翡翠湾3-2-501", {"building": "3", "unit": "2", "room": "501"}),
        ("锦绣家园二期5号楼", {"phase": "2", "building": "5"}),
        ("人民路88号", {"number": "88"}),
        ("东方新城A座", {"building": "a"}),
        ("阳光花园十三幢", {"building": "13"}),
    ],
)
def test_numbers_are_read(address: str, parts: dict[str, str]) -> None:
    """In Chinese or Arabic, written out or with strokes."""
    place = place_of(at(address))
    assert {name: getattr(place, name) for name in parts} == parts


@pytest.mark.parametrize(
    ("address", "estates", "roads"),
    [
        ("示例市示例区幸福街道阳光花园三栋", {"阳光花园"}, set()),
        ("中山二路与建设路交叉口东侧", set(), {"中山2路", "建设路"}),
        ("解放大道与人民路路口", set(), {"解放大道", "人民路"}),
        ("阳光花园小区东门", {"阳光花园"}, set()),
    ],
)
def test_names_are_read(address: str, estates: set[str], roads: set[str]) -> None:
    """Without the city, the numbers and the positions."""
    place = place_of(at(address))
    assert (set(place.estates), set(place.roads)) == (estates, roads)


def test_the_text_fills_in_what_the_address_leaves_open() -> None:
    """Somebody puts the address into the story."""
    place = place_of(Told(text="我住在阳光花园3栋，楼下人民路上路灯不亮"))
    assert (set(place.estates), place.building) == ({"阳光花园"}, "3")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("阳光花园3栋", "阳光花园小区三幢"),
        ("锦绣家园", "锦秀家园"),
        ("人民路88号", "人民路88号门口"),
        ("解放大道与人民路路口", "人民路解放大道路口"),
        ("杏花路8号楼外", "杏花路八号楼"),
    ],
)
def test_one_site_in_other_words(one: str, two: str) -> None:
    """Numerals, homophones, order of the roads."""
    assert nearness(place_of(at(one)), place_of(at(two))).level is Level.SITE


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("阳光花园3栋", "阳光家园3栋"),
        ("东湖花园", "西湖花园"),
        ("人民路88号", "人民路12号"),
        ("解放大道与人民路路口", "解放大道与建设路路口"),
        ("大学城东公交站", "大学城西公交站"),
        ("红石镇大坪村", "红石镇小坪村"),
    ],
)
def test_like_names_of_other_places(one: str, two: str) -> None:
    """The same words, other places."""
    assert nearness(place_of(at(one)), place_of(at(two))).level is Level.APART


def test_buildings_of_one_estate_differ() -> None:
    """The level is the site; the building is told apart."""
    near = nearness(place_of(at("阳光花园3栋")), place_of(at("阳光花园5栋")))
    assert (near.level, set(near.differs)) == (Level.SITE, {"building"})


def test_points_far_apart_are_other_places() -> None:
    """Two kilometres, whatever the words say; at one point the words need not agree."""
    one, far = Told(text="", lng=120.60, lat=31.30), Told(text="", lng=120.62, lat=31.30)
    here = Told(text="", lng=120.6003, lat=31.30)
    assert nearness(place_of(one), place_of(far)).level is Level.APART
    assert nearness(place_of(one), place_of(here)).level is Level.SITE
