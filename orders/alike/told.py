"""What is compared: an appeal as it was told, whether it is an order already or still a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Told:
    """One appeal. Only `text` is needed; what is not known is left empty, and then proves nothing.

    `text` is content, demand and detail together; `occurred_at` are the resident's words of when; `lng`, `lat` are
    degrees; `refs` are numbers of other systems as `system:number`. A `confidential` appeal (举报) is never shown to
    another resident. `meaning` is what the caller's library makes of the text: weighted words, as a vector of length
    one (handlers.meaning).
    """

    text: str
    title: str = ""
    address: str = ""
    street: str = ""
    community: str = ""
    lng: float | None = None
    lat: float | None = None
    respondent: str = ""
    occurred_at: str = ""
    received_at: datetime | None = None
    account: str = ""
    card_id: str = ""
    topic: str = ""
    handler: str = ""
    confidential: bool = False
    refs: tuple[str, ...] = ()
    meaning: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, order: Any, *, refs: tuple[str, ...] = (), meaning: tuple[tuple[str, float], ...] = ()) -> Told:
        """What an order, a draft or a row of its columns tells; columns that it lacks stay empty."""
        said = (getattr(order, name, "") or "" for name in ("content", "demand", "detail"))
        same = {name: getattr(order, name, None) or "" for name in TEXTS}
        return cls(
            text="。".join(part for part in said if part),
            address=getattr(order, "incident_address", "") or "",
            lng=getattr(order, "lng", None),
            lat=getattr(order, "lat", None),
            received_at=getattr(order, "received_at", None),
            confidential=bool(getattr(order, "confidential", False) or getattr(order, "keeps_secret", False)),
            refs=refs,
            meaning=meaning,
            **same,
        )


TEXTS = ("title", "street", "community", "respondent", "occurred_at", "account", "card_id", "topic", "handler")
"""Columns of an order that are taken over as they are."""
