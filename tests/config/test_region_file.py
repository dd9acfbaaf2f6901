"""A broken region file is told with file, field and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import RegionError
from config.region import load_region

BROKEN = {
    "contacts: [a]": ("contacts", "名称: 内容"),
    "contacts: {police: 110}": ("contacts.police", "名称: 内容"),
    "contacts: {police: {name: 报警, phone: 110}}": ("contacts.police.phone", "引号"),
    "contacts: {police: {phone: '110'}}": ("contacts.police.name", "文字"),
    "contacts: {police: {name: 报警, verified: 昨天}}": ("contacts.police.verified", "日期"),
    "contacts: {police: {name: 报警, telephone: '110'}}": ("contacts.police.telephone", "phone"),
    "extends: own": ("extends", "不能是自己"),
    "extends: atlantis": ("extends", "现有的地区文件"),
    "extends: ../own": ("extends", "名称"),
    "extends: [national]": ("extends", "名称"),
    "deadlines: {help: 0}": ("deadlines.help", "正整数"),
    "deadlines: {help: -3}": ("deadlines.help", "正整数"),
    "deadlines: {help: 2.5}": ("deadlines.help", "正整数"),
    "deadlines: {help: true}": ("deadlines.help", "正整数"),
    "deadlines: 5": ("deadlines", "名称: 内容"),
    "units: [某局]": ("units", "名称: 内容"),
    "units: {market: ''}": ("units.market", "文字"),
    "streets: 甲街道": ("streets", "几个名称"),
    "streets: [3]": ("streets", "几个名称"),
    "name: 5": ("name", "文字"),
    "sample: 是": ("sample", "true"),
    "contcats: {}": ("contcats", "contacts"),
    "- a": ("", "名称: 内容"),
    "name: [": ("第", "YAML"),
}


@pytest.mark.parametrize("line", BROKEN)
def test_a_mistake_is_told_with_its_place(line: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(RegionError) as caught:
        load_region("own", tmp_path)
    field, right = BROKEN[line]
    assert f"own.yaml: {field}" in caught.value.say
    assert right in caught.value.say
    assert "\n" not in caught.value.say


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("name: 本市\n", encoding="gbk")
    with pytest.raises(RegionError, match=r"own\.yaml: 不是 UTF-8"):
        load_region("own", tmp_path)


def test_regions_in_a_ring_are_told(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("extends: two\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("extends: one\n", encoding="utf-8")
    with pytest.raises(RegionError, match=r"two\.yaml: extends: .*绕回自己"):
        load_region("one", tmp_path)


def test_what_may_be_left_out_may_be_left_out(tmp_path: Path) -> None:
    """An admin who empties a part has not broken the file."""
    lines = "name: 本市\ncontacts:\n  office: {name: 某局, phone: null, verified: null}\nunits:\nstreets:\n"
    (tmp_path / "own.yaml").write_text(lines, encoding="utf-8")
    region = load_region("own", tmp_path)
    assert (region.contact("office").short, region.units, region.streets) == ("某局", {}, ())
