"""The place in a resident's words: found by the list, never guessed."""

from __future__ import annotations

import time

import pytest

from config.gazetteer import Community, Gazetteer, Spot, Street
from config.region import Region, load_region

PLACES = Gazetteer(
    [Street("a", "甲溪街道", aliases=("甲溪街道办",)), Street("b", "乙溪街道")],
    [
        Community("a1", "丙岸社区", "a", aliases=("丙岸",), estates=("同名花园", "丙岸一里"), roads=("长河路",),
                  area=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))),
        Community("a2", "丁岸社区", "a", estates=("邻名苑",), roads=("长河路", "短河路"),
                  area=((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0))),
        Community("b1", "戊岸村", "b", estates=("同名花园",), villages=("戊家坪",), roads=("长河路",)),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("家住甲溪街道丙岸社区3幢", Spot("a", "a1", "丙岸社区")),
        ("丙岸一里 5 号楼漏水", Spot("a", "a1", "丙岸一里")),
        ("我们丙岸这边停电了", Spot("a", "a1", "丙岸")),
        ("丙岸路上有坑", Spot()),
        ("戊家坪没水吃", Spot("b", "b1", "戊家坪")),
        ("戊岸村委会不盖章", Spot("b", "b1", "戊岸村")),
        ("同名花园太吵", Spot(None, None, "同名花园")),
        ("甲溪街道 同名花园太吵", Spot("a", "a1", "同名花园")),
        ("同名花园，乙溪街道的那个", Spot("b", "b1", "同名花园")),
        ("短河路和长河路路口", Spot("a", "a2", "短河路")),
        ("长河路路灯不亮", Spot(None, None, "长河路")),
        ("甲溪街道长河路路灯不亮", Spot("a", None, "长河路")),
        ("甲溪街道办没人接电话", Spot("a", None, "甲溪街道办")),
        ("邻名苑和丙岸一里之间的路", Spot("a", None, "丙岸一里")),
        ("乙溪街道邻名苑", Spot(None, None, "邻名苑")),
        ("短河路的丙岸一里门口", Spot("a", "a1", "丙岸一里")),
        ("哪儿都不是", Spot()),
        ("", Spot()),
    ],
)
def test_words_tell_the_place(text: str, spot: Spot) -> None:
    """Longest first; a community implies its street; what contradicts itself names nothing."""
    assert PLACES.find(text) == spot
    assert PLACES.find(text) == spot


def test_a_location_fills_in_what_the_words_leave() -> None:
    """The words come first; a location inside no outline, or against the words, changes nothing."""
    assert PLACES.find("这里太吵", lng=0.5, lat=0.5) == Spot("a", "a1", "定位")
    assert PLACES.find("同名花园太吵", lng=0.5, lat=0.5) == Spot("a", "a1", "同名花园")
    assert PLACES.find("甲溪街道这里", lng=1.5, lat=0.5) == Spot("a", "a2", "甲溪街道")
    assert PLACES.find("丙岸一里", lng=1.5, lat=0.5) == Spot("a", "a1", "丙岸一里")
    assert PLACES.find("乙溪街道", lng=0.5, lat=0.5) == Spot("b", None, "乙溪街道")
    assert PLACES.find("这里", lng=5.0, lat=5.0) == Spot()
    assert PLACES.find("这里", lng=0.5) == Spot()


def test_spaces_and_wide_letters_do_not_matter() -> None:
    """The same place however it is typed."""
    letters = Gazetteer([Street("s", "甲溪街道")], [Community("c", "丙岸社区", "s", estates=("A座公寓",))])
    assert letters.find("Ａ 座 公寓") == Spot("s", "c", "A座公寓")


def test_every_name_of_the_sample_is_found(region: Region) -> None:
    """Each name alone leads to its community, or is one of several; with the street said it leads there."""
    assert len(region.places.communities) == 24
    assert region.population == sum(one.population for one in region.places.communities.values()) > 200_000
    for one in region.places.communities.values():
        street = region.places.streets[one.street].name
        for name in (one.name, *one.aliases, *one.estates, *one.villages):
            assert region.places.find(f"我在{name}这里").community in {one.code, None}, name
            found = region.places.find(f"我在{street}{name}这里")
            assert found.street == one.street, name
            assert found.community == one.code or name == "紫云新苑", name
        assert one.mediators[0].name.startswith("示例")
        assert one.advisers[0].name.startswith("示例")
        assert one.wechat is not None
        assert one.wechat.account.startswith("shili_")
        assert one.wechat.hours


def test_finding_is_fast() -> None:
    """60 characters among 500 names take less than 0.2 ms (the best of many, so that a busy machine does not fail)."""
    communities = [
        Community(
            f"c{number}",
            f"第{number}社区",
            "s",
            estates=tuple(f"{number}号{kind}" for kind in ("园", "苑", "里", "庭")),
        )
        for number in range(100)
    ]
    places = Gazetteer([Street("s", "甲溪街道")], communities)
    text = "我住在甲溪街道37号苑旁边的第42社区，楼下饭店的油烟每天熏到夜里十一点，"
    text += "找过物业都没有人管，请尽快派人来处理一下谢谢"
    times: list[float] = []
    for _ in range(200):
        start = time.perf_counter()
        places.find(text)
        times.append(time.perf_counter() - start)
    assert len(text) >= 55
    assert min(times) < 0.0002


def test_a_region_without_places_finds_nothing() -> None:
    """The national file has no streets."""
    places = load_region("national").places
    assert (places.find("甲溪街道", lng=0.5, lat=0.5), places.population) == (Spot(), 0)
