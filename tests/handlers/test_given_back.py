"""A worker gives the conversation back: the desk goes on where it stopped, and a person can be called anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.desk import desk_loader
from config.clock import CHINA
from config.region import load_region
from config.settings import Settings
from handlers.desk import Desk
from handlers.message import Attachment, HandOff, Incoming
from handlers.returned import GIVEN_BACK, given_back, settled
from handlers.state import Conversation
from tests.shared import INDEX

NOON = datetime(2026, 11, 22, 12, tzinfo=CHINA)


class Resident:
    """Somebody before the real desk; handoffs get receipts R1, R2 and so on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.state = Conversation.new()
        self.keys: list[str] = []
        self._numbers = count(1)

    def hears(self, text: str = "", **more: object) -> str:
        """What the desk answers to a message."""
        number = next(self._numbers)
        incoming = Incoming("telegram", "1", f"m{number}", NOON + timedelta(minutes=number), text, **more)  # type: ignore[arg-type]
        turn = self.desk.answer(incoming, self.state)
        told, self.state = list(turn.replies), turn.state
        for effect in turn.effects:
            if isinstance(effect, HandOff):
                self.keys.append(effect.key)
                after = self.desk.report(effect, {"receipt": f"R{len(set(self.keys))}"}, self.state)
                told, self.state = told + list(after.replies), after.state
        return "\n".join(reply.text for reply in told)

    def given_back(self) -> str:
        """What the desk says when a worker gives the conversation back."""
        raw = given_back(self.state.to_json())
        assert raw is not None
        self.state = Conversation.from_json(raw)
        return self.hears(option=GIVEN_BACK)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_loader(Settings(index=INDEX))(load_region("sample"))


@pytest.fixture
def li(desk: Desk) -> Resident:
    return Resident(desk)


def test_the_question_that_was_open_is_asked_again(li: Resident) -> None:
    """Nothing is said of an old button, nor that a person still has it."""
    li.hears("人民路18号门口井盖没了")
    li.hears("人工")
    heard = li.given_back()
    assert "同意登记吗" in heard
    assert "按钮" not in heard
    assert "工作人员" not in heard


def test_the_form_goes_on(li: Resident) -> None:
    li.hears("楼下烧烤店油烟太大，幸福小区5栋")
    li.hears("同意")
    question = li.state.question
    li.hears("人工")
    assert question.splitlines()[-1] in li.given_back()


def test_who_calls_a_person_again_gets_a_handoff_of_its_own(li: Resident) -> None:
    """The first one has ended: a note on it would reach nobody."""
    li.hears("人民路18号门口井盖没了")
    li.hears("人工")
    li.given_back()
    assert "已经转给工作人员了，您说过的" in li.hears("人工")
    assert len(set(li.keys)) == 2


def test_after_going_on_alone_it_is_the_same(li: Resident) -> None:
    """The resident had tapped 继续 before the worker claimed and gave back."""
    li.hears("人民路18号门口井盖没了")
    li.hears("人工")
    li.hears("继续")
    li.hears("同意")
    assert "按钮" not in li.given_back()
    assert li.state.person is None


def test_without_a_person_there_is_nothing_to_go_on_with() -> None:
    assert given_back(Conversation.new().to_json()) is None


def test_words_under_a_photo_that_point_at_it_are_no_answer(li: Resident) -> None:
    """It is acknowledged, and the question asked again."""
    li.hears("人民路的路灯坏了三个月没人修")
    li.hears("同意")
    asked = li.state.matter.asking
    photo = Attachment("photo", "ab.jpg", "image/jpeg", 1, "")
    heard = li.hears("就是这盏", attachments=(photo,))
    assert "照片收到了，一共 1 张" in heard
    assert asked == "respondent"
    assert "这盏" not in li.state.matter.fields.get("respondent", "")


def test_a_voice_note_is_not_counted_as_a_photo(li: Resident) -> None:
    li.hears(attachments=(Attachment("voice", "a.ogg", "audio/ogg", 1, ""),))
    assert "一共 1 张" in li.hears(attachments=(Attachment("photo", "a.jpg", "image/jpeg", 1, ""),))


def test_help_says_nothing_twice(li: Resident) -> None:
    assert li.hears("帮助").count("随时可以回复") == 1


def test_the_receipt_speaks_the_language_that_was_chosen(li: Resident) -> None:
    """Also where it is asked again after the change."""
    li.hears("The street light in front of my house is broken")
    assert "A person has it now" in li.hears("person")
    assert "已经转给工作人员了" in li.hears("", option="lang_zh")


def test_the_greeting_of_an_english_telephone_is_answered_in_english(li: Resident) -> None:
    from bot.channels.telegram.commands import ENGLISH_GREETING

    assert "I'm Fenliu" in li.hears(ENGLISH_GREETING)
    assert li.keys == []


def test_what_waits_is_asked_for_when_a_person_has_finished(li: Resident) -> None:
    """The person ended one matter; the next is a question, which the resident can leave or take up."""
    li.hears("人民路的路灯坏了三个月没人修，另外工地老板欠我们班组三个月工资不给")
    li.hears("人工")
    li.state = Conversation.from_json(settled(li.state.to_json()))
    turn = li.desk.go_on(li.state)
    (asked,) = turn.replies
    assert "工资" in asked.text
    assert [option.label for option in asked.options] == ["接着办", "先不办"]
    li.state = turn.state
    assert "工资" in li.hears("接着办")
    assert li.desk.go_on(Conversation.new()).replies == ()
