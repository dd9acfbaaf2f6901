"""The order form as a table: which fields a card wants, what each asks, and what its way out puts in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handlers import places, readback
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.card import Card, FieldAsk


@dataclass(frozen=True)
class Ask:
    """One question. `out` is the button of who cannot or will not say; `instead` names the words it puts in."""

    out: str = "skip"
    instead: str = ""
    longest: int = 300


STEPS: Mapping[str, Ask] = MappingProxyType(
    {
        "content": Ask(out="", longest=3000),
        "occurred_at": Ask(out="unknown_time", instead="form.unknown_time", longest=80),
        "incident_address": Ask(out="unknown", instead="form.unknown_place", longest=120),
        "respondent": Ask(out="unknown", instead="form.unknown", longest=80),
        "demand": Ask(out="default_demand", instead="form.default_demand"),
        "evidence": Ask(),
        "detail": Ask(longest=1000),
        "prior_contact": Ask(),
        "requester_name": Ask(longest=20),
        "contact_phone": Ask(longest=20),
    }
)
"""All fields of an order, in the order they are asked."""
ELEMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "complaint": ("content", "occurred_at", "incident_address", "respondent", "demand"),
        "report": ("content", "occurred_at", "incident_address", "respondent", "demand"),
        "help": ("content", "occurred_at", "incident_address", "demand"),
    }
)
"""Of the five elements, those an appeal of each type must hold; a consultation has no place and no culprit."""
FEWEST: tuple[str, ...] = ("content", "demand")
LIGHT = ("consult", "suggestion", "praise")
"""Types of appeal whose demand goes without saying, and that are asked nothing a card calls optional."""
PERSONAL = ("contact_phone", "requester_name")
SHORTEST_CONTENT = 4


def plan(card: Card) -> dict[str, FieldAsk]:
    """The fields of a card's order in the order they are asked: the elements, the card's own, a telephone number."""
    own: dict[str, FieldAsk] = {field.name: field for field in card.fields}
    wanted = {*ELEMENTS.get(card.appeal_type, FEWEST), *own, "contact_phone"}
    return {name: own.get(name) or _default(name) for name in STEPS if name in wanted}


def _default(name: str) -> FieldAsk:
    return FieldAsk.model_validate({"name": name, "optional": not STEPS[name].instead and name != "content"})


def required(card: Card) -> tuple[str, ...]:
    """The fields without which the order is not filed; photos are welcome and never demanded."""
    return tuple(name for name, ask in plan(card).items() if not ask.optional and name not in ("evidence", *PERSONAL))


def missing(talk: Talk, card: Card) -> list[str]:
    """The fields still to ask."""
    matter = talk.matter
    hidden = {*matter.skipped, *(PERSONAL if matter.anonymous else ())}
    if card.appeal_type in LIGHT:
        hidden |= {name for name, ask in plan(card).items() if ask.optional and name not in PERSONAL}
    return [name for name in plan(card) if name not in hidden and not filled(talk, name)]


def filled(talk: Talk, name: str) -> bool:
    """Whether a field has what it needs: an address says more than a house number, evidence is a photo."""
    value = talk.matter.fields.get(name, "")
    if name == "evidence":
        return bool(talk.matter.attachments)
    if name == "incident_address":
        return bool(value) and (not _house_only(talk, value) or bool(talk.matter.location))
    return bool(value)


def ask_next(talk: Talk) -> None:
    """Asks the next missing field; reads the order back where none is missing."""
    card = talk.card
    if card is not None and card.destination != "order":
        talk.rest(Step.OPEN)
        talk.say("greeting.again")
        return
    left = missing(talk, card) if card else []
    if left:
        ask_field(talk, left[0])
    else:
        readback.show(talk)


def ask_field(talk: Talk, name: str) -> None:
    """Asks one field."""
    matter = talk.matter
    if matter.asking != name:
        matter.missed = 0
    matter.asking = name
    if name not in matter.history:
        matter.history.append(name)
    talk.state.ended = ""
    out = _out(talk, name)
    talk.state.step = Step.FORM
    talk.show(_question(talk, name), *([out] if out else []), "back", step=Step.FORM, kind="form")


def _out(talk: Talk, name: str) -> str:
    card = talk.card
    ask = plan(card).get(name) if card else None
    return "skip" if ask is not None and ask.optional else STEPS[name].out


def _question(talk: Talk, name: str) -> str:
    card, value = talk.card, talk.matter.fields.get(name, "")
    own = plan(card).get(name) if card else None
    asked = own.ask if own and talk.language == "zh" else ""
    question = talk.region.fill(asked) if asked else talk.wording(f"form.{name}")
    if value and name == "incident_address" and _house_only(talk, value):
        return talk.wording("form.which_house", value=value)
    if name == "contact_phone" and talk.matter.fields.get("incident_address") == talk.wording("form.unknown_place"):
        return talk.wording("form.phone_needed")
    return talk.wording("form.now", question=question, value=readback.cut(value)) if value else question


def _house_only(talk: Talk, value: str) -> bool:
    """Whether an address says only which house; an English one has letters anyhow and is taken as given."""
    return talk.language == "zh" and places.is_house_only(value)


def put(talk: Talk, name: str, value: str) -> None:
    """Writes a field."""
    value = value.strip()[: STEPS[name].longest]
    matter = talk.matter
    if matter.fields.get(name) != value:
        matter.same_as = ""
    matter.fields[name] = value
    if name in matter.skipped:
        matter.skipped.remove(name)
    if name in PERSONAL and value:
        matter.anonymous = False


def leave(talk: Talk, name: str) -> None:
    """The resident took the way out of a question: words that say so, or the field stays empty."""
    matter = talk.matter
    instead = STEPS[name].instead if _out(talk, name) != "skip" else ""
    if instead and not matter.fields.get(name):
        put(talk, name, talk.wording(instead))
    elif name not in matter.skipped:
        matter.skipped.append(name)


def label(talk: Talk, name: str) -> str:
    """What a field is called."""
    return talk.named("fields", name)
