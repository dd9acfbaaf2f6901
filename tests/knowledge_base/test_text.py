"""Cleaning: what residents type becomes what cards say."""

from __future__ import annotations

import pytest

from knowledge_base.features import sound
from knowledge_base.text import cleaner, words


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("樓道燈壞了", "楼道灯坏了"),
        ("現(xiàn)在確(què)實沒人管", "现在确实没人管"),
        ("电梯&nbsp;坏了&lt;急&gt;", "电梯 坏了"),
        ("ＡＢＣ１２３", "abc123"),
        ("停水<br>三天", "停水 三天"),
        ("a\x00b\u200bc", "abc"),
        ("", ""),
    ],
)
def test_plain(raw: str, plain: str) -> None:
    """数据清洗 (facts 5.4): traditional characters, stray pinyin, entities, markup, full width and control
    characters are undone."""
    assert cleaner().plain(raw) == plain


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("小电驴在楼道充电", "电动车"),
        ("電瓶車起火隱患", "电动车"),
        ("物叶不管", "物业"),
        ("老细唔出粮", "老板"),
        ("my landlord keeps my deposit", "押金"),
        ("俺家没人管", "我"),
    ],
)
def test_spoken_words_meet_the_cards(raw: str, word: str) -> None:
    """A spoken, dialect, mistyped or English word is read as the word the cards use."""
    assert word in cleaner().clean(raw)


def test_emoji_politeness_and_repeats_are_dropped() -> None:
    """What says nothing about the matter is not matched."""
    assert cleaner().clean("您好😀😀请问路灯坏了！！！！！！") == "路灯坏了!"
    assert len(cleaner().clean("吵死了" * 200)) < 10


@pytest.mark.parametrize(
    "text", ["", "😀", "\x00", "a" * 10_000, "<script>alert(1)</script>", "\ud800", "עברית", "'; DROP TABLE x;--"]
)
def test_nothing_breaks_cleaning(text: str) -> None:
    """Any text can be cleaned, and cleaning a clean text again changes nothing that matters."""
    once = cleaner().clean(text)
    assert isinstance(once, str)
    assert len(once) <= 10_000


def test_words_keep_the_fields_terms_whole() -> None:
    """jieba knows the words of the field."""
    assert "消防通道" in words("消防通道被占了")
    assert "加装电梯" in words("我们楼想加装电梯")


def test_homophones_sound_alike() -> None:
    """A mistyped word has the same sound as the right one; so has its pinyin in Latin letters."""
    assert sound("d物叶") == sound("d物业") == sound("dwuye")
