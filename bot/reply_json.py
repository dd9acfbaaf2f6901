"""Replies as JSON: in the outbox, and to the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from config.masking import mask
from handlers.message import Attachment, Option, Reply

READ_BACK = frozenset({"form", "order", "progress"})
"""Kinds that show what the resident has agreed to leave, to be checked: they are kept whole."""


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """Plain data that `reply_from_json` reads; rows and folded are pairs."""
    return asdict(reply)


def reply_to_keep(reply: Reply, known: Collection[str]) -> dict[str, Any]:
    """The reply as it is stored: numbers of persons masked, but not where they were left for an order."""
    if reply.kind in READ_BACK:
        return reply_to_json(reply)
    kept = replace(
        reply,
        text=mask(reply.text, known),
        options=tuple(Option(option.code, mask(option.label, known)) for option in reply.options),
        rows=tuple((label, mask(value, known)) for label, value in reply.rows),
        folded=tuple((title, mask(text, known)) for title, text in reply.folded),
    )
    return reply_to_json(kept)


def reply_from_json(raw: Mapping[str, Any]) -> Reply:
    """The reply that was written."""
    return Reply(
        text=raw["text"],
        kind=raw["kind"],
        options=tuple(Option(**option) for option in raw["options"]),
        rows=tuple((label, value) for label, value in raw["rows"]),
        folded=tuple((title, text) for title, text in raw["folded"]),
        attachments=tuple(Attachment(**file) for file in raw.get("attachments", ())),
    )
