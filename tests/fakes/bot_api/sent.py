"""What a bot sent, kept for assertions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .markup import buttons


@dataclass(frozen=True)
class Sent:
    """One call that made or changed a message."""

    token: str
    method: str
    chat_id: int
    message_id: int
    text: str
    """Text or caption after parsing."""
    at: float
    """Monotonic seconds when the call arrived; comparable between processes of one machine."""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """Labels of all buttons, row by row."""
        return [button["text"] for button in buttons(self.params.get("reply_markup"))]

    @property
    def data(self) -> list[str]:
        """Callback data of all inline buttons that have any."""
        found = buttons(self.params.get("reply_markup"))
        return [button["callback_data"] for button in found if "callback_data" in button]


@dataclass(frozen=True)
class Called:
    """One request, whatever became of it: `status` 0 is a dropped connection."""

    token: str
    method: str
    status: int
    at: float
    chat_id: int | None = None
