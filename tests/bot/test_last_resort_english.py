"""Danger in English without database, cards and state."""

from __future__ import annotations

import pytest

from bot.last_resort import LastResort
from config.region import load_region


@pytest.fixture(scope="module")
def last_resort() -> LastResort:
    return LastResort(load_region("sample"))


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("There is a fire in my kitchen", "119", "Get out"),
        ("I smell gas in the corridor", "119", "Close the gas valve"),
        ("my father is not breathing", "120", "chest"),
        ("I was just robbed, he has a knife", "110", "locked door"),
        ("I don’t want to live anymore", "12356", "worried about you"),
    ],
)
def test_english_lines(last_resort: LastResort, text: str, number: str, words: str) -> None:
    """The first bubble has the number and what to do, in English."""
    first = last_resort.replies(text)[0]
    assert first.kind == "danger"
    assert number in first.text
    assert words in first.text


@pytest.mark.parametrize("text", ["It's not a fire, just a barbecue", "fire drill tomorrow", "my landlord is rude"])
def test_no_alarm(last_resort: LastResort, text: str) -> None:
    """Only the sentence about the trouble."""
    assert [reply.kind for reply in last_resort.replies(text)] == ["text"]


def test_trouble_is_told_in_english(last_resort: LastResort) -> None:
    """With the hotline's number; and the receipt of what a person has now."""
    assert "12345" in last_resort.replies("My landlord won't return my deposit")[-1].text
    receipt = last_resort.handed_over("My landlord won't return my deposit", "R1")[-1]
    assert receipt.text.isascii()
    assert receipt.rows == (("Receipt number", "R1"),)


def test_chinese_lines_stay_chinese(last_resort: LastResort) -> None:
    """Also with an English word in it."""
    assert "火情最要紧" in last_resort.replies("楼下着火了 help")[0].text
