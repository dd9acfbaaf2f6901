"""The progress card in every state an order may be in."""

from __future__ import annotations

from typing import Any

import pytest

from config.vocabulary import Language
from handlers.desk import Desk
from handlers.message import LookUp, Reply
from handlers.state import Conversation, Step

ORDER = {"number": "20261122-00017-4", "title": "路灯不亮", "status": "handling", "status_zh": "在办", "unit": "市容所"}


def card(desk: Desk, language: Language = "zh", **more: Any) -> Reply:
    """What 进度 tells of an order."""
    state = Conversation(step=Step.PROGRESS, language=language)
    turn = desk.report(LookUp(str(ORDER["number"]), "K7P2M9"), ORDER | more, state)
    return next(reply for reply in turn.replies if reply.kind == "progress")


def test_what_is_not_known_is_left_out(desk: Desk) -> None:
    """The progress of an order layer that tells little, as before."""
    assert [name for name, _ in card(desk).rows] == ["工单号", "事项", "现在", "承办"]


@pytest.mark.parametrize(
    ("more", "row"),
    [
        ({"status": "returning"}, ("现在", "正在核对由谁办")),
        ({"status": "consulting"}, ("现在", "几家单位正在商量由谁牵头")),
        ({"status": "merged", "lead": "20261120-00009-1"}, ("一起办的工单", "20261120-00009-1")),
        ({"voices": 3}, ("反映人数", "连您一共 3 人")),
        ({"status": "resolved", "closure": "explained"}, ("怎么办结的", "已向您说明情况和依据")),
        ({"status": "resolved", "closure": "other", "closure_zh": "另行处理"}, ("怎么办结的", "另行处理")),
        ({"status": "resolved", "result": "灯泡已换"}, ("答复", "灯泡已换")),
        ({"status": "resolved", "revisit_on": "2027-03-01"}, ("到时再看", "2027-03-01")),
        ({"paused_for": "灯杆编号"}, ("等您补充", "灯杆编号")),
        ({"paused_for": "灯杆编号"}, ("现在", "等您补充")),
        ({"extension_asked": True}, ("延期", "承办单位申请多要几天，正在审核")),
        ({"status": "new-one", "status_zh": "新状态"}, ("现在", "新状态")),
    ],
)
def test_each_state_in_a_residents_words(desk: Desk, more: dict[str, Any], row: tuple[str, str]) -> None:
    """No word that only the office understands."""
    assert row in card(desk, **more).rows


def test_a_closed_order_says_what_to_do_where_it_is_not_solved(desk: Desk) -> None:
    """And an open one when to ask again."""
    assert "没解决" in card(desk, status="closed").text
    assert "催办" in card(desk, status="handling").text
    assert "补充" in card(desk, paused_for="照片").text


def test_in_english(desk: Desk) -> None:
    """States and closures have English words."""
    rows = dict(card(desk, "en", status="returning", closure="unsolvable_now").rows)
    assert rows["Status" if "Status" in rows else "Now"] == "being checked who handles it"
    assert rows["How it was closed"].startswith("it can't be solved yet")


def test_a_hint_comes_after_it(desk: Desk) -> None:
    """Once, as a sentence of its own."""
    turn = desk.report(LookUp("", ""), ORDER | {"hint": "您可以直接找承办人。"}, Conversation(step=Step.PROGRESS))
    assert turn.replies[1].text == "您可以直接找承办人。"
