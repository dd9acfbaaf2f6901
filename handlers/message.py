"""What goes into a turn and what comes out, the same on every channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ReplyKind = Literal["text", "card", "question", "form", "danger", "order", "receipt", "progress"]


@dataclass(frozen=True)
class Attachment:
    """A file that the channel has already checked and stored; `ref` is its name in the store."""

    kind: Literal["photo", "voice", "file"]
    ref: str
    mime: str = ""
    size: int = 0
    caption: str = ""


@dataclass(frozen=True)
class Location:
    """A point the resident shared; degrees, WGS 84."""

    lat: float
    lng: float
    label: str = ""


@dataclass(frozen=True)
class Quote:
    """An earlier message that this one answers: its words, whether they are the resident's own, and its buttons."""

    text: str
    own: bool = False
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Incoming:
    """One message of a resident. `option` is the code of the button tapped, empty where text was typed.

    `quote` is for channels and for a person who has the conversation; the desk gets words alone (bot.quoting).
    """

    channel: str
    account: str
    message_id: str
    received_at: datetime
    text: str = ""
    option: str = ""
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    quote: Quote | None = None


@dataclass(frozen=True)
class Option:
    """A button: the code that comes back and the words on it. Typing the words or its number does the same."""

    code: str
    label: str


@dataclass(frozen=True)
class Reply:
    """One bubble. `rows` are label-value pairs (an order read back, a progress card); `folded` are titled
    details that open on request (依据, 要带什么)."""

    text: str
    kind: ReplyKind = "text"
    options: tuple[Option, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    folded: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    """Photos and voice notes that a person sends; the bot itself sends none."""


@dataclass(frozen=True)
class FindSame:
    """Effect: look whether this order is the same matter as earlier ones, before it is filed; changes nothing."""

    draft: dict[str, Any]
    """The fields of `orders.draft.OrderDraft`."""


@dataclass(frozen=True)
class FileOrder:
    """Effect: file this order, once for this key.

    `join` is the number of the lead order the resident said is the same matter: filed and merged at once.
    """

    key: str
    draft: dict[str, Any]
    """The fields of `orders.draft.OrderDraft`."""
    join: str = ""


@dataclass(frozen=True)
class Append:
    """Effect: add words and material to an earlier order of the same person, once for this key."""

    key: str
    number: str
    words: str
    attachments: tuple[str, ...] = ()
    """References of the files."""


@dataclass(frozen=True)
class Rate:
    """Effect: one or more answers to the follow-up questions about an order of the same person."""

    number: str
    answer: dict[str, Any]
    """Some of `contacted` (bool or None), `solved` (yes, partly, no or None), `satisfied` (1 to 5 or None; 5 best)
    and `reason` (words). A question that is missing here was not answered in this turn."""


@dataclass(frozen=True)
class HandToCouncil:
    """Effect: with the resident's consent the matter goes to the village or community council; once for this key."""

    key: str
    packet: dict[str, Any]


@dataclass(frozen=True)
class ObjectTo:
    """Effect: the resident does not agree with where a matter was sent; one case for this key, however often asked for.

    `packet`: about (card), title, destination, words, why, decision.
    """

    key: str
    packet: dict[str, Any]
    withdrawn: bool = False
    """It is taken back."""
    quiet: bool = False
    """A reason is added beside something else; its number is not told again."""


@dataclass(frozen=True)
class HandOff:
    """Effect: a person takes over; the packet holds words, fields, candidates and what was tried."""

    key: str
    reason: str
    packet: dict[str, Any]
    note: bool = False
    """Something was added to a handoff under way: the same key, the packet anew, and no receipt to tell again."""


@dataclass(frozen=True)
class LookUp:
    """Effect: read the progress of an order; both must belong together."""

    number: str
    query_code: str


@dataclass(frozen=True)
class LookUpCase:
    """Effect: read where a case stands, by its number."""

    receipt: str


@dataclass(frozen=True)
class Doubt:
    """Effect: a resident set a decision right; kept to learn from.

    `disputed`: they did not mean `card`; `chosen`: of what was asked about they chose `card`.
    """

    kind: Literal["disputed", "chosen"]
    card: str
    words: str = ""
    decision: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """Effect: a line of the contact record (every contact is recorded, orders or not), with the decision."""

    what: str
    decision: dict[str, Any] = field(default_factory=dict)


Effect = (
    FindSame | FileOrder | Append | Rate | HandToCouncil | ObjectTo | HandOff | LookUp | LookUpCase | Doubt | Record
)


@dataclass(frozen=True)
class Turn:
    """What came of one message: replies in order, the new state, and what must be done in the same transaction."""

    replies: tuple[Reply, ...]
    state: Any
    effects: tuple[Effect, ...] = ()
