"""What is compared: an appeal as it was told, whether it is an order already or still a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.alike.meaning import Meaning, cards_of, meaning_of


@dataclass(frozen=True)
class Told:
    """One appeal. Only `text` is needed; what is not known is left empty, and then proves nothing.

    `text` is content, demand and detail together; `occurred_at` are the resident's words of when; `lng`, `lat` are
    degrees; `refs` are numbers of other systems as `system:number`. A `confidential` appeal (举报) is never shown to
    another resident. `meaning` and `cards` (best first) are what the desk made of the words (`alike.meaning`).
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
    meaning: Meaning = ()
    cards: tuple[str, ...] = ()

    @classmethod
    def of(cls, order: Any, *, refs: tuple[str, ...] = ()) -> Told:
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
            meaning=meaning_of(getattr(order, "decision", None)),
            cards=cards_of(getattr(order, "decision", None)),
            **same,
        )


TEXTS = ("title", "street", "community", "respondent", "occurred_at", "account", "card_id", "topic", "handler")
"""Columns of an order that are taken over as they are."""


def shown(told: Told, place: str = "") -> str:
    """What another resident may read of it: the title of the matter and the rough place, nothing that was said.

    `place`: name of the community or street, as the region writes it; without one the estate or road without numbers.
    """
    return f"{told.title}（{place}）" if told.title and place else told.title or place
