"""Several short messages in a row are one turn: how long a message waits for more, and what is taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from handlers import global_words
from handlers.message import Attachment, Incoming, Location, Quote

SHORT = 40
"""Characters: a longer message says its matter, and nobody waits for a second one."""
FINAL = "。！？!?…；;.~～"
LONGEST_WAIT = timedelta(seconds=6)
"""However fast somebody types on, after this the first message is answered."""
MOST = 12
"""Messages taken together."""
_LOCATION: TypeAdapter[Location | None] = TypeAdapter(Location | None)
_QUOTE: TypeAdapter[Quote | None] = TypeAdapter(Quote | None)
_ATTACHMENTS = TypeAdapter(tuple[Attachment, ...])


def to_body(incoming: Incoming) -> dict[str, Any]:
    """A message as it waits in the inbox."""
    files = [asdict(one) for one in incoming.attachments]
    location = asdict(incoming.location) if incoming.location else None
    body = {"text": incoming.text, "option": incoming.option, "attachments": files, "location": location}
    return body | ({"quote": asdict(incoming.quote)} if incoming.quote else {})


def from_body(channel: str, account: str, message_id: str, at: datetime, body: Mapping[str, Any]) -> Incoming:
    """The message that waited."""
    return Incoming(
        channel=channel,
        account=account,
        message_id=message_id,
        received_at=at,
        text=str(body.get("text", "")),
        option=str(body.get("option", "")),
        attachments=_ATTACHMENTS.validate_python(body.get("attachments", ())),
        location=_LOCATION.validate_python(body.get("location")),
        quote=_QUOTE.validate_python(body.get("quote")),
    )


def may_go_on(incoming: Incoming) -> bool:
    """Whether another message may well belong to this one: short words without an end, or a photo."""
    if incoming.option or global_words.command(incoming.text):
        return False
    if incoming.attachments or incoming.location:
        return True
    words = incoming.text.strip()
    return len(words) <= SHORT and not words.endswith(tuple(FINAL))


def due(incoming: Incoming, now: datetime, since: datetime | None, hold: timedelta) -> datetime:
    """When the messages that wait are taken; `since` is when the first of them came."""
    if not may_go_on(incoming):
        return now
    return min(now + hold, (since or now) + LONGEST_WAIT)


def together(waiting: Sequence[Incoming]) -> int:
    """How many of the waiting messages are one turn: a tap, a global word or an answer to one message stands alone."""
    count = 0
    for one in waiting[:MOST]:
        if one.option or one.quote or global_words.command(one.text):
            return count or 1
        count += 1
    return count


def merged(messages: Sequence[Incoming]) -> Incoming:
    """The messages as one: words in order, all files, the last place; it is known by the last one's number."""
    if len(messages) == 1:
        return messages[0]
    files = {file.ref: file for one in messages for file in one.attachments}
    spots = [one.location for one in messages if one.location is not None]
    return replace(
        messages[-1],
        text=_joined([one.text.strip() for one in messages if one.text.strip()]),
        attachments=tuple(files.values()),
        location=spots[-1] if spots else None,
    )


def _joined(words: Sequence[str]) -> str:
    whole = ""
    for one in words:
        whole += one if not whole or whole.endswith((*FINAL, "，", "、", "\n")) else f"，{one}"
    return whole
