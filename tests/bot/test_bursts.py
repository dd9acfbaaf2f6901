"""Several short messages in a row are one turn; what says something by itself does not wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.bursts import LONGEST_WAIT, due, from_body, may_go_on, merged, to_body, together
from handlers.message import Attachment, Incoming, Location
from tests.conftest import NOON

HOLD = timedelta(seconds=1.5)


def said(text: str = "", option: str = "", photo: str = "", *, place: Location | None = None) -> Incoming:
    files = (Attachment("photo", photo),) if photo else ()
    return Incoming("telegram", "7", "1:1", NOON, text=text, option=option, attachments=files, location=place)


@pytest.mark.parametrize(
    ("message", "waits"),
    [
        (said("我家楼上"), True),
        (said("天天漏水"), True),
        (said("我家楼上天天漏水。"), False),
        (said("怎么办？"), False),
        (said("人工"), False),
        (said("取消"), False),
        (said(option="agree.1"), False),
        (said(photo="photo-a.jpg"), True),
        (said("我" * 41), False),
    ],
)
def test_only_short_words_without_an_end_wait(message: Incoming, *, waits: bool) -> None:
    assert may_go_on(message) is waits
    assert (due(message, NOON, None, HOLD) > NOON) is waits


def test_whoever_types_on_is_answered_in_the_end() -> None:
    """Each message puts the turn off, but not for ever."""
    late = NOON + timedelta(seconds=5)
    assert due(said("还有"), late, NOON, HOLD) == NOON + LONGEST_WAIT


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["你好", "我家楼上", "漏水"], 3),
        (["漏水", "人工", "快点"], 1),
        (["人工", "快点"], 1),
        ([], 0),
        (["好"] * 20, 12),
    ],
)
def test_a_tap_or_a_global_word_stands_alone(texts: list[str], count: int) -> None:
    assert together([said(text) for text in texts]) == count


def test_merged_words_stay_in_order_and_files_come_once() -> None:
    spot = Location(31.2, 121.4)
    whole = merged(
        [said("你好"), said("我家楼上漏水。", photo="photo-a.jpg"), said("三天了", photo="photo-a.jpg", place=spot)]
    )
    assert whole.text == "你好，我家楼上漏水。三天了"
    assert [file.ref for file in whole.attachments] == ["photo-a.jpg"]
    assert whole.location == spot


def test_a_waiting_message_is_kept_whole() -> None:
    message = said("打13812345678", option="x", photo="photo-a.jpg", place=Location(1.0, 2.0, "家"))
    assert from_body("telegram", "7", "1:1", NOON, to_body(message)) == message
