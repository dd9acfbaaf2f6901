"""Each rule of the lint finds what it is for, and the cards as they are have nothing to find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from knowledge_base.card import Law
from knowledge_base.engine import Engine
from knowledge_base.library import Library
from knowledge_base.lint import REVIEW_DAYS, RULES, Subject, lint
from knowledge_base.lint_tables import laws


@pytest.fixture(scope="module")
def newest(engine: Engine) -> date:
    """The day of the last review: age is judged from here, so that time alone turns no test red."""
    return max(card.reviewed_on for card in engine.library)


def with_card(engine: Engine, card_id: str, **change: object) -> Library:
    """The library with one card changed; nothing is checked again, so any mistake can be made."""
    card = engine.library[card_id].model_copy(update=change)
    return replace(engine.library, cards={**engine.library.cards, card_id: card})


def found(engine: Engine, library: Library, rule: str, today: date) -> list[tuple[str, str]]:
    return list(RULES[rule](Subject(library, engine.matcher, today)))


def test_the_cards_are_clean(engine: Engine, newest: date) -> None:
    """`fenliu kb lint` has nothing to say."""
    assert lint(engine.library, engine.matcher, newest) == []


def test_an_order_card_asks_the_five_elements(engine: Engine, newest: date) -> None:
    """And a card without near misses has not been thought about."""
    card = engine.library["street-light-out"]
    fields = tuple(field for field in card.fields if field.name != "demand")
    missing = found(engine, with_card(engine, card.id, fields=fields, near_miss_of=()), "missing", newest)
    assert [(one, say[:6]) for one, say in missing] == [(card.id, "工单卡没有问"), (card.id, "near_m")]


def test_one_phrase_in_two_cards(engine: Engine, newest: date) -> None:
    """Punctuation makes no difference."""
    taken = engine.library["private-loan"].phrases[0]
    card = engine.library["street-light-out"]
    library = with_card(engine, card.id, phrases=(*card.phrases, f"{taken}！！"))
    assert [one for one, _ in found(engine, library, "duplicate", newest)] in ([card.id], ["private-loan"])


def test_a_test_question_among_the_phrases(engine: Engine, newest: date) -> None:
    """Copied whole, with a small change, or into another card's phrase."""
    card = engine.library["private-loan"]
    question = engine.library.questions[card.id][0]
    for phrases in ((*card.phrases, question), (*card.phrases, f"{question}啊")):
        library = with_card(engine, card.id, phrases=phrases)
        assert [one for one, _ in found(engine, library, "question-copied", newest)] == [card.id]
    other = engine.library["street-light-out"]
    library = with_card(engine, other.id, phrases=(*other.phrases, f"我想说的是，{question}，谢谢你们"))
    assert [one for one, _ in found(engine, library, "question-copied", newest)] == [card.id]


def test_a_repealed_law_and_a_dead_article(engine: Engine, newest: date) -> None:
    """By citation or by name in a text."""
    gone = Law(name="合同法", verified_on=newest, source="L")
    dead = Law(name="治安管理处罚法", article="58", verified_on=newest, source="L")
    right = Law(name="治安管理处罚法", article="88", verified_on=newest, source="L")
    library = with_card(engine, "private-loan", law=(gone, dead, right), why="按《中华人民共和国婚姻法》来。")
    says = [say for _, say in found(engine, library, "repealed-law", newest)]
    assert [say[:9] for say in says] == ["《合同法》已废止，", "《治安管理处罚法》", "正文里提到已废止的"]


def test_a_law_with_a_like_name_lives(engine: Engine, newest: date) -> None:
    """劳动合同法 is not 合同法; every card today cites living law."""
    gone, _ = laws()
    assert "合同法" in gone
    assert "劳动合同法" not in gone
    assert found(engine, engine.library, "repealed-law", newest) == []


def test_reviews_grow_old(engine: Engine, newest: date) -> None:
    """On the last day they still count; a day later every card is on the list."""
    assert found(engine, engine.library, "old-review", newest + timedelta(days=REVIEW_DAYS)) == []
    late = found(engine, engine.library, "old-review", newest + timedelta(days=REVIEW_DAYS + 1))
    assert {one for one, _ in late} >= {card.id for card in engine.library if card.reviewed_on == newest}


@pytest.mark.parametrize(
    "text",
    ["这件事不予受理", "这不归我们", "请自行解决", "超出受理范围", "我们一定给您解决", "马上就到", "特此告知"],
)
def test_words_a_resident_must_not_read(engine: Engine, newest: date, text: str) -> None:
    """Refusals, promises and official language, in whatever part of the card."""
    for change in ({"why": text}, {"next_steps": (text, "再回来找我们")}, {"title": text}):
        assert found(engine, with_card(engine, "private-loan", **change), "tone", newest)


def test_a_number_in_a_text(engine: Engine, newest: date) -> None:
    """Numbers are region data."""
    library = with_card(engine, "private-loan", comfort="急的话拨12348")
    assert [one for one, _ in found(engine, library, "number", newest)] == ["private-loan"]


def test_a_shadowed_card(engine: Engine, newest: date) -> None:
    """A card that holds another one's phrases loses them to it."""
    index = engine.matcher.index
    at = index.card_ids.index("street-light-out")
    stolen = index.phrases[index.card_ids.index("private-loan")]
    phrases = (*index.phrases[:at], stolen, *index.phrases[at + 1 :])
    matcher = type(engine.matcher)(replace(index, phrases=phrases), engine.matcher.places)
    shadowed = list(RULES["shadowed"](Subject(engine.library, matcher, newest)))
    assert [one for one, _ in shadowed] == ["street-light-out"]
    assert "private-loan" in shadowed[0][1]


def test_every_rule_has_a_test() -> None:
    """A new rule is added here too."""
    assert set(RULES) == {
        "missing", "duplicate", "shadowed", "question-copied", "repealed-law", "old-review", "number", "tone",
    }  # fmt: skip
