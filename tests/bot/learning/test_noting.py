"""What turns leave to learn from: why, the words without numbers, and what was thought of; clear ones leave nothing."""

from __future__ import annotations

import pytest

from bot.learning.noting import kind_of
from tests.bot.learning.conftest import School
from tests.conftest import StandingClock

ROUTE = {"outcome": "route", "candidates": [{"card": "a", "score": 0.8}], "margin": 0.9, "needed_margin": 0.1}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, None),
        ({"margin": 0.19}, "low_margin"),
        ({"margin": 0.95, "needed_margin": 0.9}, "low_margin"),
        ({"candidates": [{"card": "a", "score": 0.4}, {"card": "b", "score": 0.35}]}, "low_margin"),
        ({"candidates": [{"card": "a", "score": 0.5}, {"card": "b", "score": 0.3}]}, None),
        ({"outcome": "ask"}, "low_margin"),
        ({"outcome": "ask", "candidates": []}, "unmatched"),
        ({"outcome": "human"}, "unmatched"),
        ({"outcome": "human", "signals": ["asks"]}, None),
        ({"outcome": "ask", "signals": ["self_harm"]}, None),
        ({"outcome": "chat"}, None),
        ({"outcome": "status"}, None),
    ],
)
def test_what_is_worth_a_look(change: dict[str, object], kind: str | None) -> None:
    assert kind_of(ROUTE | change) == kind
    assert kind_of({}) is None


async def test_what_fits_nothing_is_noted_without_numbers(school: School) -> None:
    """A clear matter, small talk and danger leave nothing."""
    await school.say("电话13812345678，那边那个什么东西弄得人很难受")
    for words in ("你好", "门口的路灯坏了三天没人修", "我不想活了", "谢谢"):
        await school.say(words, account=f"other {words}")
    (item,) = await school.items()
    assert (item.kind, item.state, item.region, item.account) == ("unmatched", "open", "sample", "visitor-1")
    assert "138****5678" in item.words
    assert "13812345678" not in item.words


async def test_not_meant_is_noted_with_what_was_answered(school: School) -> None:
    """不是这个意思, by button or in words; the matter's words, and the next best cards."""
    for account, said in (("a", ""), ("b", "不是这个意思")):
        await school.say("朋友借我五万块不还", account=account)
        await school.say(said, tap="" if said else "not_this", account=account)
    items = await school.items(kind="disputed")
    assert [(item.card_id, item.destination, item.words) for item in items] == [
        ("private-loan", "court", "朋友借我五万块不还")
    ] * 2
    assert items[0].candidates[0] == "private-loan"


async def test_the_card_that_was_chosen_is_known_to_be_right(school: School, clock: StandingClock) -> None:
    """Only for the question it answers: not for another person's, nor for one of yesterday."""
    await school.put("昨天的", kind="low_margin", account="visitor-1", at=clock.now().replace(hour=1))
    await school.put("别人的", kind="low_margin", account="visitor-2")
    await school.say("楼上太吵")
    chosen = next(code for code in school.seen["visitor-1"] if code.startswith("c:"))
    await school.say(tap=chosen.partition(".")[0])
    right = {item.words: item.right_card for item in await school.items(kind="low_margin")}
    known = chosen.removeprefix("c:").partition(".")[0]
    assert right == {"昨天的": "", "别人的": "", "楼上太吵": known}


async def test_forgotten_when_asked_and_in_time(school: School, clock: StandingClock) -> None:
    """All of one person at once; of everybody after FENLIU_KEEP_DAYS. What came of an order is not gathered anew."""
    await school.put("一", "二", account="visitor-1")
    await school.put("三", account="visitor-1", source="order:1")
    await school.put("四", account="visitor-2")
    await school.services.retention.forget("web", "visitor-1")
    left = await school.items()
    assert [(item.words, item.account, item.state) for item in left] == [
        ("", "", "forgotten"),
        ("四", "visitor-2", "open"),
    ]
    clock.forward(days=school.services.settings.keep_days + 1)
    await school.services.retention.forget_old()
    assert await school.items() == []
