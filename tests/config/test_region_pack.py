"""A region in several files: they join, extend another one, and every mistake is told with file and field."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from config.errors import RegionError
from config.region import load_region

ITEM = "title: 甲, category: [甲, 乙, 丙], basis: 某法"
ONE = f"a: {{{ITEM}, level: department, lead: market, cards: [stale]}}"
STREET = "streets: {s: {name: 甲街道}}\n"


def item(rest: str) -> str:
    """A catalogue with one item."""
    return f"catalogue: {{a: {{{ITEM}, {rest}}}}}"


BROKEN = {
    item("level: department, lead: nobody, cards: [x]"): ("catalogue.a.lead", "market"),
    item("level: department, cards: [x]"): ("catalogue.a.lead", "candidates"),
    item("level: district, lead: market, cards: [x]"): ("catalogue.a.level", "joint"),
    item("level: department, lead: market"): ("catalogue.a", "cards、matters 或 handlers"),
    item("level: department, lead: market, cards: x"): ("catalogue.a.cards", "几个代码"),
    item("level: department, lead: market, matters: [x/nobody]"): (
        "catalogue.a.matters", "主题/承办代码"),
    item("level: department, lead: market, co: [market], cards: [x]"): (
        "catalogue.a.co", "不同于牵头"),
    item("level: department, lead: market, candidates: [police], cards: [x]"): (
        "catalogue.a.candidates", "不再写候选"),
    item("level: joint, candidates: [police], cards: [x]"): ("catalogue.a.candidates", "至少两个"),
    item("level: joint, candidates: [police, community], cards: [x]"): (
        "catalogue.a.candidates", "社区只在"),
    item("level: department, lead: community, cards: [x]"): ("catalogue.a.lead", "社区只在"),
    item("level: street, lead: market, cards: [x]"): ("catalogue.a.lead", "street"),
    item("level: department, lead: market, community_class: d, cards: [x]"): (
        "catalogue.a.community_class", "只有 level: community"),
    item("level: community, lead: street, community_class: d, cards: [x]"): (
        "catalogue.a.lead", "community"),
    item("level: community, lead: community, cards: [x]"): (
        "catalogue.a.community_class", "community_list"),
    item("level: community, lead: community, community_class: d, cards: [x]"): (
        "catalogue.a.community_class", "community_list"),
    item("level: community, lead: community, community_class: d, powers: [money], cards: [x]"): (
        "catalogue.a.powers", "不能由社区牵头"),
    item("level: community, lead: community, community_class: d, handlers: [market]"): (
        "catalogue.a.handlers", "逐张写"),
    item("level: community, lead: community, community_class: d, matters: [x/market]"): (
        "catalogue.a.matters", "逐张写"),
    item("level: street, lead: street, cards: [x], valid_from: 2026-02-01 10:00:00"): (
        "catalogue.a.valid_from", "日期"),
    item("level: department, lead: market, powers: [magic], cards: [x]"): (
        "catalogue.a.powers", "inspection"),
    "catalogue: {a: {title: 甲, category: [甲, 乙], basis: 法, level: department, lead: market, cards: [x]}}": (
        "catalogue.a.category", "三级分类"),
    "catalogue: {a: {title: 甲, category: [甲, 乙, 丙], level: department, lead: market, cards: [x]}}": (
        "catalogue.a.basis", "文字"),
    item("level: street, lead: street, cards: [x], valid_from: 2026-02-01, valid_to: 2026-01-31"): (
        "catalogue.a.valid_to", "不早于 valid_from"),
    f"catalogue: {{{ONE}, b: {{{ITEM}, level: street, lead: street, cards: [stale]}}}}": (
        "catalogue.b.cards", "a 也管它"),
    "community_list: {d: {name: 甲}}": ("community_list.d.basis", "文字"),
    "streets: {s: {name: 甲街道, mayor: 某}}": ("streets.s.mayor", "aliases"),
    "streets: {s: {name: 甲街道}, t: {name: 乙街道, aliases: [甲街道]}}": ("streets.t.aliases", "streets.s 已经用了"),
    "streets: {s: {name: 甲街道, population: -3}}": ("streets.s.population", "0 或更大"),
    STREET + "communities: {c: {name: 甲社区, street: t}}": ("communities.c.street", "streets 里的代码：s"),
    STREET + "communities: {c: {name: 甲社区}}": ("communities.c.street", "代码"),
    STREET + "communities: {c: {name: 甲, street: s, aliases: [甲里]}, d: {name: 乙, street: s, aliases: [甲里]}}": (
        "communities.d.aliases", "communities.c 已经用了"),
    STREET + "communities: {c: {name: 甲社区, street: s, estates: [园]}}": ("communities.c.estates", "至少两个字"),
    STREET + "communities: {c: {name: 甲社区, street: s, mediators: [{phone: '1'}]}}": (
        "communities.c.mediators.1.name", "文字"),
    STREET + "communities: {c: {name: 甲社区, street: s, wechat: {person: 某}}}": (
        "communities.c.wechat.person", "account"),
    STREET + "communities: {c: {name: 甲社区, street: s, area: [[1, 2], [3, 4]]}}": ("communities.c.area", "三个角"),
    "units: {market: {name: 某局, fax: '1'}}": ("units.market.fax", "legal_name"),
    "units: {market: {legal_name: 某局}}": ("units.market.name", "文字"),
    "limits: {hot_voices: 0}": ("limits.hot_voices", "正整数"),
    "limits: {patience: 3}": ("limits.patience", "hot_voices"),
    "limits: {contacts_to_hint: 30}": ("limits.contacts_to_hint", "contacts_to_person"),
    "calendar: {office_hours: [['12:00', '08:30']]}": ("calendar.office_hours", "从早到晚"),
    "calendar: {office_hours: []}": ("calendar.office_hours", "从早到晚"),
    "calendar: {holidays: [明天]}": ("calendar.holidays", "日期"),
    "calendar: {holidays: [2026-06-01], working_days: [2026-06-01]}": ("calendar.holidays", "working_days"),
    "grades: {steps: [{name: 好, from: 60}, {name: 差, from: 10}]}": ("grades.steps", "从 0 开始"),
    "grades: {steps: [{name: 好}]}": ("grades.steps.1.from", "整数"),
    "grades: {rates: [in_time]}": ("grades.rates", "satisfied"),
    "grades: {period_months: 0}": ("grades.period_months", "正整数"),
    "staffing: {opens: '21:00'}": ("staffing.closes", "opens"),
    "name: 甲\nname: 乙": ("第 2 行", "name 写了两次"),
}  # fmt: skip


@pytest.mark.parametrize("lines", BROKEN)
def test_a_mistake_is_told_with_its_place(lines: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(f"{lines}\n", encoding="utf-8")
    with pytest.raises(RegionError) as caught:
        load_region("own", tmp_path)
    field, right = BROKEN[lines]
    assert f"own.yaml: {field}" in caught.value.say
    assert right in caught.value.say
    assert "\n" not in caught.value.say


def write(folder: Path, **files: str) -> None:
    """Files by name, with __ for the folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_files_of_the_folder_join(tmp_path: Path) -> None:
    """Their parts come together, entry by entry."""
    write(
        tmp_path, own="name: 本市\nunits: {market: 甲局}\n", own__a="units: {police: 乙局}\nstreets: [甲街道]\n",
        own__b="limits: {hot_voices: 5}\n",
    )  # fmt: skip
    region = load_region("own", tmp_path)
    assert (region.name, region.units, region.streets) == ("本市", {"market": "甲局", "police": "乙局"}, ("甲街道",))
    assert (region.limits.hot_voices, region.limits.hot_days) == (5, 3)
    assert region.places.find("甲街道").street == "甲街道"


def test_mistakes_between_files_name_the_right_file(tmp_path: Path) -> None:
    """An entry that stands twice, a head field in a part, a reference that leads nowhere."""
    write(tmp_path, one="name: 一\nunits: {market: 甲局}\n", one__a="units: {market: 乙局}\n")
    with pytest.raises(RegionError, match=r"one/a\.yaml: units\.market: .*只写一次（one\.yaml 里已经有）"):
        load_region("one", tmp_path)
    write(tmp_path, two="name: 二\n", two__a="extends: one\n")
    with pytest.raises(RegionError, match=r"two/a\.yaml: extends: .*这些字段之一：contacts"):
        load_region("two", tmp_path)
    write(tmp_path, three=STREET, three__c="communities: {c: {name: 甲社区, street: t}}\n")
    with pytest.raises(RegionError, match=r"three/c\.yaml: communities\.c\.street: "):
        load_region("three", tmp_path)
    write(
        tmp_path,
        base=f"catalogue: {{{ONE}}}\n",
        four=f"extends: base\ncatalogue: {{b: {{{ITEM}, level: street, lead: street, cards: [stale]}}}}\n",
    )
    with pytest.raises(RegionError, match=r"four\.yaml: catalogue\.b\.cards: .*a 也管它"):
        load_region("four", tmp_path)


def test_extending_takes_over_entry_by_entry(tmp_path: Path) -> None:
    """Units, limits, calendar and grades change where the file says so; places only all together."""
    places = "streets: {s: {name: 甲街道}}\ncommunities: {c: {name: 丙社区, street: s, population: 10}}\n"
    base = "limits: {hot_voices: 4, hot_days: 2}\ncalendar: {holidays: [2026-06-01]}\n"
    base += "units: {market: 甲局, police: 乙局}\n"
    write(tmp_path, base=base + places, own="extends: base\nlimits: {hot_days: 7}\nunits: {market: 丙局}\n")
    region = load_region("own", tmp_path)
    assert (region.limits.hot_voices, region.limits.hot_days) == (4, 7)
    assert region.units == {"market": "丙局", "police": "乙局"}
    assert len(region.calendar.holidays) == 1
    assert (region.streets, region.population) == (("甲街道",), 10)
    write(tmp_path, other="extends: base\nstreets: [乙街道]\n")
    other = load_region("other", tmp_path)
    assert (other.streets, dict(other.places.communities)) == (("乙街道",), {})


def test_the_second_region_keeps_its_own_numbers() -> None:
    """潍坊 (facts 1.3) counts five working days for everything; contacts of the city are those of the first sample."""
    first, second = load_region("sample"), load_region("second")
    assert {second.working_days(kind) for kind in ("consult", "help", "complaint", "report")} == {5}
    assert len(second.places.streets) == 2
    assert second.contacts == first.contacts
    assert second.sample
    assert (first.grades.of(85), second.grades.of(85), second.grades.of(10.5)) == ("较好", "达标", "待改进")


def test_loading_is_fast() -> None:
    """Under 0.3 s with all it extends, and once only (the best of three, so that a busy machine does not fail)."""
    times: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        load_region.__wrapped__("second")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.3
    assert load_region("second") is load_region("second")
