"""What the boxes of the editor hold, without a browser: opening and saving changes nothing, two people's work joins."""

from __future__ import annotations

import pytest

from bot.desk import desk_loader
from bot.pages.staff.knowledge.boxes import asks
from bot.pages.staff.knowledge.editing import Written, boxes_of, written_of
from config.region import load_region
from config.settings import Settings
from handlers.desk import Desk
from knowledge_base.card import MIN_PHRASES
from knowledge_base.library import MIN_QUESTIONS
from knowledge_base.revisions.content import FIELDS
from knowledge_base.revisions.importing import rows_of
from knowledge_base.revisions.served import Served
from tests.shared import INDEX


@pytest.fixture(scope="module")
def served() -> Served:
    region = load_region("sample")
    desk = desk_loader(Settings(index=INDEX))(region)
    assert isinstance(desk, Desk)
    return Served(desk.engine.whole, region)


def written(served: Served, card_id: str) -> Written:
    row = next(row for row in rows_of(served) if row["id"] == card_id)
    topic, questions = row.pop("topic"), row.pop("questions")
    return Written(row, topic, questions, "")


def test_every_field_has_a_box() -> None:
    assert {*asks(), "id"} == {*FIELDS}


def test_hints_tell_the_numbers_that_are_checked() -> None:
    assert f"至少 {MIN_PHRASES} 句" in asks()["phrases"].hint
    assert f"至少 {MIN_QUESTIONS} 句" in asks()["questions"].hint


def test_opening_and_saving_changes_no_card(served: Served) -> None:
    """All shipped cards, field by field."""
    for row in rows_of(served):
        topic, questions = row.pop("topic"), row.pop("questions")
        before = Written(row, topic, questions, "")
        after = written_of(boxes_of(before), before)
        assert not after.faults, row["id"]
        assert after == before, row["id"]


def test_a_box_that_cannot_be_read_keeps_its_field(served: Served) -> None:
    """It says which, and the rest is read."""
    before = written(served, "private-loan")
    values = boxes_of(before) | {"reviewed_on": "昨天", "clarify": "是谁？\nprivate-loan", "why": "换了"}
    after = written_of(values, before)
    assert [fault.field for fault in after.faults] == ["clarify", "reviewed_on"]
    assert after.content["reviewed_on"] == before.content["reviewed_on"]
    assert after.content["clarify"] == before.content["clarify"]
    assert after.content["why"] == "换了"


def test_an_emptied_box_empties_its_field(served: Served) -> None:
    before = written(served, "private-loan")
    after = written_of(
        boxes_of(before) | {"cost": "", "near_miss_of": [], "destination": None, "questions": ""}, before
    )
    assert {"cost", "near_miss_of", "destination"}.isdisjoint(after.content)
    assert after.questions == []


def test_what_no_box_holds_is_shown_to_be_mended(served: Served) -> None:
    """A draft may come from a file with anything in it."""
    odd = Written(
        {"id": "x", "law": "民法典", "clarify": 3, "phrases": {"a": 1}, "no_law": "ja", "contacts": 7}, "", [], ""
    )
    values = boxes_of(odd)
    assert values["law"]
    assert values["no_law"] is False
    assert values["contacts"] == []


def test_two_peoples_changes_are_joined(served: Served) -> None:
    """Where both changed a field, the one who saves later sees it, and theirs stands until they change it."""
    base = written(served, "private-loan")
    mine = written_of(boxes_of(base) | {"why": "我写的", "cost": "不要钱"}, base)
    theirs = written_of(boxes_of(base) | {"why": "他写的", "title": "他的标题", "topic": "courts"}, base)
    both, clashes = mine.upon(base, theirs)
    assert (both.content["why"], both.content["cost"], both.content["title"]) == ("我写的", "不要钱", "他的标题")
    assert (both.topic, clashes) == ("courts", ["why"])
