"""A unit by its handler and by the place, with lawful name and telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import RegionError
from config.gazetteer import Spot
from config.region import Region, load_region
from config.units import Unit
from config.vocabulary import vocabulary


def test_every_handler_has_a_unit_with_a_lawful_name_and_a_telephone(region: Region) -> None:
    """Departments by themselves, street offices and communities by the place."""
    spot = region.places.find("松烟一里")
    for handler in vocabulary()["handlers"]:
        unit = region.unit_at(handler, spot)
        assert unit is not None
        assert unit.handler == handler
        assert unit.legal_name
        assert unit.phone.startswith("0000-")
        assert region.unit_by_code(unit.code) == unit


def test_street_and_community_need_the_place(region: Region) -> None:
    """Where it is unknown there is no unit; nobody guesses."""
    street, community = region.unit_at("street", Spot("yanchi")), region.unit_at("community", Spot("yanchi", "songyan"))
    assert street == Unit("street:yanchi", "street", "砚池街道办事处", "砚池街道办事处", "0000-3101", "yanchi")
    assert community == Unit("community:songyan", "community", "松烟社区", "松烟社区居民委员会", "0000-3201", "songyan")
    for handler in ("street", "community"):
        assert region.unit_at(handler, None) is None
        assert region.unit_at(handler, Spot()) is None
        assert region.unit_at(handler, Spot("atlantis", "atlantis")) is None
    assert region.unit_at("community", Spot("yanchi")) is None
    assert region.unit_at("", Spot("yanchi")) is None
    assert region.unit_by_code("street:guyu").legal_name == "谷雨镇人民政府"
    assert region.unit_by_code("community:bailu").legal_name == "白露村村民委员会"


@pytest.mark.parametrize("code", ["nobody", "street:atlantis", "community:", "", "community:yanchi"])
def test_an_unknown_unit_is_told(code: str, region: Region) -> None:
    """The sentence names the code and where to look."""
    with pytest.raises(RegionError, match="没有代码是") as caught:
        region.unit_by_code(code)
    assert "units" in caught.value.say


def test_a_region_without_places_has_one_office_for_all(tmp_path: Path) -> None:
    """A small town lists no streets and still works; a handler it does not list goes by its general name."""
    lines = "name: 本镇\nunits:\n  street: 本镇人民政府\n  market: {name: 本镇市监所, phone: 0000-1}\n"
    (tmp_path / "own.yaml").write_text(lines, encoding="utf-8")
    region = load_region("own", tmp_path)
    assert region.unit_at("street", None) == Unit("street", "street", "本镇人民政府", "本镇人民政府")
    assert region.unit_at("market", None) == Unit("market", "market", "本镇市监所", "本镇市监所", "0000-1")
    assert region.unit("market") == "本镇市监所"
    assert region.unit_at("police", None) == Unit("police", "police", "公安", "公安")


def test_all_lists_every_unit_once(region: Region) -> None:
    """Departments, 4 street offices, 24 communities; the two general names of street and community are in it."""
    codes = [unit.code for unit in region.owners.all()]
    assert len(codes) == len(set(codes)) == len(vocabulary()["handlers"]) + 4 + 24
