"""Decisions: outcome, destination, margin, further matters, determinism, replay."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.decision import Context
from knowledge_base.engine import Engine

KEYS = ["outcome", "destination", "card", "handler", "confidence", "candidates", "signals", "also"]


def test_the_printed_decision_has_the_designs_keys(engine: Engine) -> None:
    """Keys and their order are a contract with whoever reads `fenliu triage`."""
    printed = engine.decide("朋友借我五万块不还").as_json()
    assert list(printed) == KEYS
    assert list(printed["candidates"][0]) == ["card", "destination", "handler", "score"]
    assert (printed["outcome"], printed["destination"], printed["card"]) == ("route", "court", "private-loan")
    assert len(printed["candidates"]) == 3
    assert json.loads(json.dumps(printed)) == printed


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        ("朋友借钱不还怎么办", "court"),
        ("公司把我辞退了不给补偿", "arbitration"),
        ("工地干了半年一分工资没给", "order"),
        ("楼上天天咚咚咚跳吵得睡不着", "mediation"),
        ("对面工地半夜还在打桩", "order"),
        ("钥匙锁屋里了进不去门", "private"),
        ("楼下着火了", "emergency"),
        ("判决书下来了对方就是不还钱", "court"),
        ("想查一下我老公的工资", "declined"),
        ("社区活动室几点开门", "community"),
    ],
)
def test_clear_matters(engine: Engine, text: str, destination: str) -> None:
    """One message of each kind, worded for this test."""
    decision = engine.decide(text)
    assert (decision.outcome, decision.destination) == ("route", destination)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("转人工", "human"), ("你好", "chat"), ("查进度", "status"), ("", "chat"), ("😀😀", "chat"), ("。。。", "chat")],
)
def test_other_outcomes(engine: Engine, text: str, outcome: str) -> None:
    """Wishes, greetings and empty messages are no matters."""
    assert engine.decide(text).outcome == outcome


def test_two_matters_are_both_decided_the_urgent_first(engine: Engine) -> None:
    """An explicit second matter stands in `also`."""
    decision = engine.decide("朋友借我三万不还，另外我们楼下工地半夜打桩")
    assert decision.destination == "order"
    assert [other.destination for other in decision.also] == ["court"]


def test_danger_comes_first_and_the_answer_stays(engine: Engine) -> None:
    """A fire in the middle of another matter goes to the emergency lines, with its signal named."""
    decision = engine.decide("我要投诉物业，对了楼下着火了")
    assert (decision.destination, decision.signals[0]) == ("emergency", "fire")


def test_threats_go_to_a_person(engine: Engine) -> None:
    """Whoever threatens is met by a person, not by a form."""
    assert engine.decide("再不发钱我就跟老板同归于尽").outcome == "human"


def test_every_decision_can_be_replayed(engine: Engine) -> None:
    """Versions of card, library and engine stand on the record, with score and runner-up."""
    record = engine.decide("朋友借我五万块不还").as_record()
    assert record["versions"]["card"] == engine.library.versions["private-loan"]
    assert record["versions"]["library"] == engine.library.version
    assert record["margin"] > 0
    assert record["words"]


def test_the_words_that_decided_stand_in_the_message(engine: Engine) -> None:
    """An explanation names the resident's own words."""
    words = [word for word, _ in engine.decide("朋友借我五万块不还").words]
    assert words
    assert all(word in "朋友借我五万块不还" for word in words)


def test_after_two_questions_a_person_takes_over(engine: Engine) -> None:
    """The engine never asks a third time."""
    unclear = "这个那个怎么弄"
    outcomes = [engine.decide(unclear, Context(asked=asked)).outcome for asked in (0, 2)]
    assert outcomes[1] != "ask"


def test_an_answer_is_looked_for_among_the_options(engine: Engine) -> None:
    """After a question the offered cards are preferred."""
    decision = engine.decide("欠我工资", Context(asked=1, only=("labour-dismissal", "wage-arrears-company")))
    assert decision.card == "wage-arrears-company"


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_a_decision_twice_the_same(engine: Engine, text: str) -> None:
    """Nothing breaks the engine, and the same words get the same answer."""
    first = engine.decide(text)
    assert first.as_record() == engine.decide(text).as_record()
    assert first.outcome in ("route", "ask", "human", "status", "chat")
    assert (first.destination is not None) == (first.outcome == "route")


def test_every_signal_leads_to_a_card_that_exists(engine: Engine) -> None:
    """An emergency referral has a card with steps behind it."""
    named = {signal.card for signal in engine.signals.rows if signal.card}
    assert len(named) >= 10
    assert {engine.library[card].destination for card in named} == {"emergency"}


def test_a_matter_keeps_the_residents_own_writing(engine: Engine) -> None:
    """Traditional characters and full-width punctuation are read, and handed on as they were written."""
    text = "樓道燈壞了，一直沒人修，另外朋友借我五萬塊，不還"
    decision = engine.decide(text)
    assert [part.text for part in (decision, *decision.also)] == ["樓道燈壞了，一直沒人修", "朋友借我五萬塊，不還"]


def test_danger_goes_before_a_better_match(engine: Engine) -> None:
    """A quarter of the belief in danger is enough: recall first."""
    for text in ("孙女贪玩爬到窗台外边下不来了", "我爸在果园里让毒蛇咬了，腿肿得厉害"):
        assert engine.decide(text).destination == "emergency", text


def test_the_matter_behind_an_impossible_wish(engine: Engine) -> None:
    """The wish is set aside where the rest is clear by itself; a wish alone stays one."""
    told = engine.decide("给我分配个对象吧。相亲会所收了我八千块，介绍的全是托，现在不退钱。")
    assert (told.destination, told.handler) == ("order", "market")
    assert engine.decide("政府能不能给我发个老婆").destination == "declined"


def test_words_are_worked_out_when_asked_for(engine: Engine) -> None:
    """The explanation names the words that spoke for the card, the strongest first."""
    words = engine.decide("物业电梯坏了半个月没人修").words
    assert words[0][0] == "电梯"
    assert all(earlier[1] >= later[1] for earlier, later in pairwise(words))
