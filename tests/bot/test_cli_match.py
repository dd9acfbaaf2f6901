"""`fenliu orders`: the same matter, opposing demands, hot events and numbers of other platforms."""

from __future__ import annotations

import pytest

from tests.bot.cli_district import SITE, UNWANTED, WANTED, fenliu, file, folder, refused

__all__ = ["folder"]


def test_what_looks_alike_is_shown_with_its_reasons() -> None:
    """A worker reads why, and merges by hand; a matter of another place is not among it."""
    one, other, far = file(SITE, SITE | {"content": "松烟一里旁边工地夜里打桩"}, WANTED)
    shown = fenliu("orders", "alike", other).output
    assert "同一件事" in shown
    assert "都在松烟一里" in shown
    assert f"merge {other}" in shown
    assert far not in shown
    assert "没有找到" in fenliu("orders", "alike", far).output
    fenliu("orders", "merge", other, one, "--as", "小李", "--why", "同一处工地")
    assert f"并入 {one}" in fenliu("orders", "list").output
    assert "没有找到" in fenliu("orders", "alike", one).output


def test_opposing_demands_are_talked_about_and_ended() -> None:
    """减速带装/拆 (facts 5.5): listed, shown with both orders, and ended with an outcome."""
    assert fenliu("orders", "conflicts").output == "没有等着商议的相反诉求。\n"
    wanted, unwanted = file(WANTED, UNWANTED)
    shown = fenliu("orders", "conflicts").output
    assert wanted in shown
    assert unwanted in shown
    assert "诉求相反" in fenliu("orders", "alike", wanted).output
    assert f"相反诉求：{unwanted}　会商中　等着商议" in fenliu("orders", "show", wanted).output
    outcome = "改装橡胶减速带"
    assert outcome in fenliu("orders", "conflict-end", "1", "--as", "老陈", "--outcome", outcome).output
    assert f"商议结果：{outcome}" in fenliu("orders", "show", unwanted).output
    assert "已经结束的" in refused("orders", "conflict-end", "1", "--as", "老陈", "--outcome", outcome)


def test_three_voices_make_a_hot_event() -> None:
    """未诉先办 (facts 5.1): voices, place and proposal."""
    assert fenliu("orders", "hot").output == "现在没有热点事件。\n"
    numbers = file(SITE, SITE, SITE)
    shown = fenliu("orders", "hot").output
    assert "3 位居民" in shown
    assert "砚池街道松烟社区" in shown
    assert "看现场" in shown
    assert all(number in shown for number in numbers)


def test_numbers_of_other_platforms_are_kept_once() -> None:
    """facts 5.2: nothing is typed twice; a number that another order has is refused with that order."""
    one, other = file(SITE, WANTED)
    assert "省平台 S-88" in fenliu("orders", "ref", one, "省平台", "S-88").output
    assert one in fenliu("orders", "find-ref", "省平台", "S- 88").output
    assert "外部编号：省平台 S-88" in fenliu("orders", "show", one).output
    assert one in refused("orders", "ref", other, "省平台", "S-88")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("find-ref", "省平台", "S-1"), "fenliu orders ref"),
        (("conflict-end", "9", "--as", "老陈", "--outcome", "好"), "没有编号 9 的相反诉求"),
        (("conflict-end", "一", "--as", "老陈", "--outcome", "好"), "列表里的数字"),
        (("conflict-end", "9", "--as", "老陈", "--outcome", "好", "--role", "unit"), "dispatcher（派单员）"),
        (("alike", "999"), "没有工单 999"),
    ],
)
def test_slips_are_answered(words: tuple[str, ...], told: str) -> None:
    file(SITE)
    assert told in refused("orders", *words)


def test_one_quarrel_under_many_names_is_gathered_by_a_worker() -> None:
    """换理由再打: two orders become one cluster with mediation proposed; one alone is refused; each stays open."""
    one, other = file(SITE | {"account": "a"}, SITE | {"account": "b"})
    words = ("--as", "小李", "--conflict", "两家争一面墙", "--basis", "都是那面墙")
    assert "至少两张" in refused("orders", "gather", one, *words)
    assert "2 位居民" in fenliu("orders", "gather", one, other, *words).output
    assert "两家争一面墙" not in fenliu("orders", "list").output
    assert fenliu("orders", "ideas").output == "还没有老旧小区改造的意见。\n"
