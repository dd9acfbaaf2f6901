"""The verdict on two appeals: rules and the learned model together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from orders.alike.judge import Chances, judge, verdict
from orders.alike.rules import examine
from orders.alike.told import Told
from orders.alike.traits import traits
from orders.alike.trees import model, model_of
from tests.orders.alike.scorer import pairs
from tests.orders.alike.test_rules import LAMP, LIFT, told

BUMP = told("学校门口车速太快，请装减速带", "建设路幸福小学门口")
NO_BUMP = told("减速带颠得厉害，请拆掉", "建设路幸福小学门口")


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        (LAMP, replace(LAMP, text="3栋楼下路灯不亮了，晚上黑漆漆的"), "same"),
        (LIFT, replace(LIFT, account="b"), "same"),
        (LIFT, told("电梯坏了", "阳光花园"), "ambiguous"),
        (LAMP, told("路灯不亮", "阳光花园5栋"), "different"),
        (BUMP, NO_BUMP, "opposing"),
    ],
)
def test_plain_cases(one: Told, two: Told, wanted: str) -> None:
    """Told again in the same words, half a place, another building, contrary demands; whichever comes first."""
    assert judge(one, two).verdict == wanted
    assert judge(two, one).verdict == wanted


def test_both_orders_give_one_likeness() -> None:
    """Also the chance, on every pair of the set for development."""
    for pair in pairs("a", bare=True):
        one, two = judge(pair.a, pair.b), judge(pair.b, pair.a)
        assert (one.verdict, one.score) == (two.verdict, two.score), pair.name


def test_a_chance_alone_is_not_enough() -> None:
    """Too far apart in time, contrary demands or a place told too roughly: never suggested, whatever the model says."""
    sure, known = Chances(same=1.0, opposing=0.0), model()
    late = replace(LAMP, received_at=LAMP.received_at + timedelta(days=61) if LAMP.received_at else None)
    rough = told("路灯不亮", "花溪片区")
    for one, two, wanted in ((LAMP, late, "different"), (BUMP, NO_BUMP, "opposing"), (rough, rough, "ambiguous")):
        assert verdict(examine(traits(one), traits(two)), sure, known) == wanted
    near = examine(traits(LAMP), traits(replace(LAMP, account="b")))
    assert verdict(near, sure, known) == "same"
    assert verdict(near, Chances(same=1.0, opposing=0.5), known) == "ambiguous"


def test_the_reasons_tell_the_chance() -> None:
    """After those of the rules, the strongest signs in words."""
    reasons = judge(LIFT, told("电梯坏了", "阳光花园3栋")).reasons
    assert reasons[:3] == ("都在阳光花园", "都说电梯", "有一件没有说是哪个单元")
    assert reasons[-1].startswith("像是同一件的可能")


def test_what_each_sign_added_makes_the_chance() -> None:
    """Two trees of one question each."""
    trees = {"start": 0.0, "trees": [[[0, 0.5, 1, 2, 0.0], [-1, 0, -1, -1, -1.0], [-1, 0, -1, -1, 1.0]]] * 2}
    raw = {"signs": ["site"], "same": trees, "opposing": trees, "suggest": 1.0, "look": 0.0, "contrary": 1.0}
    same = model_of(raw).same
    assert same.because({"site": 1.0}) == [("site", 2.0)]
    assert same.chance({"site": 1.0}) == pytest.approx(0.8808, abs=1e-4)
    assert same.chance({}) == pytest.approx(0.1192, abs=1e-4)
