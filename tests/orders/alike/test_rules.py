"""What the rules say of two appeals, with the reasons; and what is certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orders.alike.certain import certain
from orders.alike.hot import cluster_key, same_cause
from orders.alike.rules import WINDOW, Likeness, ruled
from orders.alike.stances import LESS, MORE, NEITHER, stance
from orders.alike.times import when
from orders.alike.told import Told, shown
from orders.alike.traits import traits
from orders.alike.words import number_of, plain
from tests.conftest import NOON


def told(text: str, address: str, respondent: str = "", **more: Any) -> Told:
    return replace(Told(text=text, address=address, respondent=respondent, received_at=NOON), **more)


def judge(one: Told, two: Told, *, window: timedelta = WINDOW) -> Likeness:
    """The rules alone."""
    return ruled(traits(one), traits(two), window=window)


LAMP = told("3栋楼下的路灯不亮，晚上黑漆漆", "阳光花园3栋")
LIFT = told("电梯老是坏，今天又停了", "阳光花园3栋2单元")


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        (LAMP, told("灯坏了好几天，摸黑走路", "阳光花园三幢楼下"), "same"),
        (LAMP, told("路灯不亮", "阳光花园5栋"), "different"),
        (LAMP, told("路灯不亮", "阳光花园"), "ambiguous"),
        (LAMP, told("楼下的垃圾桶满了没人收", "阳光花园3栋"), "different"),
        (LIFT, told("电梯困人", "阳光花园3栋1单元"), "different"),
        (LIFT, told("电梯总是卡住", "阳光花园3栋二单元"), "same"),
        (LIFT, told("电梯坏了", "阳光花园3栋"), "ambiguous"),
    ],
)
def test_place_and_thing_decide(one: Told, two: Told, verdict: str) -> None:
    """The same matter in other words, the same words elsewhere, another matter at the place, a place half told."""
    assert judge(one, two).verdict == verdict
    assert judge(two, one).verdict == verdict


def test_reasons_are_for_the_worker() -> None:
    """In Chinese, what speaks for it and against it."""
    reasons = judge(LIFT, told("电梯坏了", "阳光花园3栋")).reasons
    assert reasons == ("都在阳光花园", "都说电梯", "有一件没有说是哪个单元")


def test_opposing_demands() -> None:
    """减速带装/拆, 灯亮/暗 (facts 5.5)."""
    wanted = told("学校门口车速太快，请装减速带", "建设路幸福小学门口")
    unwanted = told("减速带颠得厉害，请拆掉", "建设路幸福小学门口")
    assert judge(wanted, unwanted).verdict == "opposing"
    assert (
        judge(told("路灯太亮照进屋里睡不着", "杏花路8号"), told("路灯太暗看不清路", "杏花路8号")).verdict == "opposing"
    )


@pytest.mark.parametrize(
    ("text", "thing", "way"),
    [
        ("希望加装减速带", "speed_bump", MORE),
        ("不要装减速带", "speed_bump", LESS),
        ("我们反对加装电梯", "lift_new", LESS),
        ("一楼不同意加装电梯，一直阻拦", "lift_new", MORE),
        ("物业不让安装充电桩", "charge_want", MORE),
        ("电梯又坏了", "lift", NEITHER),
    ],
)
def test_which_way_it_pulls(text: str, thing: str, way: int) -> None:
    """A rejection turns the word round; what somebody else refuses, the speaker wants."""
    assert stance(text, thing) == way


def test_a_single_happening_has_its_day() -> None:
    """Two cuts of the water are two matters, one told twice is one; a lamp is out on many days."""
    first = told("家里停水了", "阳光花园", occurred_at="11月3日")
    assert judge(first, told("停水了", "阳光花园", occurred_at="11月20日")).verdict == "different"
    assert judge(first, told("停水了", "阳光花园", occurred_at="11月3日早上")).verdict == "same"
    assert judge(replace(LAMP, occurred_at="11月3日"), replace(LAMP, occurred_at="11月12日")).verdict == "same"


def test_a_new_matter_after_two_months() -> None:
    """The window is a setting."""
    later = replace(LAMP, received_at=NOON + timedelta(days=61))
    assert judge(LAMP, later).verdict == "different"
    assert judge(LAMP, later, window=timedelta(days=90)).verdict == "same"


def test_everybody_has_a_pension_of_their_own() -> None:
    """A person's own matter is never another's."""
    one = told("养老金这个月没有发", "红星村", account="a")
    assert judge(one, replace(one, account="b")).verdict == "ambiguous"
    assert judge(one, replace(one)).verdict == "same"


def test_certain_only_for_the_same_person_and_words() -> None:
    """Or the same number on another platform; a word of place that one leaves open is not certain."""
    mine = replace(LAMP, account="me", card_id="street-light-out")
    assert certain(mine, replace(mine, received_at=NOON + timedelta(days=2)))
    assert not certain(mine, replace(mine, account="you"))
    assert not certain(mine, replace(mine, card_id="manhole-cover"))
    assert not certain(mine, replace(mine, received_at=NOON + timedelta(days=8)))
    assert not certain(mine, replace(mine, text=mine.text.replace("3栋", "5栋")))
    assert not certain(mine, replace(mine, text="路灯不亮", address="阳光花园"))
    assert certain(replace(mine, refs=("letter:7",)), told("别的", "别处", refs=("letter:7",)))


def test_what_another_resident_may_read() -> None:
    """The matter and the rough place; nothing that was said."""
    words = shown(replace(LAMP, title="路灯不亮", respondent="王芳"), "幸福社区")
    assert words == "路灯不亮（幸福社区）"


def test_one_key_for_voices_about_one_event() -> None:
    """Other words, one key; another place another key; a refund has none."""
    again = told("灯坏了好几天，摸黑走路", "阳光花园三幢")
    assert cluster_key(LAMP) == cluster_key(again)
    assert cluster_key(LAMP) != cluster_key(told("路灯不亮", "东湖花园3栋"))
    assert cluster_key(told("养老金没有发", "红星村")) is None
    assert cluster_key(told("路灯不亮", "")) is None


def test_the_same_cause_again_is_more_lenient() -> None:
    """Somebody else tells less of the place: a person looks."""
    assert same_cause(LIFT, told("电梯坏了", "阳光花园3栋"))
    assert not same_cause(LIFT, told("电梯坏了", "东湖花园3栋"))


def test_when_it_is_told() -> None:
    """The last such day before it was received; every evening is no day."""
    assert str(when("昨天下午", "", NOON).day) == "2026-11-21"
    assert str(when("12月3日", "", NOON).day) == "2025-12-03"
    assert when("每天晚上十点", "", NOON).again
    assert when("礼拜三", "", NOON).weekday == "3"


def test_words_are_made_plain() -> None:
    """Full width, traditional characters and Chinese numerals before what is counted."""
    assert plain("三棟２單元") == "3栋2单元"
    assert [number_of(word) for word in ("十三", "二十", "一百零五", "一零三")] == ["13", "20", "105", "103"]
