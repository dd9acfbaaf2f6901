"""Filling the form with what was already said, so that only the missing is asked."""

from __future__ import annotations

from handlers import form, places
from handlers.extract import extract, simplified
from handlers.lexicon import bare
from handlers.talk import Talk


def prefill(talk: Talk) -> None:
    """Takes over the words of the matter as its content, and what they say of the other fields."""
    matter, card = talk.matter, talk.card
    if card is None:
        return
    content = "；".join(matter.words)
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


def take_over(talk: Talk, found: dict[str, str], *, besides: str) -> list[str]:
    """Puts what an answer says beyond the question into fields that are still empty; returns which."""
    card = talk.card
    wanted = {*form.plan(card), "requester_name", "prior_contact"} if card else set()
    fields = talk.matter.fields
    taken = [
        name
        for name, value in found.items()
        if name != besides
        and name in wanted
        and (not form.filled(talk, name) or _says_more(value, fields.get(name, "")))
    ]
    for name in taken:
        form.put(talk, name, found[name])
    return taken


def _says_more(new: str, old: str) -> bool:
    """Whether a value only completes the one that stands: 老四烧烤店 after 烧烤店, 每天半夜两点 after 半夜."""
    return bool(old) and old in new and new != old


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
