"""A card: one matter, one destination, one answer.

The field names are the contract of the design; types, defaults and the rules between fields are here.
A card file is `knowledge_base/cards/<topic>/<id>.yaml`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Destination = Literal[
    "order", "court", "arbitration", "mediation", "community",
    "department", "operator", "private", "emergency", "declined",
]  # fmt: skip
AppealType = Literal["consult", "help", "complaint", "report", "suggestion", "praise"]
Level = Literal["community", "street", "department", "joint"]
FieldName = Literal[
    "occurred_at", "incident_address", "respondent", "content", "demand",
    "contact_phone", "requester_name", "prior_contact", "evidence", "detail",
]  # fmt: skip

MIN_PHRASES = 12
Text = Annotated[str, Field(min_length=2)]


class Model(BaseModel):
    """Strict base: unknown fields are errors, and a card never changes after it is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Law(Model):
    """A citation. Everything but name and article comes from `laws.yaml` unless the card says otherwise.

    `source` uses the marks of the facts file: L, E, P1... are texts that were read; G is general
    knowledge that was not. A citation that was not verified carries no article, ever.
    """

    name: Text
    article: str | None = None
    version: str = ""
    effective_from: date | None = None
    verified_on: date | None = None
    source: str = Field(pattern=r"^(L|E|P\d+|G|R\d*)$")

    @property
    def verified(self) -> bool:
        """True where the text was read; only then may an article number be shown."""
        return self.source != "G" and self.verified_on is not None

    @model_validator(mode="after")
    def _no_article_unread(self) -> Law:
        if self.article and not self.verified:
            msg = f"{self.name} is unverified (source {self.source}): give the name only, without `article`"
            raise ValueError(msg)
        return self


class FieldAsk(Model):
    """One thing the order must hold, with the question a resident is asked for it."""

    name: FieldName
    ask: Text | None = None
    optional: bool = False


class ClarifyOption(Model):
    """One possible answer to the separating question: what the resident taps, and the card it means."""

    card: Text
    say: Text


class Clarify(Model):
    """The question that separates a card from its near misses."""

    ask: Text
    options: tuple[ClarifyOption, ...] = Field(min_length=2, max_length=4)


class Card(Model):
    """One matter of the knowledge base."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    title: Text
    destination: Destination
    handler: str | None = None
    appeal_type: AppealType = "help"
    level: Level | None = None
    phrases: tuple[Text, ...] = Field(min_length=MIN_PHRASES)
    near_miss_of: tuple[str, ...] = ()
    why: Text = Field(max_length=90)
    next_steps: tuple[Text, ...] = Field(min_length=1, max_length=5)
    bring: tuple[Text, ...] = ()
    where: str | None = None
    contacts: tuple[str, ...] = ()
    time_limit: str | None = None
    cost: str | None = None
    law: tuple[Law, ...] = ()
    no_law: bool = False
    fields: tuple[FieldAsk, ...] = ()
    clarify: Clarify | None = None
    comfort: str | None = None
    valid_from: date = date(2026, 1, 1)
    valid_to: date | None = None
    reviewed_on: date
    tags: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether the card may answer on that day; the last day counts."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @field_validator("phrases")
    @classmethod
    def _phrases_differ(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        plain = [re.sub(r"\W", "", phrase) for phrase in phrases]
        twice = {phrase for phrase in plain if plain.count(phrase) > 1}
        if twice:
            msg = f"the same phrase stands twice: {min(twice)}"
            raise ValueError(msg)
        return phrases

    @model_validator(mode="after")
    def _parts_fit(self) -> Card:
        problem = _missing_part(self)
        if problem:
            raise ValueError(problem)
        return self


def _missing_part(card: Card) -> str | None:
    """What a card lacks for its destination, as a sentence; None where nothing is missing."""
    if card.destination in ("order", "department", "operator") and card.handler is None:
        return f"destination {card.destination} needs a `handler`"
    if card.destination != "order" and not card.law and not card.no_law:
        return "an out-of-scope card needs a `law`, or `no_law: true` where none applies"
    if card.law and card.no_law:
        return "`no_law: true` contradicts the `law` that is given"
    if card.destination == "declined" and card.clarify is None:
        return "a declined card needs `clarify`: the one question about what lies behind the request"
    return None
