"""The door itself: pure, the same for the same words, and careful with what it stores."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from config.errors import FenliuError, OrderIncomplete, OutOfScope
from handlers.desk import Desk
from handlers.endings import ended_well, has_way_on
from handlers.message import FileOrder, FindSame, HandOff, Incoming, Record, Turn
from handlers.state import Conversation, Matter, Step
from tests.dialogue import DeskDriver, Office

MATTER = "人民路18号门口井盖没了，昨天发现的，我姓王，电话13912345678"


def said(text: str = "", option: str = "", number: int = 1) -> Incoming:
    moment = datetime.fromisoformat("2026-11-22T12:00+08:00")
    return Incoming("test", "me", f"m{number}", moment, text=text, option=option)


@pytest.fixture
def driver(desk: Desk, open_office: Office, request: pytest.FixtureRequest) -> DeskDriver:
    return DeskDriver(desk, open_office, account=request.node.name)


def filed(driver: DeskDriver) -> DeskDriver:
    """At the read-back of a complete order."""
    for step in (MATTER, "同意", *["跳过"] * 8):
        if driver.state.step is not Step.CONFIRM:
            driver.say(step)
    assert driver.state.step is Step.CONFIRM
    return driver


def confirmed(driver: DeskDriver) -> tuple[FileOrder, Turn]:
    """The effect of confirming where nothing is the same, not yet performed."""
    turn = looked(driver, driver.state, 99)
    return next(one for one in turn.effects if isinstance(one, FileOrder)), turn


def looked(driver: DeskDriver, state: Conversation, number: int) -> Turn:
    """The turn after 确认提交 in which nothing the same was found."""
    turn = driver.desk.answer(said("确认提交", number=number), state)
    found = next((one for one in turn.effects if isinstance(one, FindSame)), None)
    return driver.desk.report(found, {"own": [], "same": []}, turn.state) if found else turn


def test_a_turn_leaves_the_old_state_alone(desk: Desk) -> None:
    """The desk is pure: the state that went in is as it was."""
    state = Conversation.new()
    before = json.dumps(state.to_json())
    turn = desk.answer(said(MATTER), state)
    assert json.dumps(state.to_json()) == before
    assert turn.state != state


def test_the_same_words_get_the_same_turn(desk: Desk) -> None:
    """Rule 3: deterministic, keys included."""
    assert desk.answer(said(MATTER), Conversation.new()) == desk.answer(said(MATTER), Conversation.new())


def test_nothing_personal_is_recorded_before_consent(desk: Desk) -> None:
    """The contact record of an answer holds the decision and no words of the resident."""
    turn = desk.answer(said(MATTER), Conversation.new())
    records = [effect for effect in turn.effects if isinstance(effect, Record)]
    assert records
    assert "13912345678" not in "".join(f"{one.what}{one.decision}" for one in records)
    assert all(isinstance(effect, Record) for effect in turn.effects)
    assert turn.state.matter.fields == {}


def test_a_handoff_after_declining_hides_the_number(driver: DeskDriver) -> None:
    """Without consent the packet goes without the telephone number."""
    driver.say(MATTER)
    driver.say(tap="不同意")
    turn = driver.desk.answer(said("人工", number=9), driver.state)
    packet = next(effect for effect in turn.effects if isinstance(effect, HandOff)).packet
    assert "13912345678" not in json.dumps(packet, ensure_ascii=False)
    assert packet["words"]
    assert packet["decisions"]


def test_the_packet_holds_everything(driver: DeskDriver) -> None:
    """Words, fields, candidates, what was tried, decisions with their versions."""
    filed(driver)
    turn = driver.desk.answer(said("人工", number=9), driver.state)
    packet = next(effect for effect in turn.effects if isinstance(effect, HandOff)).packet
    assert MATTER in packet["words"]
    assert packet["fields"]["incident_address"] == "人民路18号门口"
    assert packet["candidates"]
    assert packet["tried"]
    assert packet["decisions"][0]["versions"]["library"]


def test_confirming_twice_before_the_effect_uses_one_key(driver: DeskDriver) -> None:
    """The key of an order is the matter's: a repeated effect is the same order."""
    first, turn = confirmed(filed(driver))
    again = looked(driver, turn.state, 100)
    assert [effect.key for effect in again.effects if isinstance(effect, FileOrder)] == [first.key]


@pytest.mark.parametrize("error", [OutOfScope(), OrderIncomplete(), FenliuError()])
def test_a_failed_filing_leaves_a_way_on(driver: DeskDriver, error: FenliuError) -> None:
    """Whatever the order book says, the resident can do something, and nothing filled in is lost."""
    effect, turn = confirmed(filed(driver))
    report = driver.desk.report(effect, error, turn.state)
    assert has_way_on(report.state, report.replies)
    assert report.state.matter.fields["incident_address"] == "人民路18号门口"
    assert report.state.orders == []


def test_a_failed_handoff_can_be_tried_again(driver: DeskDriver) -> None:
    """No receipt, no claim that a person has it."""
    turn = driver.desk.answer(said("人工"), driver.state)
    effect = next(one for one in turn.effects if isinstance(one, HandOff))
    report = driver.desk.report(effect, FenliuError(), turn.state)
    assert report.state.person is None
    again = driver.desk.answer(said("好的", number=2), report.state)
    assert [one.key for one in again.effects if isinstance(one, HandOff)] == [effect.key]


def test_a_card_that_is_gone_is_decided_again(driver: DeskDriver) -> None:
    """A newer library without the card does not leave the resident in an empty form."""
    filed(driver)
    driver.state.matter.card = "no-such-card"
    replies = driver.say("怎么样了")
    assert has_way_on(driver.state, replies)
    assert driver.state.matter.card != "no-such-card"


def test_a_draft_is_what_the_order_layer_takes(driver: DeskDriver) -> None:
    """Every field of the draft is one of `OrderDraft`; what the form required is there."""
    from orders.draft import OrderDraft

    effect, _ = confirmed(filed(driver))
    draft = OrderDraft.model_validate(effect.draft)
    assert draft.missing() == ()
    assert draft.in_scope
    assert draft.consent_at is not None
    assert draft.contact_phone == "13912345678"


@pytest.mark.parametrize("step", list(Step))
def test_every_step_answers_anything(desk: Desk, step: Step) -> None:
    """Also a state that should not occur: each step, with an empty matter, gives a reply to each kind of message."""
    for text, option in (("路灯坏了", ""), ("", ""), ("", "confirm.0000"), ("好的", ""), ("取消", ""), ("返回", "")):
        state = Conversation(step=step)
        turn = desk.answer(said(text, option), state)
        effects: list[Any] = [effect for effect in turn.effects if not isinstance(effect, Record)]
        assert turn.replies or effects, (step, text, option)


def test_predicates_tell_good_from_bad() -> None:
    """The predicates of rule 1 themselves."""
    assert not ended_well(Conversation.new())
    assert ended_well(Conversation(ended="filed"))
    assert not ended_well(Conversation(ended="answered", step=Step.FORM))
    assert not has_way_on(Conversation(step=Step.FORM), ())


def test_what_is_added_later_reaches_the_person(driver: DeskDriver) -> None:
    """A call-back number sent after the receipt goes into the same handoff, whole, and tells no second receipt."""
    driver.say(MATTER)
    driver.say("人工")
    receipt = driver.state.person.receipt if driver.state.person else ""
    turn = driver.desk.answer(said("打我电话13712345678", number=50), driver.state)
    effect = next(one for one in turn.effects if isinstance(one, HandOff))
    assert receipt
    assert effect.note
    assert effect.packet["added"] == ["打我电话13712345678"]
    assert effect.key == (driver.state.person.key if driver.state.person else "")
    assert driver.desk.report(effect, {"receipt": receipt}, turn.state).replies == ()


def test_back_where_nothing_was_asked(desk: Desk) -> None:
    """An order that was read back at once has no question to go back to: it is read back again."""
    matter = Matter(key="k", card="manhole-cover", words=["井盖没了"], fields={"content": "井盖没了"})
    state = Conversation(step=Step.CONFIRM, matter=matter, consent="yes")
    turn = desk.answer(said("返回"), state)
    assert turn.state.step is Step.CONFIRM
    assert turn.replies[-1].kind == "order"
