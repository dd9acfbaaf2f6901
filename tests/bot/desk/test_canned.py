"""Canned replies are found by what they mean, and read before they are sent."""

from __future__ import annotations

import io
import wave
from base64 import b64decode

import pytest

from bot.pages.staff.desk.canned import Canned, entries, find, preview, still_open
from bot.pages.staff.desk.chime import chime
from bot.pages.staff.desk.packet import Judgement
from bot.quick_replies import quick_replies

STEPS = Judgement(
    first=None, others=(), reasons=(), doubt="", why="借钱属于民事纠纷。", next_steps=("先留好借条", "到法院起诉"),
    bring=("身份证", "借条"), versions="",
)  # fmt: skip


def code(query: str) -> str:
    """The best entry for a search."""
    return find(query, entries(None))[0].code


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("要带什么", "bring"),
        ("身份证", "bring"),
        ("别着急", "calm"),
        ("居民骂人了", "calm"),
        ("图片", "ask_photo"),
        ("拍照", "ask_photo"),
        ("号码", "ask_phone"),
        ("還在嗎", "still_there"),
        ("火灾", "danger"),
        ("再见", "bye"),
        ("归谁管", "to_unit"),
    ],
)
def test_found_by_meaning(query: str, wanted: str) -> None:
    """Other words than those of the sentence, and traditional characters too."""
    assert code(query) == wanted


def test_nothing_asked_shows_everything() -> None:
    """What fits the decided card comes first; nonsense finds nothing."""
    listed = entries(STEPS)
    assert [one.name for one in listed[:4]] == ["下一步 1", "下一步 2", "为什么", "要带的东西"]
    assert find("  ", listed) == list(listed)
    assert len(listed) == len(quick_replies()) + 4
    assert find("qqqq", listed) == []
    assert find("起诉", listed)[0].text == "到法院起诉"


def test_every_reply_is_found_by_its_name() -> None:
    for one in quick_replies().values():
        assert code(one.name) == one.code, one.name


def test_the_preview_shows_the_gaps() -> None:
    """What is open stands in brackets; a value with braces is no template."""
    entry = next(one for one in entries(None) if one.code == "checking")
    assert still_open(entry, {}) == ("单位", "时间")
    assert preview(entry, {"单位": "水务局"}) == "我去和水务局核实一下，〔什么时间〕前在这里给您回话。"
    assert "{时间}局" in preview(entry, {"单位": "{时间}局", "时间": "明天"})
    assert preview(Canned("x", "带{括号}的"), {}) == "带{括号}的"


def test_the_chime_is_a_sound() -> None:
    """A WAV file in the address itself, shorter than half a second and small."""
    kind, data = chime().split(",", 1)
    assert kind == "data:audio/wav;base64"
    with wave.open(io.BytesIO(b64decode(data))) as sound:
        assert 0.2 < sound.getnframes() / sound.getframerate() < 0.5
    assert len(data) < 10_000
