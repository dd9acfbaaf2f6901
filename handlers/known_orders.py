"""What a conversation remembers of orders it did not file itself, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Earlier:
    """An order that may be the same matter, as far as a resident may know of it."""

    number: str
    title: str = ""
    unit: str = ""
    status: str = ""
    """In words."""
    answer: str = ""
    """What was answered; only of an order of the same person."""
    filed_at: str = ""
    voices: int = 1
    place: str = ""
    own: bool = False


@dataclass
class FollowUp:
    """The questions after an order was closed, as far as they are asked and answered."""

    number: str
    title: str = ""
    asked: str = "solved"
    """solved, contacted, satisfied or reason."""
    answers: dict[str, str] = field(default_factory=dict)
    near: str = ""
    """`pushed` or `asked` where its question was the last thing the resident read; empty after any other message."""
