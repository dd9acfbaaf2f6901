"""The answer card: short, with its basis folded, and article numbers only of texts that were read."""

from __future__ import annotations

from datetime import date

import pytest

from handlers import answers
from handlers.desk import Desk
from handlers.state import Conversation
from handlers.talk import Talk
from knowledge_base.card import Card, Law

LONGEST = 260
"""The card's own why and first step are up to 90 and about 80 characters; a comfort sentence may stand before."""


@pytest.fixture
def talk(desk: Desk) -> Talk:
    return Talk(desk.engine, desk.region, desk.wording, Conversation.new())


def test_every_card_gives_a_short_answer_with_a_next_step(talk: Talk) -> None:
    """All cards: one bubble that says where, why and what next, without a placeholder left open."""
    lengths = []
    for card in talk.engine.library:
        talk.matter.comforted = False
        reply = answers.answer(talk, card)
        folded = "".join(f"{title}{text}" for title, text in reply.folded)
        assert "下一步" in reply.text, card.id
        assert len(reply.text) <= LONGEST, (card.id, len(reply.text))
        assert "{" not in reply.text + folded, card.id
        lengths.append(len(reply.text))
    assert sorted(lengths)[len(lengths) // 2] <= 130


def test_unverified_law_shows_no_article(talk: Talk) -> None:
    """待核 instead of an article that nobody has read."""
    read = Law(name="民法典", article="675", version="2020-05-28", verified_on=date(2026, 11, 22), source="L")
    unread = Law(name="某条例", source="G")
    assert answers.law_lines(talk, [read, unread]) == ["《民法典》第675条（2020-05-28）", "《某条例》（待核）"]


def test_comfort_is_said_once(talk: Talk) -> None:
    """The first sentence for a distressed resident is not repeated."""
    card = next(card for card in talk.engine.library if card.comfort)
    assert answers.opening(talk, card)
    assert answers.opening(talk, card) == []


def test_every_way_to_say_where(talk: Talk) -> None:
    """Each destination has its sentence."""
    seen: dict[str, Card] = {card.destination: card for card in talk.engine.library}
    assert len(seen) == 10
    for card in seen.values():
        assert answers.goes(talk, card).endswith("。")
