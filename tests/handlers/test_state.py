"""A conversation survives being written, read, and read by a newer or older version."""

from __future__ import annotations

import json

import pytest

from handlers.known_orders import Earlier, FollowUp
from handlers.state import Conversation, Filed, Matter, Pending, Person, Step


def test_everything_comes_back() -> None:
    """What is written as JSON is read as it was."""
    state = Conversation(
        step=Step.FORM,
        matter=Matter(serial=3, words=["路灯坏了"], fields={"content": "路灯坏了"}, location={"lat": 1.5, "lng": 2.5}),
        orders=[Filed("20261122-00017-4", "K7P2M9")],
        back=Pending(Step.CONFIRM, [["confirm.1", "确认提交"]], "请核对"),
        person=Person(receipt="R1"),
        follow_up=FollowUp("20261120-00009-1", asked="reason", answers={"solved": "no"}, near="asked"),
        adding="20261120-00009-1",
    )
    state.matter.same = [Earlier("20261120-00009-1", title="路灯不亮", own=True)]
    written = json.dumps(state.to_json(), ensure_ascii=False)
    assert Conversation.from_json(written) == state
    assert Conversation.from_json(json.loads(written)) == state


@pytest.mark.parametrize(
    "raw", [None, "", "{", "[]", "7", {}, {"step": "no such step"}, {"matter": 5}, {"version": "x"}]
)
def test_anything_else_is_a_new_conversation(raw: object) -> None:
    """Broken or strange state never stops a resident."""
    assert Conversation.from_json(raw).step is Step.OPEN  # type: ignore[arg-type]


def test_unknown_fields_are_dropped() -> None:
    """A newer version's fields do not stop an older one."""
    raw = Conversation.new().to_json() | {"colour": "red"}
    assert Conversation.from_json(raw) == Conversation.new()


def test_orders_and_consent_outlive_an_unknown_shape() -> None:
    """What must not be lost is kept where the rest cannot be read."""
    raw = {
        "step": "from the future", "consent": "yes", "consent_at": "2026-11-22T12:00:00+08:00",
        "orders": [{"number": "20261122-00017-4", "query_code": "K7P2M9"}],
    }  # fmt: skip
    state = Conversation.from_json(raw)
    assert state.orders == [Filed("20261122-00017-4", "K7P2M9")]
    assert state.consent == "yes"
