"""A card is switched off under a conversation: the resident is never left without a way on."""

from __future__ import annotations

from datetime import datetime

import pytest

from config.clock import CHINA
from handlers.decisions import NEAR
from handlers.desk import Desk
from handlers.message import HandOff, Incoming, Reply
from handlers.state import Conversation

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CHINA)
LOAN, NOISE = "朋友借我五万块不还", "工地半夜打桩吵得睡不着"


class Resident:
    """One resident at a desk whose engine may change between two turns."""

    def __init__(self, desk: Desk) -> None:
        self.desk = Desk(desk.engine, desk.region)
        self.state = Conversation()
        self.count = 0
        self.effects: list[object] = []

    def say(self, text: str = "", option: str = "") -> tuple[Reply, ...]:
        """One turn."""
        self.count += 1
        turn = self.desk.answer(Incoming("web", "a", f"m{self.count}", NOON, text, option), self.state)
        self.state = Conversation.from_json(turn.state.to_json())
        self.effects += turn.effects
        assert turn.replies or turn.effects, text
        return turn.replies

    def switch_off(self, *cards: str) -> None:
        """From the next turn on."""
        self.desk.engine = self.desk.engine.without(frozenset(cards))

    def reach_a_person(self) -> bool:
        """Whether asking for a person still works."""
        self.say("人工")
        return any(isinstance(effect, HandOff) for effect in self.effects)


def near(desk: Desk, text: str) -> list[str]:
    """What a resident would be asked to choose from."""
    decision = desk.engine.decide(text)
    return [one.card for one in decision.candidates if decision.outcome == "ask" and one.score >= NEAR]


def test_a_first_message_about_it(desk: Desk) -> None:
    """A person is offered, and comes."""
    resident = Resident(desk)
    resident.switch_off("private-loan")
    buttons = [option.code for reply in resident.say(LOAN) for option in reply.options]
    (person,) = [code for code in buttons if code.startswith("person")]
    resident.say(option=person)
    assert any(isinstance(effect, HandOff) for effect in resident.effects)


@pytest.mark.parametrize(
    "answers", [(LOAN,), (NOISE,), (NOISE, "同意"), (NOISE, "同意", "昨天晚上"), ("给我发个老婆",)]
)
@pytest.mark.parametrize("said", ["", "建设路88号", "不是这个意思", "明白了", "彩礼要退吗"])
def test_in_the_middle(desk: Desk, answers: tuple[str, ...], said: str) -> None:
    """Answered, asked for consent, half way through the form, asked what lies behind: whatever is said next."""
    resident = Resident(desk)
    for text in answers:
        resident.say(text)
    card = resident.state.matter.card
    offered = tuple(resident.state.matter.offered)
    resident.switch_off(*filter(None, (card, *offered)))
    resident.say(said or answers[0])
    assert resident.reach_a_person()


def test_a_button_for_it_that_is_tapped_late(desk: Desk) -> None:
    """The question was asked before; the cards are off when the answer comes."""
    resident = Resident(desk)
    asked = [text for texts in desk.engine.library.questions.values() for text in texts]
    vague = (text for text in asked if len(near(desk, text)) > 1)
    buttons = [option.code for reply in resident.say(next(vague)) for option in reply.options]
    assert resident.state.matter.offered
    resident.switch_off(*resident.state.matter.offered)
    resident.say(option=buttons[0])
    assert resident.state.matter.card == ""
    assert resident.reach_a_person()
