"""The region tells which unit gets an order and how long the answer may take."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import RegionError
from config.region import load_region
from config.vocabulary import vocabulary


def test_the_sample_city_names_a_unit_and_a_deadline_for_every_code() -> None:
    """No handler falls back to a general name, no type of appeal to the general deadline."""
    region = load_region()
    assert set(region.units) == set(vocabulary()["handlers"])
    assert {key: region.working_days(key) for key in vocabulary()["appeal_types"]} == {
        "consult": 3, "help": 5, "suggestion": 7, "praise": 7, "complaint": 15, "report": 15,
    }  # fmt: skip


def test_a_region_without_units_uses_the_general_name() -> None:
    """A city that lists nothing still works."""
    region = load_region("national")
    assert region.unit("market") == "市场监督管理"
    assert region.unit(None) == ""
    assert region.working_days("help") == 5


@pytest.mark.parametrize("line", ["units: {nobody: 某局}", "units: {market: 3}", "deadlines: {help: 五天}"])
def test_a_wrong_code_is_told_with_its_place(line: str, tmp_path: Path) -> None:
    """The sentence names file, part and code."""
    (tmp_path / "own.yaml").write_text(f"name: 本市\n{line}\n", encoding="utf-8")
    with pytest.raises(RegionError, match=r"own\.yaml: (units|deadlines)\.\w+: "):
        load_region("own", tmp_path)
