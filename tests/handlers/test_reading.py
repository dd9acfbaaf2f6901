"""Reading what was typed: options, global words, and messages that are hardly messages."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import choices
from handlers.global_words import command
from handlers.heard import HIDDEN_ID, MAX_TEXT, hear
from handlers.message import Attachment, Incoming
from handlers.unread import MARKS

OPTIONS = [["c:noise.1a2b", "楼上邻居太吵"], ["c:site.1a2b", "工地半夜施工"], ["none.1a2b", "都不是"]]


def message(text: str = "", **more: object) -> Incoming:
    moment = datetime.fromisoformat("2026-11-22T12:00+08:00")
    return Incoming("test", "me", "m1", moment, text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("楼上邻居太吵", "c:noise"),
        ("楼上邻居太吵。", "c:noise"),
        ("1", "c:noise"),
        ("２", "c:site"),
        ("②", "c:site"),
        ("第二个", "c:site"),
        ("选2", "c:site"),
        ("最后一个", "none"),
        ("都不是", "none"),
        ("都不对", "none"),
        ("半夜施工", "c:site"),
        ("9", ""),
        ("太", ""),
        ("我家猫丢了", ""),
    ],
)
def test_an_option_is_understood_by_label_number_or_like_words(typed: str, code: str) -> None:
    """Typing the words or their number does the same as tapping."""
    assert hear(message(typed), OPTIONS).code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("行，交吧", "confirm"),
        ("好的提交", "confirm"),
        ("就这样吧", "confirm"),
        ("不提交", ""),
        ("改主意了登记吧", "agree"),
        ("别问了赶紧派人来", "agree"),
        ("不同意", "disagree"),
        ("不愿意登记", "disagree"),
        ("晓得咯", "understood"),
        ("唔系呢个意思", "not_this"),
        ("莫得", "skip"),
        ("单号搞丢了", "no_number"),
        ("我上个月打电话投诉的", "no_number"),
    ],
)
def test_an_option_is_understood_with_politeness_and_in_dialect(typed: str, code: str) -> None:
    """The whole message means the option; a no within it means another one."""
    codes = ("confirm", "agree", "disagree", "understood", "not_this", "skip", "no_number")
    meant = [one for one in codes if hear(message(typed), [[f"{one}.1a2b", "甲"], ["x.1a2b", "乙"]]).code == one]
    assert meant[:1] == [code] if code else meant == []


def test_one_button_is_no_list_to_count() -> None:
    """A typed 1 never hands over where 人工 is the only button."""
    heard = hear(message("1"), [["human.1a2b", "人工"]])
    assert (heard.code, heard.command) == ("", "")


def test_the_words_of_a_button_that_is_not_offered_are_known() -> None:
    """Channels without buttons send words; those of an old question answer no other one."""
    assert hear(message("确认提交"), OPTIONS).old == "confirm"
    assert hear(message("跳过"), OPTIONS).old == ""


def test_a_tap_on_an_old_button_is_stale() -> None:
    """The mark of the question tells an old button from the same button of a newer question."""
    heard = hear(message(option="none.9999"), OPTIONS)
    assert (heard.code, heard.stale) == ("", "none")
    assert hear(message(option="none.1a2b"), OPTIONS).code == "none"


@pytest.mark.parametrize("word", ["human", "cancel", "restart", "back", "progress"])
def test_global_words_come_as_option_codes_too(word: str) -> None:
    """The shortcut buttons of a channel send the code."""
    assert hear(message(option=word), OPTIONS).command == word


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("人工", "human"),
        ("人工！", "human"),
        ("我要转人工客服", "human"),
        ("麻烦帮我找个人吧", "human"),
        ("取消", "cancel"),
        ("那就帮我取消一下吧", "cancel"),
        ("算了不办了", "cancel"),
        ("重来", "restart"),
        ("重新开始", "restart"),
        ("返回上一步", "back"),
        ("帮我查一下进度", "progress"),
        ("查工单", "progress"),
        ("我要跟人说话", "human"),
        ("接电话的人呢", "human"),
        ("叫你们领导来", "human"),
        ("不投诉了", "cancel"),
        ("懒得填了", "tired"),
        ("领导来了也没用", ""),
        ("人工湖太脏了", ""),
        ("人工费太贵", ""),
        ("取消了我的低保", ""),
        ("返回学校要不要核酸", ""),
        ("工程进度太慢", ""),
        ("", ""),
    ],
)
def test_global_words_in_the_words_people_use(typed: str, word: str) -> None:
    """Politeness around a global word is taken off; a word within a longer one is none."""
    assert command(typed) == word


def test_control_characters_go_and_long_messages_are_cut() -> None:
    """NUL and invisible marks are dropped; what was cut is known."""
    assert hear(message("路\0灯\u200b坏\x07了"), []).text == "路灯坏了"
    heard = hear(message("灯" * 10_000), [])
    assert len(heard.text) == MAX_TEXT
    assert heard.clipped


def test_an_identity_number_is_never_kept() -> None:
    """The number is replaced before anything else sees the message."""
    heard = hear(message("我叫王芳，身份证110101199003078515"), [])
    assert heard.id_removed
    assert "110101199003078515" not in heard.text + heard.plain
    assert HIDDEN_ID in heard.text


def test_a_caption_stands_for_missing_words() -> None:
    """A photo with a caption is a message with words."""
    assert hear(message(attachments=(Attachment("photo", "p1", caption="路灯坏了"),)), []).text == "路灯坏了"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_read(text: str) -> None:
    """No text at all stops the reading."""
    heard = hear(message(text), OPTIONS)
    assert isinstance(heard.has_words, bool)
    assert choices.by_number(text, OPTIONS) in {"", *(code for code, _ in OPTIONS)}


def test_marks_of_a_channel_are_no_words() -> None:
    """What came beside the words is told apart from them; alone it is a message without words."""
    both = hear(message(f"三号楼漏水\n{MARKS['video']}\n{MARKS['sticker']}\n{MARKS['photo_lost']}"), ())
    assert (both.text, both.unread) == ("三号楼漏水", ("media", "photo_lost"))
    alone = hear(message(MARKS["voice_lost"]), ())
    assert (alone.has_words, alone.unread) == (False, ("voice_lost",))


def test_a_mark_beside_a_button_word_does_not_hide_it() -> None:
    assert hear(message(f"都不是\n{MARKS['sticker']}"), OPTIONS).code == "none"
    assert hear(message(f"人工\n{MARKS['file']}"), OPTIONS).command == "human"
