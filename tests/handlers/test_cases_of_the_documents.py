"""The cases of the source documents at the real desk: what a resident of them hears (facts 5.1-5.5)."""

from __future__ import annotations

import pytest

from handlers.desk import Desk
from handlers.endings import has_way_on
from handlers.wording import sentences
from tests.dialogue import DeskDriver, Office, written

DRY = ("超出受理范围", "不予受理", "不在受理范围", "非常抱歉", "敬请谅解", "不归我们")
"""Of the standard reply that 包头 showed off, and its like."""


@pytest.fixture
def driver(desk: Desk, open_office: Office, request: pytest.FixtureRequest) -> DeskDriver:
    return DeskDriver(desk, open_office, account=f"case-{request.node.name}")


def heard(driver: DeskDriver, text: str) -> str:
    """All that comes back, with a way on."""
    replies = driver.say(text)
    assert has_way_on(driver.state, replies), text
    return "\n".join(written(reply) for reply in replies)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("高考没考好，能不能让孩子重考", "核对"),
        ("孩子养不起，想送人弃养", "民政局"),
        ("帮我查查瓷砖市场价多少钱一平", "市场"),
        ("帮我查我老公工资多少", "难处"),
    ],
)
def test_no_standard_refusal(driver: DeskDriver, said: str, told: str) -> None:
    """包头晒单 (facts 5.5): 重考、弃养、瓷砖价、丈夫工资 get a way or a question, never 超出受理范围…抱歉."""
    words = heard(driver, said)
    assert told in words
    assert [dry for dry in DRY if dry in words] == []


def test_the_sentence_of_the_standard_refusal_is_nowhere(desk: Desk) -> None:
    """包头晒单: neither in the wording nor in any card."""
    said = "\n".join(sentences().values())
    for card in desk.engine.library:
        said += "".join([card.why, card.comfort or "", *card.next_steps])
    assert [dry for dry in DRY if dry in said] == []
    assert len(said) > 100_000


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("要求政府发补贴帮我圆梦", "日子过不下去"),
        ("青蛙叫得睡不着，要求把青蛙赶走", "水塘"),
        ("把门口花坛拆了给我停电动车", "车位"),
    ],
)
def test_a_strange_wish_is_asked_about(driver: DeskDriver, said: str, question: str) -> None:
    """奇葩例 (江苏, facts 5.3): with respect, and asked for the need behind it (背后难处)."""
    words = heard(driver, said)
    assert question in words
    assert driver.state.step.value == "clarify"


def test_one_question_more_before_anything_is_said_no_to(desk: Desk) -> None:
    """不一刀切 (facts 5.3): each card of what cannot be had has its one question, with ways to choose from."""
    declined = [card for card in desk.engine.library if card.destination == "declined"]
    assert len(declined) > 20
    assert [card.id for card in declined if card.clarify is None or not card.clarify.options] == []


def test_danger_behind_a_wish_goes_to_a_person(driver: DeskDriver) -> None:
    """不一刀切: 命中风险词转人工, whatever the wish around it."""
    words = heard(driver, "政府不给我发圆梦补贴我就不活了")
    assert "12356" in words
    assert driver.count("handoffs") == 1


def test_anger_is_met_before_facts_are_asked(driver: DeskDriver) -> None:
    """情绪服务 (43 % of the working time, facts 5.2): first one sentence that sees the anger, then the matter."""
    first = heard(driver, "气死我了！！路灯坏了一个月没人管").splitlines()[0]
    assert "着急" in first
    assert "路灯" not in first


def test_despair_gets_help_and_a_person(driver: DeskDriver) -> None:
    """情绪服务: 心理危机→12356 and a person, at once, before any form."""
    words = heard(driver, "每天都觉得活着没意思")
    assert "12356" in words
    assert driver.count("handoffs") == 1
    assert driver.count("orders") == 0


def test_which_matter_belongs_where_is_said_when_asked(driver: DeskDriver) -> None:
    """“让12345处理更大的事” (facts 5.5): what the hotline does and where else to go, with the numbers for danger."""
    words = heard(driver, "你能做什么")
    assert "该去哪里" in words
    assert "报警电话 110" in words


def test_a_debt_between_firms_becomes_no_order_by_itself(driver: DeskDriver) -> None:
    """经济纠纷 (A欠B货款, facts 5.3): the way to court with its numbers; no order, so no street to be blamed."""
    words = heard(driver, "甲公司欠我十万块货款，十多天了不给")
    assert "法院" in words
    assert "12368" in words
    assert driver.count("orders") == 0
