"""A draft: what the conversation has collected for an order, before the book has checked it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FIVE_ELEMENTS = ("occurred_at", "incident_address", "respondent", "content", "demand")
FIELD_OF = {"evidence": "attachments"}
"""Card fields that are kept under another name."""


class OrderDraft(BaseModel):
    """The fields of an order as the resident confirmed them, with the decision that put them in scope."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    card_id: str
    card_version: str = ""
    library_version: str = ""
    title: str
    destination: str
    handler: str | None = None
    appeal_type: Literal["consult", "help", "complaint", "report", "suggestion", "praise"] = "help"
    level: str | None = None
    topic: str = ""
    confidence: float = 0.0
    scope_reason: str = ""
    content: str = ""
    demand: str = ""
    occurred_at: str = ""
    incident_address: str = ""
    respondent: str = ""
    detail: str = ""
    prior_contact: str = ""
    contact_phone: str = ""
    requester_name: str = ""
    anonymous: bool = False
    confidential: bool | None = None
    """None means: as the type of appeal asks, which is confidential for a report (举报)."""
    attachments: list[str] = Field(default_factory=list)
    lng: float | None = None
    lat: float | None = None
    channel: str
    account: str
    consent_at: datetime | None = None
    decision: dict[str, Any] = Field(default_factory=dict)
    worker: str | None = None
    worker_reason: str | None = None
    required: tuple[str, ...] = ()
    """What the card wants to be known; the book files nothing while one of them is empty."""

    @property
    def in_scope(self) -> bool:
        """True for a card whose destination is `order`, or with a worker's name and reason."""
        by_worker = bool((self.worker or "").strip() and (self.worker_reason or "").strip())
        return self.destination == "order" or by_worker

    @property
    def keeps_secret(self) -> bool:
        """Whether the resident's identity is kept from everybody but the handling unit."""
        return self.appeal_type == "report" if self.confidential is None else self.confidential

    def missing(self) -> tuple[str, ...]:
        """The required fields that are empty; what happened is always required."""
        wanted = dict.fromkeys(("content", *self.required))
        return tuple(name for name in wanted if _empty(getattr(self, FIELD_OF.get(name, name), None)))


def _empty(value: object) -> bool:
    return not value.strip() if isinstance(value, str) else not value
