"""Who answers at the resident's own place stands in the answer, by name and with hours; where it is unknown, nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.gazetteer import Gazetteer
from handlers.answers import answer
from handlers.desk import Desk
from handlers.local_people import local_people
from handlers.state import Conversation
from handlers.talk import Talk

WECHAT = "松烟社区微信：示例社区书记甲 shili_songyan（每天 8:30–20:00在线）"


@pytest.fixture
def talk(desk: Desk) -> Talk:
    return Talk(desk.engine, desk.region, desk.wording, Conversation.new())


def test_a_neighbours_quarrel_names_the_mediators(talk: Talk) -> None:
    """城桥镇“法律明白人” (facts 5.1): the mediator and the 法律明白人 of the place, by name, with hours."""
    talk.matter.words.append("松烟一里楼上天天吵架")
    told = dict(answer(talk, talk.engine.library.cards["neighbour-grudge"]).folded)["联系方式"]
    assert "松烟社区调解员：示例调解员甲 0000-3301（工作日 9:00–17:00）" in told
    assert "松烟社区法律明白人：示例法律明白人甲 0000-3401（每周六上午）" in told


def test_a_handover_names_a_person_and_when(talk: Talk) -> None:
    """社工微信 (平谷 200→1834, facts 5.5): a certain person and the hours online, in either language."""
    talk.matter.words.append("松烟社区的网格员是谁")
    card = talk.engine.library.cards["wechat-grid-contact"]
    assert WECHAT in dict(answer(talk, card).folded)["联系方式"]
    talk.state.language = "en"
    assert any("shili_songyan" in line for line in local_people(talk, card))


def test_a_location_leads_to_who_answers_there(talk: Talk, desk: Desk) -> None:
    """网格化 (facts 5.6): coordinates lead to the community and to who is responsible there; outside nobody is
    named."""
    card = talk.engine.library.cards["wechat-grid-contact"]
    talk.matter.location.update(lng=0.02, lat=0.02)
    assert local_people(talk, card) == [WECHAT]
    talk.matter.location.update(lng=110.0, lat=30.0)
    assert local_people(talk, card) == []
    spot = desk.region.places.find("", lng=0.02, lat=0.02)
    assert desk.region.unit_at("community", spot) is not None


def test_the_community_group_is_offered_and_no_threshold(talk: Talk) -> None:
    """长青社区微信 (facts 5.4): beside the way and the general contacts, 人工 stays one word away; never instead of
    them."""
    talk.matter.words.append("松烟社区的网格员是谁")
    folded = dict(answer(talk, talk.engine.library.cards["wechat-grid-contact"]).folded)
    assert "社区居民委员会" in folded["联系方式"]
    assert "人工" in folded["如果那边办不了"]


def test_nobody_is_guessed(talk: Talk) -> None:
    """Without a place, in a region without people, and on cards that send nobody there, no line is added."""
    cards = talk.engine.library.cards
    assert local_people(talk, cards["neighbour-grudge"]) == []
    talk.matter.words.append("松烟一里楼上天天吵架")
    assert local_people(talk, cards["private-loan"]) == []
    talk.region = replace(talk.region, places=Gazetteer())
    assert local_people(talk, cards["neighbour-grudge"]) == []
