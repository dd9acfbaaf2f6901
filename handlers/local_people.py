"""Who answers at the resident's own place: the community's WeChat with its hours, mediators and 法律明白人 by name.

Sources: facts 5.1 城桥镇 (M 类去向给人名), 5.5 社工微信 (具体人和在线时段), 5.6 网格化 (坐标→网格员). Only where the
words or the location name one community; nobody guesses. It is offered beside the way, never a threshold before it.
"""

from __future__ import annotations

from config.gazetteer import Community, Person
from handlers.talk import Talk
from knowledge_base.card import Card

WECHAT = "community_wechat"
MEDIATION = "mediation"


def local_people(talk: Talk, card: Card) -> list[str]:
    """One line each; empty where the place is unknown or the card sends nobody to the community."""
    community = _community(talk)
    if community is None:
        return []
    lines = []
    if card.destination == MEDIATION:
        lines = [_line(talk, "answer.local_mediator", community, one) for one in community.mediators]
        lines += [_line(talk, "answer.local_adviser", community, one) for one in community.advisers]
    if WECHAT in card.contacts and community.wechat is not None:
        lines.append(_line(talk, "answer.local_wechat", community, community.wechat))
    return lines


def _community(talk: Talk) -> Community | None:
    """The one community that the matter's words, its place or its location name."""
    matter, places = talk.matter, talk.region.places
    told = " ".join([matter.fields.get("incident_address", ""), *matter.words])
    spot = places.find(told, lng=matter.location.get("lng"), lat=matter.location.get("lat"))
    return places.communities.get(spot.community or "")


def _line(talk: Talk, key: str, community: Community, one: Person) -> str:
    reach = " ".join(part for part in (one.phone, one.account) if part)
    return talk.wording(key, community=community.name, name=one.name, reach=reach, hours=one.hours)
