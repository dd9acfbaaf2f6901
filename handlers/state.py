"""A conversation as plain data: it survives a restart at any turn and is written as JSON between turns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.vocabulary import Language
from handlers.known_orders import Earlier, FollowUp

VERSION = 1


class Step(StrEnum):
    """What the next message of the resident is taken as, unless it says something else."""

    OPEN = "open"
    """Nothing is pending: a new matter, or small talk."""
    CLARIFY = "clarify"
    """A question with candidates is pending, or other words for the same matter."""
    OFFER = "offer"
    """A person was offered, because the words were not enough to decide."""
    ANSWERED = "answered"
    """An answer card was given: understood, not what I meant, or a person."""
    CONSENT = "consent"
    """Asked whether personal data may be stored in an order."""
    FORM = "form"
    """A question of the order form is pending: `matter.asking`."""
    CONFIRM = "confirm"
    """The order was read back."""
    CHANGE = "change"
    """Asked which field to change."""
    SAME = "same"
    """Shown earlier orders that may be the same matter, `matter.same`: asked whether one is."""
    FILED = "filed"
    """An order was filed; a second confirmation shows the same number."""
    NEXT = "next"
    """Asked whether to go on with the next matter of the same message."""
    PROGRESS = "progress"
    """Asked for order number and query code."""
    PERSON = "with_person"
    """A person has the conversation; words are added to the record."""
    COUNCIL = "council"
    """Asked whether, or from which place, the matter goes to the village or community council."""
    OBJECTION = "objection"
    """The resident does not agree with where a matter was sent: asked why."""
    ADD = "add"
    """Asked for what the unit still needs for the order `adding`."""
    EMERGENCY = "emergency"
    """A danger sentence was the last word; the resident may be safe, or state the matter."""


@dataclass
class Filed:
    """An order this conversation filed, so that its progress needs no typing."""

    number: str
    query_code: str
    title: str = ""
    unit: str = ""
    due_at: str = ""
    lead: str = ""
    """The order it is handled together with; empty where it is handled by itself."""


@dataclass
class Objected:
    """An objection of this conversation, by the key of its effect, so that it is one however often it is made."""

    key: str
    receipt: str = ""
    title: str = ""


@dataclass
class Matter:
    """One matter: what was said about it, what was decided, and the order form as far as it is filled."""

    serial: int = 1
    key: str = ""
    """The idempotency key of its order and handoff; from the first message, never changed."""
    words: list[str] = field(default_factory=list)
    card: str = ""
    asked: int = 0
    """Clarifying questions asked so far."""
    offered: list[str] = field(default_factory=list)
    """Cards the last clarifying question offered."""
    excluded: list[str] = field(default_factory=list)
    """Cards the resident said are not what was meant."""
    decisions: list[dict[str, Any]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    """What was done so far, for the person who takes over."""
    fields: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    asking: str = ""
    history: list[str] = field(default_factory=list)
    """Fields asked so far, in order, so that one can go back."""
    editing: bool = False
    """The pending question corrects one field: after it the order is read back."""
    missed: int = 0
    """Unusable answers to the pending question."""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    location: dict[str, Any] = field(default_factory=dict)
    anonymous: bool = False
    probed: list[str] = field(default_factory=list)
    """Declined cards whose one question was asked."""
    comforted: bool = False
    handoffs: int = 0
    same: list[Earlier] = field(default_factory=list)
    """Earlier orders that were shown as perhaps the same."""
    same_as: str = ""
    """What came of it: empty as long as nobody looked, `new`, or the number of the order it joins."""
    times: dict[str, int] = field(default_factory=dict)
    """How often a sentence that must not be repeated word for word was said."""


@dataclass
class Person:
    """The handoff under way. `receipt` is empty until the effect was performed."""

    receipt: str = ""
    reason: str = ""
    key: str = ""
    packet: dict[str, Any] = field(default_factory=dict)
    """What went along: sent anew with whatever is added."""
    notes: int = 0
    last: str = ""
    """The latest words that were added: taken up when the resident wants the desk to go on."""
    caring: bool = False
    """The resident spoke of not wanting to live: no form is ever pressed on them."""


@dataclass
class Pending:
    """A question that waits while something else is asked."""

    step: Step
    options: list[list[str]] = field(default_factory=list)
    question: str = ""


@dataclass
class Dropped:
    """What was cancelled or cleared in the turn before, so that a slip can be taken back."""

    matter: Matter
    pending: Pending
    queue: list[str] = field(default_factory=list)


@dataclass
class Conversation:
    """Everything the desk remembers between two turns."""

    version: int = VERSION
    step: Step = Step.OPEN
    matter: Matter = field(default_factory=Matter)
    queue: list[str] = field(default_factory=list)
    """Further matters of the same message, most urgent first."""
    matters: int = 0
    """How many matters the resident stated in one message, for "the second of three"."""
    greeted: bool = False
    consent: str = ""
    """Empty, `yes` or `no`."""
    consent_at: str = ""
    options: list[list[str]] = field(default_factory=list)
    """The buttons of the pending question: code and label."""
    question: str = ""
    """The words of the pending question, so that it can be asked again."""
    orders: list[Filed] = field(default_factory=list)
    number: str = ""
    """An order number whose query code is still awaited."""
    back: Pending | None = None
    """What to ask again after progress was looked up."""
    person: Person | None = None
    alarm: str = ""
    """The danger that was answered last, until the resident is safe or goes on."""
    follow_up: FollowUp | None = None
    adding: str = ""
    """The order that what is sent in the ADD step belongs to."""
    council: str = ""
    """The receipt of what went to the council last."""
    objections: list[Objected] = field(default_factory=list)
    """Objections to where matters were sent, the latest last."""
    held: str = ""
    """Words after filing of which it is asked whether they belong to the order."""
    dropped: Dropped | None = None
    ended: str = ""
    """The last good end: answered, filed, handed_over, cancelled or emergency; empty while something is open."""
    language: Language = "zh"
    language_by: str = ""
    """How the language came: `chosen` by the resident, `seen` from what was written, empty for the default."""

    @classmethod
    def new(cls) -> Conversation:
        """A conversation in which nothing was said."""
        return cls()

    def to_json(self) -> dict[str, Any]:
        """Plain data that `json.dumps` takes and `from_json` reads."""
        return _READER.dump_python(self)  # type: ignore[no-any-return] # as asdict, twenty times faster

    @classmethod
    def from_json(cls, raw: str | Mapping[str, Any] | None) -> Conversation:
        """The conversation that was written; one of an older or unknown shape keeps its orders and consent."""
        try:
            data = json.loads(raw) if isinstance(raw, str) else raw
        except ValueError:
            return cls.new()
        if not isinstance(data, Mapping):
            return cls.new()
        try:
            return _READER.validate_python(dict(data))
        except ValidationError:
            return _salvage(data)


_READER = TypeAdapter(Conversation)


def _salvage(data: Mapping[str, Any]) -> Conversation:
    """What must not be lost of a conversation whose shape is not known: consent, orders, a person's receipt."""
    kept: dict[str, Any] = {"greeted": True}
    for name in (
        "consent",
        "consent_at",
        "orders",
        "person",
        "follow_up",
        "council",
        "objections",
        "language",
        "language_by",
    ):
        try:
            _READER.validate_python({name: data[name]})
        except (KeyError, ValidationError):
            continue
        kept[name] = data[name]
    return _READER.validate_python(kept)
