"""What docs/region.md shows an admin works as it stands there."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from config.catalogue import MatterKey
from config.limits import NAMES, Limits
from config.region import FOLDER, load_region

TEXT = (Path(__file__).parents[2] / "docs" / "region.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
ROW = re.compile(r"^\| (`[^|]+`) \| ([^|]+) \|", re.MULTILINE)


def test_the_examples_make_a_region(tmp_path: Path) -> None:
    """Put into files as the first line of each says, they load."""
    folder = shutil.copytree(FOLDER, tmp_path / "regions")
    examples = BLOCK.findall(TEXT)
    assert len(examples) == TEXT.count("```yaml") == 5
    for name, lines in examples:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(lines, encoding="utf-8")
    region = load_region("mycity", folder)
    assert region.name == "示例某市"
    assert region.places.find("松烟一里3幢").community == "songyan"
    assert region.unit_by_code("urban_management").legal_name == "某市城市管理综合行政执法局"
    today = date(2026, 11, 22)
    found = [
        region.catalogue.find(MatterKey(*matter), today)
        for matter in (("restaurant-fumes",), ("exam-noise",), ("x", "consumer", "market"), ("x", "y", "market"))
    ]
    assert [item.code for item in found if item] == ["fumes-restaurant", "noise-exam", "market-rest", "market-rest"]


def test_every_limit_is_told_with_its_default() -> None:
    """No number that an admin could not find."""
    told: dict[str, int] = {}
    for names, defaults in ROW.findall(TEXT):
        told |= dict(zip(re.findall(r"`(\w+)`", names), map(int, defaults.split("、")), strict=True))
    assert told == {name: getattr(Limits(), name) for name in NAMES}
