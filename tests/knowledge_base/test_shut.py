"""Switched-off cards and cards out of date: they never answer, and everything else is as before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from knowledge_base.decision import Context
from knowledge_base.engine import Engine

LOAN, WORDS = "private-loan", "朋友借我五万块不还"
EVERY = 40


def test_nothing_off_is_the_same_engine(engine: Engine) -> None:
    """No wrapper, no copy: deciding costs what it did."""
    assert engine.without(frozenset()) is engine
    assert engine.on(date(2026, 11, 22)) is engine


def test_other_cards_answer_as_before(engine: Engine) -> None:
    """Switching one card off changes only what it would have had a part in."""
    shut = engine.without(frozenset({LOAN}))
    asked = [questions[0] for questions in engine.library.questions.values()][::EVERY]
    for text in asked:
        before = engine.decide(text)
        if all(one.card != LOAN for part in (before, *before.also) for one in part.candidates):
            assert shut.decide(text).as_record() == before.as_record()
    assert len(asked) > 30


def test_what_a_card_would_answer_goes_to_a_person(engine: Engine) -> None:
    """Not to the next best card, which was not meant; the record says why."""
    decision = engine.without(frozenset({LOAN})).decide(WORDS)
    assert (decision.outcome, decision.card, decision.destination) == ("human", None, None)
    assert LOAN not in {one.card for one in decision.candidates}
    assert decision.versions["off"] == LOAN
    assert engine.decide(WORDS).card == LOAN


def test_a_second_matter_is_not_lost(engine: Engine) -> None:
    """It stays on the list, and is taken up in its turn."""
    text = "楼道灯坏了没人修，另外朋友借我五万块不还"
    both = engine.decide(text)
    assert LOAN in {part.card for part in (both, *both.also)}
    shut = engine.without(frozenset({LOAN})).decide(text)
    assert "朋友借我五万块不还" in {part.text for part in (shut, *shut.also)}
    assert {part.card for part in (shut, *shut.also)} == {part.card for part in (both, *both.also)} - {LOAN} | {None}


def test_options_of_a_question_leave_it_out(engine: Engine) -> None:
    """Among cards offered before, too."""
    shut = engine.without(frozenset({LOAN}))
    decision = shut.decide(WORDS, Context(only=(LOAN, "loan-broker")))
    assert LOAN not in {decision.card, *(one.card for one in decision.candidates)}


def test_danger_is_answered_whatever_is_off(engine: Engine) -> None:
    """Its card may be off; the referral comes from the table of signals."""
    before = engine.decide("楼下着火了")
    assert before.card is not None
    decision = engine.without(frozenset({before.card})).decide("楼下着火了")
    assert (decision.outcome, decision.destination, decision.card) == ("route", "emergency", None)


def test_whole_topics(engine: Engine) -> None:
    """Everything off: every message goes to a person or asks, none breaks."""
    shut = engine.without(frozenset(engine.library.cards))
    assert len(shut.library) == 0
    for text in (WORDS, "楼上漏水到我家", "你好", "", "我要找人工"):
        assert shut.decide(text).card is None


@pytest.mark.parametrize("days", [1, 400])
def test_before_the_first_day_no_card_answers(engine: Engine, days: int) -> None:
    """Cards begin on the first of January 2026 where they do not say otherwise."""
    early = engine.on(date(2026, 1, 1) - timedelta(days=days))
    assert (len(early.library), len(early.whole)) == (0, len(engine.library))
    assert early.decide(WORDS).card is None
