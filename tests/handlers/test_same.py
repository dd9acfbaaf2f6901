"""Is it the same matter: what the desk asks the order layer for, and what it makes of each answer."""

from __future__ import annotations

from typing import Any

import pytest

from config.errors import FenliuError, OrderNotFound
from handlers.desk import Desk
from handlers.message import Append, FileOrder, FindSame, HandOff
from handlers.state import Step
from tests.dialogue import DeskDriver, Office
from tests.handlers.test_desk import said

MATTER = "人民路18号门口井盖没了，昨天发现的，我姓王，电话13912345678"
OTHERS: dict[str, Any] = {
    "number": "20261120-00009-1",
    "title": "井盖缺失",
    "place": "人民路18号3栋",
    "voices": 2,
    "answer": "联系了张三",
}
OWN = {"number": "20260510-00003-2", "title": "井盖缺失", "answer": "已补装", "status_zh": "已办结"}


@pytest.fixture
def driver(desk: Desk, open_office: Office, request: pytest.FixtureRequest) -> DeskDriver:
    """At the read-back of a complete order."""
    driver = DeskDriver(desk, open_office, account=request.node.name)
    for step in (MATTER, "同意", *["跳过"] * 8):
        if driver.state.step is not Step.CONFIRM:
            driver.say(step)
    return driver


def effects(driver: DeskDriver, option: str, kind: type[Any]) -> list[Any]:
    """What a tap asks for; nothing is performed."""
    turn = driver.desk.answer(said(option=driver.seen[option], number=77), driver.state)
    return [one for one in turn.effects if isinstance(one, kind)]


def test_looking_comes_before_filing(driver: DeskDriver) -> None:
    """One effect, with the whole draft; the order is filed only when it is reported."""
    turn = driver.desk.answer(said("确认提交", number=77), driver.state)
    assert [type(one) for one in turn.effects] == [FindSame]
    assert turn.replies == ()


@pytest.mark.parametrize("result", [{"own": [], "same": []}, {}, FenliuError(), OrderNotFound()])
def test_nothing_found_or_a_failure_files_at_once(driver: DeskDriver, result: Any) -> None:
    """No further turn, and the very draft that was looked at."""
    turn = driver.desk.answer(said("确认提交", number=77), driver.state)
    (looked,) = turn.effects
    report = driver.desk.report(looked, result, turn.state)
    (filing,) = report.effects
    assert isinstance(looked, FindSame)
    assert isinstance(filing, FileOrder)
    assert (filing.draft, filing.join) == (looked.draft, "")
    assert report.replies == ()


def test_joining_names_the_lead_and_keeps_the_key(driver: DeskDriver) -> None:
    """The key is the matter's whichever button files it."""
    driver.found = {"same": [OTHERS]}
    driver.say(tap="确认提交")
    (joined,) = effects(driver, "是同一件，一起办", FileOrder)
    (alone,) = effects(driver, "不是，另立一件", FileOrder)
    assert (joined.join, alone.join) == (OTHERS["number"], "")
    assert joined.key == alone.key


def test_of_others_only_what_exposes_nobody_is_shown(driver: DeskDriver) -> None:
    """Neither house number, nor words, nor the number of their order, whatever the order layer sends."""
    driver.found = {"same": [OTHERS]}
    shown = str(driver.say(tap="确认提交"))
    assert "人民路" in shown
    assert not [part for part in ("18号", "3栋", "张三", str(OTHERS["number"])) if part in shown]


def test_an_order_that_cannot_be_joined_is_filed_by_itself(driver: DeskDriver) -> None:
    """The lead may have been closed meanwhile; the voice is heard all the same, in the same turn."""
    driver.found = {"same": [OTHERS]}
    driver.say(tap="确认提交")
    driver.fails = True
    replies = driver.say(tap="是同一件，一起办")
    assert replies[-1].kind == "order"
    assert driver.state.orders[-1].lead == ""
    assert driver.count("orders") == 1


def test_settled_is_not_asked_again_until_a_field_changes(driver: DeskDriver) -> None:
    """After a filing that failed the second confirmation files; after a correction it looks anew."""
    driver.found = {"same": [OTHERS]}
    driver.say(tap="确认提交")
    turn = driver.desk.answer(said("不是", number=77), driver.state)
    failed = driver.desk.report(turn.effects[0], FenliuError(), turn.state)
    again = driver.desk.answer(said("确认提交", number=78), failed.state)
    assert [type(one) for one in again.effects] == [FileOrder]
    changed = driver.desk.answer(said("地址错了，是建设路3号", number=79), failed.state)
    anew = driver.desk.answer(said("确认提交", number=80), changed.state)
    assert [type(one) for one in anew.effects] == [FindSame]


def test_what_is_added_is_the_story_and_the_files(driver: DeskDriver) -> None:
    """Everything said goes along to the earlier order."""
    driver.say(photo=True)
    driver.found = {"own": [OWN]}
    driver.say(tap="确认提交")
    (added,) = effects(driver, "补充到那张工单", Append)
    assert added.number == OWN["number"]
    assert "井盖没了" in added.words
    assert len(added.attachments) == 1


def test_adding_that_fails_leaves_the_question(driver: DeskDriver) -> None:
    """The resident can still file or call a person."""
    driver.found = {"own": [OWN]}
    driver.say(tap="确认提交")
    driver.fails = True
    replies = driver.say(tap="补充到那张工单")
    assert driver.state.step is Step.SAME
    assert [option.label for option in replies[-1].options] == ["补充到那张工单", "另立一件", "有疑问，找人工"]


def test_a_person_sees_what_was_shown(driver: DeskDriver) -> None:
    """The packet says which orders the resident was asked about."""
    driver.found = {"own": [OWN]}
    driver.say(tap="确认提交")
    (handed,) = effects(driver, "有疑问，找人工", HandOff)
    assert any(OWN["number"] in note for note in handed.packet["tried"])


def test_a_hint_is_said_once_and_never_refuses(driver: DeskDriver) -> None:
    """Soft limits: the order is filed all the same."""
    turn = driver.desk.answer(said("确认提交", number=77), driver.state)
    filing = driver.desk.report(turn.effects[0], {}, turn.state)
    result = {"number": "20261122-00017-4", "query_code": "K7P2M9", "hint": "这件事已有三张工单在办。"}
    report = driver.desk.report(filing.effects[0], result, filing.state)
    assert [reply.kind for reply in report.replies] == ["order", "text"]
    assert report.replies[-1].text == result["hint"]
