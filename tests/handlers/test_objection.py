"""我不同意: which words object to an answer and which state a matter; what happens where it could not be noted."""

from __future__ import annotations

import pytest

from config.errors import FenliuError
from handlers.desk import Desk
from handlers.lexicon import bare, lexicon
from handlers.message import Doubt, Incoming, ObjectTo
from handlers.state import Step
from tests.dialogue import NOON, DeskDriver, Office

OBJECTS = (
    "我不同意", "不同意", "那我不同意啊", "我不同意，他是在街道办的集市上借的", "我不服", "不认可你们这个答复",
    "我有异议",    "凭什么不归你们管", "为什么不是你们管", "这就是你们该管的", "明明就该你们管", "这事应该归你们热线管",
    "你们这是踢皮球",    "你们又推来推去", "我要申诉", "不对，我不同意", "I don't agree", "this is your job",
)  # fmt: skip
OTHERS = (
    "楼上不同意我装充电桩，把我的线剪了", "业主大会不同意换物业", "房东不同意退押金", "邻居不服调解",
    "单位和学校互相踢皮球", "好的", "要多久", "不是这个意思", "法院不受理怎么办", "他不同意离婚",
    "前妻不同意我看孩子",
)  # fmt: skip


@pytest.mark.parametrize("words", OBJECTS)
def test_words_that_object(words: str) -> None:
    said = lexicon().said["object"]
    assert any(said.search(text) for text in (bare(words), words))


@pytest.mark.parametrize("words", OTHERS)
def test_words_that_state_something_else(words: str) -> None:
    """What a neighbour or a landlord does not agree with is a matter of its own."""
    said = lexicon().said["object"]
    assert not any(said.search(text) for text in (bare(words), words))


def test_where_it_could_not_be_noted_there_is_a_person(desk: Desk, open_office: Office) -> None:
    """No number is told that there is not; the answer's ways stay."""
    driver = DeskDriver(desk, open_office, account="objecting")
    driver.say("朋友借我五万块不还")
    effect = ObjectTo("k", {"about": "private-loan", "title": "借钱"})
    turn = desk.report(effect, FenliuError(), driver.state)
    assert "还没有记上" in turn.replies[0].text
    assert turn.state.step is Step.ANSWERED
    assert turn.state.objections == []
    assert "我还是想找人" in [option.label for option in turn.replies[0].options]


def test_what_the_resident_sets_right_is_an_effect(desk: Desk, open_office: Office) -> None:
    """不是这个意思 with what was answered, and numbers masked in the decision."""
    driver = DeskDriver(desk, open_office, account="disputing")
    driver.say("朋友借我五万块不还，电话13812345678")
    tap = Incoming("desk", "disputing", "m9", NOON, option=driver.seen["不是这个意思"])
    turn = desk.answer(tap, driver.state)
    (doubt,) = [one for one in turn.effects if isinstance(one, Doubt)]
    assert (doubt.kind, doubt.card) == ("disputed", "private-loan")
    assert "13812345678" not in str(doubt.decision)
