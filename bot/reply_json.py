"""Replies as JSON: in the outbox, and to the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from handlers.message import Option, Reply


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """Plain data that `reply_from_json` reads; rows and folded are pairs."""
    return asdict(reply)


def reply_from_json(raw: Mapping[str, Any]) -> Reply:
    """The reply that was written."""
    return Reply(
        text=raw["text"],
        kind=raw["kind"],
        options=tuple(Option(**option) for option in raw["options"]),
        rows=tuple((label, value) for label, value in raw["rows"]),
        folded=tuple((title, text) for title, text in raw["folded"]),
    )
