"""The tools of the dialogue tests do what they are trusted with."""

from __future__ import annotations

import pytest

from handlers.desk import Desk
from handlers.message import Option, Reply
from tests.dialogue import DeskDriver, Dialogue, Office, play, written


def test_a_wrong_expectation_fails(desk: Desk, open_office: Office) -> None:
    """A dialogue that expects what does not come fails, and says what came."""
    dialogue = Dialogue("x", ({"say": "你好", "expect": ["没有这句话"]},))
    with pytest.raises(AssertionError, match="没有这句话"):
        play(dialogue, DeskDriver(desk, open_office, "driver-1"))


def test_a_forbidden_part_fails(desk: Desk, open_office: Office) -> None:
    """So does one that forbids what does come."""
    dialogue = Dialogue("x", ({"say": "你好", "not": ["/您.好|您好/"]},))
    with pytest.raises(AssertionError, match="您好"):
        play(dialogue, DeskDriver(desk, open_office, "driver-2"))


def test_orders_are_counted_per_resident(desk: Desk, open_office: Office) -> None:
    """Another resident's order is not one's own."""
    dialogue = Dialogue("x", ({"say": "人工", "handoffs": 1, "orders": 0},))
    play(dialogue, DeskDriver(desk, open_office, "driver-3"))
    assert DeskDriver(desk, open_office, "driver-4").count("handoffs") == 0


def test_all_of_a_reply_is_searched() -> None:
    """Text, rows, folded details and buttons."""
    reply = Reply("甲", "order", (Option("a", "乙"),), (("丙", "丁"),), (("戊", "己"),))
    assert all(part in written(reply) for part in "甲乙丙丁戊己")
