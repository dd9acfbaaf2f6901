"""Answers to the follow-up, as the order layer gets them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from config.errors import FenliuError, OrderNotFound
from config.vocabulary import Language
from handlers.desk import Desk
from handlers.message import Append, Rate
from handlers.notices import tell
from handlers.state import Conversation, Filed, Step
from handlers.wording import sentences
from tests.dialogue import DeskDriver, Office
from tests.handlers.test_desk import said

NUMBER = "20261120-00009-1"
PUSH = {"number": NUMBER, "title": "路灯不亮"}


def pushed(desk: Desk, state: Conversation | None = None) -> Conversation:
    """After the push of the first question."""
    after: Conversation = desk.notice("follow_up", PUSH, state or Conversation.new()).state
    return after


def rated(desk: Desk, state: Conversation, text: str = "", option: str = "") -> list[dict[str, Any]]:
    """The answers that a message asks to be taken down."""
    turn = desk.answer(said(text, option), state)
    return [one.answer for one in turn.effects if isinstance(one, Rate)]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("没有解决", {"solved": "no"}),
        ("还是老样子", {"solved": "no"}),
        ("没", {"solved": "no"}),
        ("根本没人来修", {"solved": "no"}),
        ("3", {"solved": "no"}),
        ("解决了一半", {"solved": "partly"}),
        ("解决了，谢谢", {"solved": "yes"}),
        ("修好了", {"solved": "yes"}),
        ("是的", {"solved": "yes"}),
        ("没人联系过我", {"contacted": False}),
        ("很满意", {"satisfied": 5}),
        ("不满意", {"satisfied": 1}),
    ],
)
def test_plain_words_right_after_the_push(desk: Desk, words: str, answer: dict[str, Any]) -> None:
    """Whichever of the questions they answer."""
    assert rated(desk, pushed(desk), words) == [answer]


@pytest.mark.parametrize("words", ["人民路18号门口井盖没了", "朋友借我五万不还", "你好", "进度", "楼下着火了", "人工"])
def test_other_words_are_no_rating(desk: Desk, words: str) -> None:
    """A new matter, a greeting, a global word or danger is what it always is."""
    assert rated(desk, pushed(desk), words) == []


def test_short_words_count_only_right_after_the_question(desk: Desk) -> None:
    """没有 a message later is no rating; 没有解决 still is."""
    later = desk.answer(said("你好"), pushed(desk)).state
    assert rated(desk, later, "没有") == []
    assert rated(desk, later, "1") == []
    assert rated(desk, later, "还是没有解决") == [{"solved": "no"}]


@pytest.mark.parametrize("step", list(Step))
def test_a_button_works_in_every_state_and_changes_nothing_pending(desk: Desk, step: Step) -> None:
    """The pending question, its buttons and the form are as they were."""
    state = Conversation(step=step, question="问过的", options=[["x.1", "甲"]], greeted=True)
    turn = desk.answer(said(option=f"fu_solved_no:{NUMBER}"), state)
    assert [one.answer for one in turn.effects if isinstance(one, Rate)] == [{"solved": "no"}]
    if step not in (Step.FORM, Step.CONFIRM, Step.CHANGE, Step.CONSENT, Step.SAME):  # these need a card that is there
        assert (turn.state.step, turn.state.question, turn.state.options) == (step, "问过的", [["x.1", "甲"]])


def test_words_about_a_newer_order_are_no_rating(desk: Desk) -> None:
    """还没人来 after something else was filed asks about that one."""
    state = desk.answer(said("你好"), pushed(desk)).state
    assert rated(desk, state, "还没人来修") == [{"solved": "no"}]
    state.orders = [Filed("20261122-00017-4", "K7P2M9")]
    assert rated(desk, state, "还没人来修") == []


def test_not_solved_is_followed_by_the_reason_and_can_be_left(desk: Desk) -> None:
    """低分必有理由, asked once and never pressed for."""
    turn = desk.answer(said(option=f"fu_solved_no:{NUMBER}"), pushed(desk))
    report = desk.report(turn.effects[0], {"reopened": True}, turn.state)
    assert "接着办" in report.replies[0].text
    assert rated(desk, report.state, "灯泡没换，只擦了灯罩") == [{"reason": "灯泡没换，只擦了灯罩"}]
    left = desk.answer(said("不说了"), report.state)
    assert left.effects == ()
    assert "联系过您吗" in left.replies[0].text


@pytest.mark.parametrize("order", list(itertools.permutations(["solved_no", "contacted_no", "satisfied_1"])))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_answers_in_any_order_end_in_thanks(desk: Desk, order: tuple[str, ...], language: Language) -> None:
    """Buttons of different questions may be tapped as they come; each question is asked until it is answered."""
    state = pushed(desk, Conversation(language=language))
    for answer in (*order, "reason_skip"):
        turn = desk.answer(said(option=f"fu_{answer}:{NUMBER}"), state)
        replies, state = turn.replies, turn.state
        for effect in turn.effects:
            report = desk.report(effect, {"reopened": False}, state)
            replies, state = report.replies, report.state
        assert replies
    assert state.follow_up is None
    assert [option.code for option in replies[-1].options] == ["human"]


def test_an_answer_the_order_layer_does_not_take_ends_kindly(desk: Desk) -> None:
    """An order of somebody else, or too late: what it says, and a person."""
    turn = desk.answer(said(option=f"fu_solved_no:{NUMBER}"), pushed(desk))
    report = desk.report(turn.effects[0], OrderNotFound(), turn.state)
    assert report.replies[0].options[0].code == "human"
    assert report.state.follow_up is None


@pytest.mark.parametrize("code", ["fu_satisfied_99", "fu_satisfied_x", "fu_solved_maybe", "fu_reason_said", "fu_x_yes"])
def test_a_made_up_button_does_nothing(desk: Desk, code: str) -> None:
    """What comes from a web page may be anything."""
    turn = desk.answer(said(option=f"{code}:{NUMBER}"), pushed(desk))
    assert turn.effects == ()
    assert turn.replies


def test_buttons_fit_what_telegram_carries(desk: Desk) -> None:
    """64 bytes of data under a button."""
    state = pushed(desk)
    codes = [option.code for option in desk.notice("follow_up", PUSH, state).replies[0].options]
    assert codes
    assert max(len(f"fu_contacted_unsure:{NUMBER}"), *map(len, codes)) <= 64


@pytest.mark.parametrize("key", sorted(key for key in sentences() if key.startswith("notice.")))
@pytest.mark.parametrize("values", [{}, {"number": NUMBER, "result": None, "due": ""}, {"number": NUMBER, "x": 1}])
def test_a_notice_needs_no_value(desk: Desk, key: str, values: dict[str, Any]) -> None:
    """What is missing is left out; nothing pending is touched."""
    turn = desk.notice(key.removeprefix("notice."), values, Conversation(ended="filed", language="en"))
    assert len(turn.replies) == 1
    assert "None" not in turn.replies[0].text
    assert "{" not in turn.replies[0].text
    assert turn.state.ended == "filed"


def test_an_unknown_notice_is_not_told(desk: Desk) -> None:
    """A step that means nothing to a resident."""
    assert desk.notice("dispatch_rule_made", {"number": NUMBER}, Conversation.new()).replies == ()
    assert tell is not None


def test_what_the_unit_needs_goes_to_its_order(desk: Desk, open_office: Office) -> None:
    """Words and files, under a key of their own, and not into the form that was open."""
    driver = DeskDriver(desk, open_office, account="needs")
    driver.say("人民路18号门口井盖没了，昨天发现的")
    driver.say("同意")
    fields = dict(driver.state.matter.fields)
    driver.push("paused", {"number": NUMBER, "needs": "灯杆编号"})
    driver.say(tap="现在补充")
    turn = driver.desk.answer(said("第三根，编号A3", number=50), driver.state)
    (added,) = [one for one in turn.effects if isinstance(one, Append)]
    assert (added.number, added.words) == (NUMBER, "第三根，编号A3")
    report = desk.report(added, {"number": NUMBER}, turn.state)
    assert report.state.step is Step.FORM
    assert report.state.matter.fields == fields
    failed = desk.report(added, FenliuError(), turn.state)
    assert failed.state.step is Step.ADD
