"""Whatever a reply holds, its parts are messages that Telegram takes, and nothing of its words is lost."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.clean import clean_text
from bot.channels.telegram.buttons import DATA_BYTES, Reference, keyboard, reference
from bot.channels.telegram.rendering import CAPTION_UNITS, TEXT_UNITS, FilePart, TextPart, detail, parts
from bot.channels.telegram.splitting import cut, visible
from handlers.message import Attachment, Option, Reply

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
HARD = st.one_of(
    ANY_TEXT, st.sampled_from(["<b>", "</b>", "&", "&amp;", "<", "\n", " ", "\ud83d", "𠮷", "👨‍👩‍👧", "\x00", "楼"])
)
LONG = st.builds(lambda pieces, times: "".join(pieces) * times, st.lists(HARD, max_size=6), st.integers(0, 3000)).map(
    lambda text: text[:20_000]
)


class Telegram(HTMLParser):
    """Reads HTML as Telegram does; anything but closed <b> is a broken message."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open = 0
        assert "<!" not in html
        assert "<?" not in html
        self.feed(html)
        self.close()
        assert self.open == 0, html

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Bold begins."""
        assert (tag, attrs, self.open) == ("b", [], 0)
        self.open += 1

    def handle_endtag(self, tag: str) -> None:
        """Bold ends."""
        assert (tag, self.open) == ("b", 1)
        self.open -= 1

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text += data


def telegram_length(text: str) -> int:
    """Telegram's own way of counting, independent of the code under test."""
    return len(text.encode("utf-16-le")) // 2


@settings(max_examples=300, deadline=None)
@given(LONG, st.lists(st.tuples(HARD, LONG), max_size=4))
def test_the_parts_hold_the_whole_text_and_each_fits(text: str, rows: list[tuple[str, str]]) -> None:
    """Arbitrary Unicode, lone surrogates and markup among it."""
    found = parts(Reply(text, rows=tuple(rows)), 1)
    assert found
    read = []
    for part in found:
        assert isinstance(part, TextPart)
        read.append(Telegram(part.html).text)
        assert telegram_length(read[-1]) <= TEXT_UNITS
        assert visible(read[-1])
    told = clean_text(text) + "".join(clean_text(f"{label}：{value}") for label, value in rows)
    if visible(told):
        assert _seen("".join(read)) == _seen(told)


def _seen(text: str) -> str:
    """Without what a piece of nothing but blanks and invisible signs may lose."""
    return "".join(one for one in text if one.isprintable() and not one.isspace())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90)), max_size=9), st.integers(1, 10**12))
def test_every_button_fits_and_leads_back_to_its_option(options: list[tuple[str, str]], outbox_id: int) -> None:
    """A code that is too long, empty or looks like a reference is looked up in the reply instead."""
    reply = Reply("?", options=tuple(Option(code, label) for code, label in options))
    buttons = [button for row in keyboard(reply, outbox_id) for button in row]
    assert len(buttons) == len(options)
    for place, (button, (code, _)) in enumerate(zip(buttons, options, strict=True)):
        assert 1 <= len(button.data.encode()) <= DATA_BYTES
        assert button.label.strip()
        assert button.data == code or reference(button.data) == Reference("opt", outbox_id, place)


def test_a_label_is_bold_and_markup_of_residents_is_text() -> None:
    (part,) = parts(Reply("看一下", rows=(("地点", "<b>3幢</b> & 旁边"),)), 1)
    assert isinstance(part, TextPart)
    assert part.html == "看一下\n<b>地点</b>：&lt;b&gt;3幢&lt;/b&gt; &amp; 旁边"


def test_long_text_is_cut_at_line_ends_and_buttons_come_last() -> None:
    lines = [f"第{number}行" + "长" * 90 for number in range(100)]
    found = parts(Reply("\n".join(lines), options=(Option("yes", "好"),)), 7)
    texts = [part.html for part in found if isinstance(part, TextPart)]
    assert len(texts) == 3
    assert all(text.split("\n")[0].startswith("第") for text in texts)
    assert [bool(part.buttons) for part in found if isinstance(part, TextPart)] == [False, False, True]


@pytest.mark.parametrize(("labels", "wide"), [(("是", "不是", "跳过"), 3), (("同意，开始登记", "匿名登记"), 2)])
def test_short_buttons_share_a_row(labels: tuple[str, ...], wide: int) -> None:
    rows = keyboard(Reply("?", options=tuple(Option(label, label) for label in labels)), 1)
    assert [len(row) for row in rows] == [wide]


def test_long_buttons_have_a_row_of_their_own_and_are_cut() -> None:
    rows = keyboard(Reply("?", options=(Option("a", "楼上夜里装修太吵睡不着" * 9), Option("b", "好"))), 1)
    assert [len(row) for row in rows] == [1, 1]
    assert rows[0][0].label.endswith("…")


def test_details_are_buttons_below_the_options() -> None:
    reply = Reply("走法院", options=(Option("understood", "明白了"),), folded=(("依据", "法"), ("要带什么", "身份证")))
    assert [[button.data for button in row] for row in keyboard(reply, 41)] == [
        ["understood"],
        ["fold:41:0", "fold:41:1"],
    ]


def test_short_words_stand_under_the_photo_that_a_person_sends() -> None:
    photo = Attachment("photo", "photo-x.jpg")
    assert parts(Reply("您看<这里>", attachments=(photo,)), 1) == (
        FilePart("photo", "photo-x.jpg", "您看&lt;这里&gt;"),
    )


def test_long_words_go_before_the_photo() -> None:
    photo = Attachment("photo", "photo-x.jpg")
    found = parts(Reply("看" * (CAPTION_UNITS + 1), attachments=(photo, photo)), 1)
    assert [type(part) for part in found] == [TextPart, FilePart, FilePart]


def test_a_reply_of_nothing_is_still_a_message() -> None:
    (part,) = parts(Reply("  \n"), 1)
    assert isinstance(part, TextPart)
    assert part.html.strip()


@given(st.text(max_size=80), st.integers(2, 50))
def test_what_is_cut_fits(text: str, limit: int) -> None:
    assert telegram_length(cut(text, limit)) <= limit


def test_a_detail_of_several_lines_begins_below_its_title() -> None:
    (one,) = parts(detail("更多步骤", "看灯杆号\n记门牌"), 1)
    (short,) = parts(detail("依据", "条例第21条"), 1)
    assert isinstance(one, TextPart)
    assert isinstance(short, TextPart)
    assert (one.html, short.html) == ("<b>更多步骤</b>：\n看灯杆号\n记门牌", "<b>依据</b>：条例第21条")
