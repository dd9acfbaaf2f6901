"""Whether words fit the question that is pending, and what they then say for its field."""

from __future__ import annotations

import re

from handlers import decisions, midway, places
from handlers.extract import extract, residue, simplified
from handlers.lexicon import bare, lexicon
from handlers.talk import Talk

ENDS = " ，。.!！"
LEAD = re.compile(r"^(?:就?在|就是|是|(?:地址|地点|位置|时间|大概)是?|我家?住在?|应该是|我?叫|我?姓)[:： ]*")
TYPED = ("occurred_at", "incident_address", "respondent", "contact_phone", "requester_name")
"""Fields whose answer has a shape of its own, so that something else said instead is noticed."""
SHORTEST_WORDS = 2
"""Characters that must be left beside times, names and numbers for an answer to say something of its own."""
LONGEST_NAME = 6
"""Characters of a name that no rule knows."""
LONGEST_SIDE = 20
"""Characters of a side complained of that no rule knows."""
LONGEST_TIME = 24
POINTING = re.compile(r"[这那]一?[个盏里儿边家栋条块处位种样棵根段辆]?$")
"""Words under a photo that point at it: no side that is complained of."""
NEAR = ("对面", "旁边", "门口", "楼下", "后面", "前面", "隔壁")


def fit(talk: Talk, asking: str, text: str, found: dict[str, str]) -> str:
    """What `text` says for the pending field; empty where it says something else."""
    if asking == "contact_phone":
        return found.get("contact_phone", "")
    if asking == "incident_address":
        return _address(talk, text, found)
    if asking not in TYPED:
        return text if _says_something(asking, text) else ""
    if asking in found:
        return found[asking] if found.keys() - {asking} else _own_words(asking, text, found)
    if asking == "respondent" and (who := titled(text, found)):
        return who
    others = found.keys() & set(TYPED)
    return "" if others or lexicon().another.match(text) else _unknown(talk, asking, text, found)


def titled(text: str, found: dict[str, str]) -> str:
    """Somebody else named by title alone: 张老师; 我是王女士 and 王女士 139… are the resident."""
    who = found.get("requester_name", "")
    return who if who and bare(text) == who else ""


def elsewhere(text: str, found: dict[str, str]) -> bool:
    """Whether an answer to an open question is nothing but a time, a place, a number or whom it was told before."""
    left = residue(text)
    for name in ("respondent", "incident_address"):
        left = left.replace(bare(found.get(name, "")), "")
    left = re.sub(r"^(?:店名|名字|名称|车牌号?|车号)?(?:就)?(?:叫做?|是|在)?", "", left)
    told = bare(found.get("prior_contact", ""))
    if told and not lexicon().wish.search(text):
        left = left.replace(told, "")
    known = found.keys() & {*TYPED, "prior_contact"}
    return bool(known) and "demand" not in found and len(left) < SHORTEST_WORDS


def other_house(talk: Talk, text: str) -> dict[str, str]:
    """Which house, said alone: it completes the place that is known, or waits for it."""
    old, house = talk.matter.fields.get("incident_address", ""), places.house(simplified(text))
    if not house or bare(house) != bare(text) or (old and not places.read(simplified(old))):
        return {}
    return {"incident_address": places.replace_house(old, house) if old else house}


def _says_something(asking: str, text: str) -> bool:
    if asking == "demand" and lexicon().wish.search(text):
        return True
    return len(bare(text)) > 1 and not lexicon().unsure.match(text)


def _own_words(asking: str, text: str, found: dict[str, str]) -> str:
    """Times keep the computed date; elsewhere the resident's own words say more than the rule found."""
    if asking in ("occurred_at", "requester_name"):
        return found[asking]
    words = LEAD.sub("", text.strip(ENDS))
    return found[asking] if lexicon().said["no_value"].search(words) else words


def _unknown(talk: Talk, asking: str, text: str, found: dict[str, str]) -> str:
    """An answer no rule recognises: taken where it looks like one."""
    words = LEAD.sub("", text.replace(found.get("demand", "\0"), "").strip(ENDS)).strip(ENDS)
    said, size = lexicon().said, len(bare(words))
    if not size or said["no_value"].search(words) or "prior_contact" in found or _other_matter(talk, text):
        return ""
    if asking == "occurred_at":
        return words if said["vague_time"].search(words) and size <= LONGEST_TIME else ""
    if asking == "requester_name":
        return words if size <= LONGEST_NAME and not said["no_name"].search(words) else ""
    vague = said["no_name"].search(words) or said["vague_time"].search(words) or lexicon().wish.match(words)
    return words if size <= LONGEST_SIDE and not vague and not POINTING.match(words) else ""


def _other_matter(talk: Talk, text: str) -> bool:
    if talk.matter.missed:
        return False
    return decisions.another_card(talk, text, sure=midway.SURE, shortest=midway.OTHER_MATTER) is not None


def _address(talk: Talk, text: str, found: dict[str, str]) -> str:
    old = talk.matter.fields.get("incident_address", "")
    here = found.get("incident_address") or places.house(simplified(text))
    others = found.keys() & (set(TYPED) - {"incident_address", "respondent"})
    if here and not others:
        here = _own_words("incident_address", text, {"incident_address": here})
    value = here or ("" if others or lexicon().another.match(text) else _unnamed_place(talk, text, found))
    if value and places.is_house_only(old) and not places.is_house_only(value) and not places.house(simplified(value)):
        return f"{value}{old}"
    return value


def _unnamed_place(talk: Talk, text: str, found: dict[str, str]) -> str:
    """A place without a name (王家门口的桥边): at once where it looks like one, else when it is said a second time."""
    words, said = LEAD.sub("", text.strip(ENDS)), lexicon().said
    if not bare(words) or said["no_value"].search(words) or said["no_place"].search(words):
        return ""
    if "prior_contact" in found or _other_matter(talk, text):
        return ""
    if said["place"].search(words):
        return words
    if not talk.matter.missed or said["vague_time"].search(words):
        return ""
    talk.say("form.noted", value=words)
    return words


def refined(old: str, text: str) -> str:
    """The address with what `text` adds to it: the same place more precisely, or which house; empty where nothing."""
    plain = simplified(text)
    place, house = extract(plain, None).get("incident_address", ""), places.house(plain)
    if place and old in place and place != old:
        return place
    near = next((one for one in NEAR if f"{house}{one}" in plain), "")
    if place or not house or (house in old and (not near or near in old)):
        return ""
    return f"{places.replace_house(old, house)}{near}"
