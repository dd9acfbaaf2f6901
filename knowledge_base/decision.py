"""A decision: where a message belongs, with everything needed to explain and replay it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

Outcome = Literal["route", "ask", "human", "status", "chat"]
Words = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Candidate:
    """One card that was considered; `score` is a share of belief between 0 and 1."""

    card: str
    destination: str
    handler: str | None
    score: float

    def as_json(self) -> dict[str, Any]:
        """The candidate as `fenliu triage` prints it."""
        return {"card": self.card, "destination": self.destination, "handler": self.handler, "score": self.score}


@dataclass(frozen=True)
class Decision:
    """What Fenliu makes of one matter; further matters of the same message stand in `also`."""

    outcome: Outcome
    destination: str | None = None
    card: str | None = None
    handler: str | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    """Up to three, best first. With outcome `ask` these are the options; none where no matter was named."""
    signals: tuple[str, ...] = ()
    """Names from `signals.yaml` that were seen: danger, self-harm, asks for a person, ..."""
    also: tuple[Decision, ...] = ()
    text: str = ""
    """The part of the message that this decision is about."""
    reasons: Callable[[], Words] = field(default=tuple, repr=False, compare=False)
    """What works out `words`, when somebody asks for them."""
    margin: float = 0.0
    threshold: float = 0.0
    needed_margin: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    """Keys: card, library, engine."""

    @cached_property
    def words(self) -> Words:
        """The words that decided, strongest first, with their share of the winner's score."""
        return self.reasons()

    def as_json(self) -> dict[str, Any]:
        """The decision as `fenliu triage --jsonl` prints it: these keys in this order, without an id."""
        return {
            "outcome": self.outcome,
            "destination": self.destination,
            "card": self.card,
            "handler": self.handler,
            "confidence": self.confidence,
            "candidates": [candidate.as_json() for candidate in self.candidates],
            "signals": list(self.signals),
            "also": [other.as_json() for other in self.also],
        }

    def as_record(self) -> dict[str, Any]:
        """Everything needed to explain and replay the decision later."""
        return self.as_json() | {
            "text": self.text,
            "words": [[word, share] for word, share in self.words],
            "margin": self.margin,
            "threshold": self.threshold,
            "needed_margin": self.needed_margin,
            "versions": dict(self.versions),
            "also": [other.as_record() for other in self.also],
        }

    def without_also(self) -> Decision:
        """The same decision about its own matter alone."""
        return replace(self, also=())


@dataclass(frozen=True)
class Context:
    """What the conversation already knows when a message is decided."""

    asked: int = 0
    """Clarifying questions asked so far about this matter; after two the engine no longer asks."""
    only: tuple[str, ...] = ()
    """Cards offered by the last question: the answer is first looked for among these."""
    before: str = ""
    """What the resident said about the same matter before, read together with the new words."""
