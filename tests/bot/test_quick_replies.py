"""Quick replies are whole before they are sent: what is unknown is asked of the worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.quick_replies import fill, known_values, open_fill_ins, question_for, quick_replies
from config.errors import BadInput
from config.region import Region
from orders.tables import Handoff
from tests.conftest import NOON

HANDOFF = Handoff(receipt="R20261122-0001-7", handing_key="k", reason="asked", created_at=NOON, packet={})


def test_what_is_known_needs_no_asking(region: Region) -> None:
    """The greeting goes out at once, by name where the resident left one."""
    named = HANDOFF.model_copy(update={"packet": {"fields": {"requester_name": "王女士"}}})
    said = fill("hello", known_values(named, "张三", region))
    assert said.startswith("王女士您好，我是工作人员张三，您的事（回执 R20261122-0001-7）")
    assert fill("hello", known_values(HANDOFF, "张三", region)).startswith("居民朋友您好")
    assert "12345" in fill("call_hotline", known_values(HANDOFF, "张三", region))


def test_what_is_open_is_asked_for(region: Region) -> None:
    """In the order of the sentence; an empty answer does not count."""
    values = known_values(HANDOFF, "张三", region)
    assert open_fill_ins("checking", values) == ("单位", "时间")
    assert open_fill_ins("to_unit", values) == ("事项", "单位", "单位电话")
    with pytest.raises(BadInput) as caught:
        fill("checking", values | {"单位": " ", "时间": "明天中午"})
    assert caught.value.say == "还差：哪个单位。"
    said = fill("checking", values | {"单位": "示例市水务局 ", "时间": "明天中午"})
    assert said == "我去和示例市水务局核实一下，明天中午前在这里给您回话。"


def test_a_value_is_no_template(region: Region) -> None:
    """What a worker types may hold braces."""
    assert "{回执号}" in fill("ask", known_values(HANDOFF, "张三", region) | {"问题": "{回执号}是什么？"})


def test_an_unknown_reply_is_told() -> None:
    with pytest.raises(BadInput, match="快捷回复"):
        fill("nothing", {})


@pytest.mark.parametrize("code", quick_replies())
def test_every_reply_is_short_and_its_fill_ins_are_explained(code: str) -> None:
    reply = quick_replies()[code]
    assert len(reply.text) <= 120
    assert "不予受理" not in reply.text
    assert len(reply.name) <= 6
    assert all(question_for(name) != name or name in ("回执号", "工单号") for name in reply.fill_ins)


def test_no_fill_in_is_explained_in_vain() -> None:
    """Every fill-in of the list stands in some reply."""
    used = {name for reply in quick_replies().values() for name in reply.fill_ins}
    text = (Path(__file__).parent.parent.parent / "bot" / "quick_replies.yaml").read_text(encoding="utf-8")
    listed = {line.split(":")[0].strip() for line in text.split("fill_ins:")[1].split("replies:")[0].splitlines()}
    assert listed - {""} == used
