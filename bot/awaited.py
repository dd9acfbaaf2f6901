"""Files that are still on their way: named in a message that is on disk already, and fetched afterwards.

The message keeps its place: what comes behind it waits with it, but not longer than `PATIENCE`. Then it is taken with
the mark that the file did not arrive. Danger waits for no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Literal

from sqlalchemy import Row

from handlers.message import Attachment, Incoming
from handlers.unread import MARKS

LATER = "later:"
"""Stands before the channel's own name of a file, where the store's name will be."""
PATIENCE = timedelta(seconds=20)


def awaited(kind: Literal["photo", "voice"], name: str, size: int) -> Attachment:
    """A file that the channel knows by that name, to be fetched."""
    return Attachment(kind, f"{LATER}{name}", size=size)


def is_awaited(file: Attachment) -> bool:
    """Whether the file is not in the store yet."""
    return file.ref.startswith(LATER)


def stored(files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The files that are in the store."""
    return tuple(file for file in files if not is_awaited(file))


def held_until(row: Row[Any]) -> datetime | None:
    """Until when a message that waits is held for its file; None where it is whole."""
    whole = not any(str(file["ref"]).startswith(LATER) for file in row.body.get("attachments", ()))
    since: datetime = row.arrived_at or row.received_at
    return None if whole else since + PATIENCE


def ready(rows: Sequence[Row[Any]], now: datetime, *, urgent: bool) -> list[Row[Any]]:
    """The messages before the first that is held; with danger among them all that are not held."""

    def free(row: Row[Any]) -> bool:
        until = held_until(row)
        return until is None or until <= now

    return [row for row in rows if free(row)] if urgent else list(takewhile(free, rows))


def next_look(left: Sequence[Row[Any]], now: datetime) -> datetime:
    """When the messages that are left are looked at again."""
    until = held_until(left[0])
    return now if until is None else max(until, now)


def given_up(incoming: Incoming) -> Incoming:
    """The message as it is taken: with the mark in the place of a file that has not arrived."""
    marks = [MARKS[f"{file.kind}_lost"] for file in incoming.attachments if is_awaited(file)]
    return with_marks(incoming, stored(incoming.attachments), marks) if marks else incoming


def with_marks(incoming: Incoming, files: Sequence[Attachment], marks: Sequence[str]) -> Incoming:
    """The message with these files and with marks behind its words."""
    text = "\n".join(part for part in (incoming.text, *marks) if part)
    return replace(incoming, text=text, attachments=tuple(files))


def apart(incoming: Incoming) -> tuple[Incoming, ...]:
    """Words of danger first, and the files they came with as a message of their own."""
    files = tuple(file for file in incoming.attachments if is_awaited(file))
    if not files:
        return (incoming,)
    words = replace(incoming, attachments=stored(incoming.attachments))
    number = f"{incoming.message_id}:file"
    return words, replace(incoming, message_id=number, text="", option="", location=None, attachments=files)
