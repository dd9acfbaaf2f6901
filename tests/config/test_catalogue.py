"""The dispatch catalogue: the most particular item of the day, and a community that leads only what its list gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.catalogue import LEVELS, POWERS, Catalogue, CatalogueItem, MatterKey
from config.errors import RegionError
from config.region import Region, load_region

TODAY = date(2026, 11, 22)
CATEGORY = ("甲", "乙", "丙")


def item(code: str, **values: object) -> CatalogueItem:
    return CatalogueItem(code, code, CATEGORY, "department", lead="market", **values)  # type: ignore[arg-type]


def test_the_most_particular_item_is_taken() -> None:
    """Card before topic and handler, before the handler alone; what is not known finds nothing."""
    catalogue = Catalogue(
        [item("rest", handlers=("market",)), item("food", matters=("consumer/market",)), item("one", cards=("stale",))]
    )
    wanted = {
        MatterKey("stale", "consumer", "market"): "one",
        MatterKey("other", "consumer", "market"): "food",
        MatterKey("other", "traffic", "market"): "rest",
        MatterKey(handler="market"): "rest",
        MatterKey(card_id="stale"): "one",
    }
    for matter, code in wanted.items():
        found = catalogue.find(matter, TODAY)
        assert found is not None
        assert found.code == code
    assert catalogue.find(MatterKey("other", "consumer", "police"), TODAY) is None
    assert catalogue.find(MatterKey(), TODAY) is None


def test_an_item_applies_from_its_first_to_its_last_day() -> None:
    """On a day with no item for the card, the next wider one applies."""
    catalogue = Catalogue([
        item("rest", handlers=("market",)),
        item("old", cards=("stale",), valid_to=date(2026, 6, 30)),
        item("new", cards=("stale",), valid_from=date(2026, 8, 15)),
    ])  # fmt: skip
    days = {
        date(2026, 6, 30): "old", date(2026, 7, 1): "rest", date(2026, 8, 14): "rest", date(2026, 8, 15): "new",
        date(2036, 1, 1): "new",
    }  # fmt: skip
    found = {day: catalogue.find(MatterKey("stale", "consumer", "market"), day) for day in days}
    assert {day: one.code for day, one in found.items() if one} == days


@pytest.mark.parametrize("name", ["sample", "second"])
def test_a_community_leads_only_what_its_list_gives(name: str) -> None:
    """姑苏事项清单 (facts 5.4): three classes, no power among them; elsewhere a community may help, never lead."""
    region = load_region(name)
    assert set(region.community_list) == {"neighbour_dispute", "convenience_enquiry", "people_in_difficulty"}
    led = [one for one in region.catalogue.items.values() if "community" in (one.lead, *one.candidates)]
    assert len(led) >= 10
    for one in led:
        assert (one.level, one.lead, one.candidates, one.powers) == ("community", "community", (), ())
        assert one.community_class in region.community_list
    assert any("community" in one.co for one in region.catalogue.items.values() if one.level == "department")


def test_the_sample_is_a_real_catalogue(region: Region) -> None:
    """分类2223 (facts 5.3), as data to be replaced: more than 150 items, each with three levels of category, a
    basis, and an owner or candidates."""
    items = region.catalogue.items.values()
    assert len(items) > 150
    for one in items:
        assert one.level in LEVELS
        assert len(one.category) == 3
        assert one.basis
        assert bool(one.lead) != bool(one.candidates), one.code
        assert (one.level == "joint") == one.hard, one.code
        assert set(one.powers) <= set(POWERS)
    assert {power for one in items for power in one.powers} == set(POWERS)
    assert {"新能源车充电", "二手车", "老小区停车"} <= {one.bundle for one in items}


@pytest.mark.parametrize(
    ("card", "candidates"),
    [
        ("elevator-repair-money", {"housing", "street", "market"}),
        ("fumes-within-limits", {"ecology", "urban_management"}),
        ("stray-dogs", {"police", "urban_management", "agriculture"}),
        ("ebike-stairwell", {"fire", "police"}),
        ("group-rental", {"housing", "police", "urban_management"}),
        ("tattoo-medical-beauty", {"market", "health"}),
        ("pet-shop-sick-pet", {"market", "agriculture"}),
    ],
)
def test_the_cases_nobody_wants_have_candidates(card: str, candidates: set[str], region: Region) -> None:
    """电梯停摆、油烟、宠物伤人、楼道充电、群租 (facts 5.2), 纹眉 and 病狗 (facts 5.4)."""
    found = region.catalogue.find(MatterKey(card_id=card), TODAY)
    assert found is not None
    assert found.hard
    assert set(found.candidates) == candidates


def test_the_same_card_goes_to_another_unit_in_another_city(region: Region) -> None:
    """Noise and fumes are owned by other departments in the second region; what it leaves out is as in the first."""
    second = load_region("second")
    wanted = {
        "restaurant-fumes": ("示例市城市管理局", "示例市生态环境局新区分局"),
        "square-dance-noise": ("示例市公安局", "示例新区综合执法局"),
        "bar-ktv-noise": ("示例市公安局", "示例市生态环境局新区分局"),
        "construction-noise": ("示例市城市管理局", "示例新区建设交通局"),
        "school-enrolment": ("示例市教育局", "示例市教育局"),
    }
    for card, names in wanted.items():
        for place, name in zip((region, second), names, strict=True):
            found = place.catalogue.find(MatterKey(card_id=card), TODAY)
            assert found is not None
            unit = place.unit_at(found.lead, None)
            assert unit is not None
            assert unit.name == name
    assert second.catalogue.find(MatterKey(card_id="stray-dogs"), TODAY) != region.catalogue.find(
        MatterKey(card_id="stray-dogs"), TODAY
    )


def test_an_item_of_the_extended_region_can_be_taken_out(tmp_path: Path) -> None:
    """`code: null` removes it; the wider item then answers."""
    one = "{title: 甲, category: [甲, 乙, 丙], level: department, basis: 某法, lead: "
    (tmp_path / "base.yaml").write_text(
        f"catalogue:\n  wide: {one} market, handlers: [market]}}\n  fine: {one} police, cards: [stale]}}\n",
        encoding="utf-8",
    )
    (tmp_path / "own.yaml").write_text("extends: base\ncatalogue: {fine: null}\n", encoding="utf-8")
    found = load_region("own", tmp_path).catalogue.find(MatterKey("stale", "consumer", "market"), TODAY)
    assert found is not None
    assert found.code == "wide"


def test_a_class_of_the_extended_region_can_be_taken_out(tmp_path: Path) -> None:
    """A city with a shorter list: the items of that class must go too, and that is told."""
    base = "community_list: {d: {name: 甲类, basis: 某清单}}\n"
    line = "catalogue: {a: {title: 甲, category: [甲, 乙, 丙], level: community, lead: community, community_class: d, "
    (tmp_path / "base.yaml").write_text(f"{base}{line}basis: 某清单, cards: [stale]}}}}\n", encoding="utf-8")
    (tmp_path / "own.yaml").write_text("extends: base\ncommunity_list: {d: null}\n", encoding="utf-8")
    with pytest.raises(RegionError, match=r"base\.yaml: catalogue\.a\.community_class: "):
        load_region("own", tmp_path)
    (tmp_path / "less.yaml").write_text(
        "extends: base\ncommunity_list: {d: null}\ncatalogue: {a: null}\n", encoding="utf-8"
    )
    assert load_region("less", tmp_path).community_list == {}
