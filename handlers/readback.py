"""Reading the order back: every field as it would be filed, to confirm, change or cancel."""

from __future__ import annotations

from handlers import anonymity
from handlers.state import Step
from handlers.talk import Rows, Talk
from knowledge_base.card import Card

SHOWN = (
    "occurred_at", "incident_address", "respondent", "content", "demand",
    "prior_contact", "detail", "requester_name", "contact_phone",
)  # fmt: skip
MAX_SHOWN = 160
"""A longer value is cut in the read-back; the order keeps it whole."""


def show(talk: Talk, key: str = "readback.text") -> None:
    """Reads the order back and waits for confirmation."""
    card = talk.card
    if card is None:
        return
    talk.matter.asking = ""
    talk.matter.editing = False
    talk.show(talk.wording(key), "confirm", "change", "cancel", step=Step.CONFIRM, kind="order", rows=rows(talk, card))


def rows(talk: Talk, card: Card) -> Rows:
    """Label and value of everything the order would hold."""
    say = talk.wording
    unit = talk.unit(card.handler)
    lines = [(say("readback.matter"), card.title), (say("readback.type"), talk.named("appeal_types", card.appeal_type))]
    lines.append((say("readback.unit"), unit))
    fields = talk.matter.fields
    shown = {name: anonymity.hidden(value) if talk.matter.anonymous else value for name, value in fields.items()}
    lines.extend((talk.named("fields", name), cut(shown[name])) for name in SHOWN if shown.get(name))
    return (*lines, *_extras(talk, card))


def _extras(talk: Talk, card: Card) -> list[tuple[str, str]]:
    say, matter = talk.wording, talk.matter
    extras = []
    if matter.anonymous:
        extras.append((say("readback.anonymous"), say("readback.anonymous_yes")))
    elif not matter.fields.get("contact_phone"):
        extras.append((talk.named("fields", "contact_phone"), say("readback.not_left")))
    if matter.attachments:
        count = say("readback.attachments_count", count=len(matter.attachments))
        extras.append((say("readback.attachments"), count))
    if matter.location:
        extras.append((say("readback.location"), say("readback.location_yes")))
    if card.appeal_type == "report":
        extras.append((say("readback.confidential"), say("readback.confidential_yes")))
    return extras


def cut(value: str) -> str:
    """A value as it is shown: its beginning, and how long it is."""
    return value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…（共 {len(value)} 字）"
