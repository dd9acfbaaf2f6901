"""Filling the form with what was already said, so that only the missing is asked."""

from __future__ import annotations

import re

from handlers import fitting, form, people, places, readback
from handlers.extract import extract, residue, says_more, simplified
from handlers.lexicon import bare, lexicon
from handlers.talk import Talk

AROUND = re.compile("^(?:就是|我说的是|还是|在|是)+|(?:那边|那里|那儿|这边|那一片|附近)$")
"""Words around a place or a name that is only said again."""


def prefill(talk: Talk) -> None:
    """Takes over the words of the matter as its content, and what they say of the other fields."""
    matter, card = talk.matter, talk.card
    if card is None:
        return
    content = "；".join(words for words in matter.words if not _despair(talk, words))
    if len(bare(content)) >= form.SHORTEST_CONTENT:
        matter.fields.setdefault("content", content[: form.STEPS["content"].longest])
    said = extract("。".join(matter.words), talk.now)
    if "incident_address" not in said and (house := places.house(simplified(content))):
        said["incident_address"] = house
    for name, value in said.items():
        matter.fields.setdefault(name, value)
    if card.appeal_type in form.LIGHT:
        matter.fields.setdefault("demand", talk.wording(f"form.default_{card.appeal_type}"))
    if matter.location:
        point(talk)


def _despair(talk: Talk, words: str) -> bool:
    """Words of not wanting to live are for the person who cares, never for an order."""
    return any(signal.kind == "self_harm" for signal in talk.engine.signals.find(simplified(words).lower()))


def take_over(talk: Talk, found: dict[str, str], *, besides: str) -> list[str]:
    """Puts what an answer says beyond the question into fields that are empty or say less; returns which."""
    card = talk.card
    wanted = {*form.plan(card), "requester_name", "prior_contact"} if card else set()
    taken = [name for name in found if name != besides and name in wanted and _better(talk, name, found[name])]
    for name in taken:
        form.put(talk, name, _joined(talk.matter.fields.get(name, ""), found[name], name))
    return taken


def _joined(old: str, new: str, name: str) -> str:
    """出租车 and its plate, 工地 and 包工头李大勇 are one side."""
    return f"{old}，{new}" if old and name == "respondent" and _one_more(new) and old not in new else new


def _one_more(side: str) -> bool:
    return people.is_plate(side) or people.is_named(side)


def _better(talk: Talk, name: str, new: str) -> bool:
    """Whether a value fills, completes or replaces the one that stands.

    老四烧烤店 after 烧烤店, 每天半夜两点 after 半夜; one's own telephone number is always the newest.
    """
    old = talk.matter.fields.get(name, "")
    if not form.filled(talk, name) or (old in new and old != new):
        return True
    if name in form.PERSONAL or (name == "respondent" and _one_more(new)):
        return new not in old
    instead = form.STEPS[name].instead
    if instead and old == talk.wording(instead):
        return True
    return name == "incident_address" and new not in old and residue(talk.heard.text) in ("", "在", "就在", "是")


def take_others(talk: Talk, text: str, found: dict[str, str]) -> None:
    """Puts down an answer that is all about other fields; a time said before is kept beside the new one."""
    fields, taken = talk.matter.fields, dict(found)
    if who := fitting.titled(text, found):
        taken = {"respondent": who}
    for name, value in taken.items():
        old = fields.get(name, "")
        both = name in ("occurred_at", "respondent") and old and old not in value and not _default(talk, name)
        form.put(talk, name, f"{old}，{value}" if both and value not in old else old if both else value)
    talk.say("form.got_many", names=talk.listed(form.label(talk, name) for name in taken))


def _default(talk: Talk, name: str) -> bool:
    instead = form.STEPS[name].instead
    return bool(instead) and talk.matter.fields.get(name) == talk.wording(instead)


def repeated(talk: Talk, text: str, found: dict[str, str]) -> bool:
    """Whether the message says what stands already, or the same place more precisely; then it is acknowledged."""
    fields, words = talk.matter.fields, bare(text)
    address = fields.get("incident_address", "")
    if address and not _default(talk, "incident_address") and (more := fitting.refined(address, text)):
        form.put(talk, "incident_address", more)
        talk.say("corrected.done", name=form.label(talk, "incident_address"), value=more)
        return True
    known = [name for name, value in found.items() if bare(value) in bare(fields.get(name, ""))]
    if found and len(known) == len(found) and not says_more(text):
        value = fields[known[0]]
    else:
        value = AROUND.sub("", text.strip(" ，。！!"))
        story_last = sorted(fields, key=lambda name: name == "content")
        known = [name for name in story_last if len(bare(value)) > 1 and bare(value) in bare(fields[name])]
    if not known or len(words) < form.SHORTEST_CONTENT or people.phone_of_others(text):
        return False
    talk.say("form.have", name=form.label(talk, known[0]), value=readback.cut(value))
    return True


def add(talk: Talk, text: str, *, said: str = "form.added") -> None:
    """Keeps words that answer another question than the pending one: a wish as the wish, the rest with the story."""
    fields, wish = talk.matter.fields, lexicon().wish
    if wish.search(text) and not wish.search(fields.get("demand", "")):
        old = "" if _default(talk, "demand") else fields.get("demand", "")
        form.put(talk, "demand", text)
        talk.say("form.got_many", names=form.label(talk, "demand"))
        text = old
    else:
        talk.say(said)
    tell(talk, text)


def tell(talk: Talk, text: str) -> None:
    """Adds words to the story, once."""
    old = talk.matter.fields.get("content", "")
    if text and text not in old:
        form.put(talk, "content", "；".join(part for part in (old, text) if part))


def point(talk: Talk) -> None:
    """A shared point becomes the address, or completes one that names only a house."""
    spot, fields = talk.matter.location, talk.matter.fields
    key = "form.point_named" if spot.get("label") else "form.point"
    written = talk.wording(key, lat=f"{spot['lat']:.5f}", lng=f"{spot['lng']:.5f}", label=spot.get("label", ""))
    old = fields.get("incident_address", "")
    if not old or old == talk.wording("form.unknown_place"):
        form.put(talk, "incident_address", written)
    elif places.is_house_only(old):
        form.put(talk, "incident_address", f"{old}，{written}")
