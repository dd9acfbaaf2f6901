"""An order filed by hand has a title that the resident recognises."""

from __future__ import annotations

import pytest

from orders.tables import Handoff
from orders.worker_draft import UNTITLED, worker_draft


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["人工，想问问老人优待证的事", "我妈七十了"], "想问问老人优待证的事"),
        (["您好！路灯坏了。晚上看不见"], "路灯坏了"),
        (["人工"], UNTITLED),
        ([], UNTITLED),
        (["说" * 50], "说" * 24 + "…"),
    ],
)
def test_the_title_is_how_the_story_begins(words: list[str], title: str) -> None:
    draft = worker_draft(Handoff(packet={"words": words}), "张三", "居民急", {"content": " "} if not words else {})
    assert draft.title == title


def test_a_title_that_is_known_comes_first() -> None:
    packet = {"words": ["路灯坏了"], "title": "路灯不亮"}
    assert worker_draft(Handoff(packet=packet), "张三", "居民急", {}).title == "路灯不亮"
