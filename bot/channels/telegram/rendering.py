"""A reply as the messages that Telegram carries. Pure: the same reply always gives the same parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.channels.telegram.buttons import Rows, keyboard
from bot.channels.telegram.splitting import Run, html_parts, units, visible
from handlers.message import Attachment, Reply

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
NO_WORDS = "（没有文字）"
BELOW = "请选一项："
"""What stands above buttons that have no text of their own."""


@dataclass(frozen=True)
class TextPart:
    """One message of HTML text, with the buttons below it."""

    html: str
    buttons: Rows = ()


@dataclass(frozen=True)
class FilePart:
    """A photo or voice note of the store, with its caption in HTML."""

    kind: Literal["photo", "voice", "file"]
    ref: str
    caption: str = ""


Part = TextPart | FilePart


def parts(reply: Reply, outbox_id: int) -> tuple[Part, ...]:
    """All parts in the order they are sent, at least one; the buttons are under the last text."""
    runs, rows = _runs(reply), keyboard(reply, outbox_id)
    words = "".join(run.text for run in runs)
    if reply.attachments and not rows and units(words) <= CAPTION_UNITS and _captionless(reply):
        return _files(reply, runs)
    texts = html_parts(runs, TEXT_UNITS)
    if not texts and (rows or not reply.attachments):
        texts = (BELOW if rows else NO_WORDS,)
    out: list[Part] = [TextPart(text) for text in texts[:-1]]
    out += [TextPart(text, rows) for text in texts[-1:]]
    return (*out, *(_file(one) for one in reply.attachments))


def detail(title: str, text: str) -> Reply:
    """A folded detail as a reply of its own."""
    return Reply("", rows=((title, f"\n{text}" if "\n" in text else text),))


def _runs(reply: Reply) -> list[Run]:
    runs = [Run(reply.text)]
    for label, value in reply.rows:
        start = "\n" if visible(runs[0].text) or len(runs) > 1 else ""
        runs += [Run(start), Run(label, bold=True), Run(f"：{value}")]
    return runs


def _captionless(reply: Reply) -> bool:
    """Whether the words may stand under the first file: it has none of its own."""
    return not reply.attachments[0].caption


def _files(reply: Reply, runs: list[Run]) -> tuple[Part, ...]:
    first, *others = reply.attachments
    caption = "".join(html_parts(runs, CAPTION_UNITS))
    return (FilePart(first.kind, first.ref, caption), *(_file(one) for one in others))


def _file(file: Attachment) -> FilePart:
    captions = html_parts([Run(file.caption)], CAPTION_UNITS)
    return FilePart(file.kind, file.ref, captions[0] if captions else "")
