"""Text cut to what one Telegram message carries. Telegram counts UTF-16 units, after it has read the tags."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.clean import clean_text

LINE_END = "\n"
SENTENCE_ENDS = "。！？；!?; "
ENTITIES = 90
"""Telegram reads at most 100 tags in a message and shows the rest as plain text."""


@dataclass(frozen=True)
class Run:
    """A stretch of text, bold or not."""

    text: str
    bold: bool = False


def units(text: str) -> int:
    """The length as Telegram counts it: most emoji count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitting(text: str, limit: int) -> int:
    """How many characters from the start fit into so many units."""
    if len(text) * 2 <= limit:
        return len(text)
    used = 0
    for place, character in enumerate(text):
        used += 1 + (character > "\uffff")
        if used > limit:
            return place
    return len(text)


def cut(text: str, limit: int) -> str:
    """`text` in so many units, with … where something was cut off."""
    return text if units(text) <= limit else text[: fitting(text, limit - 1)].rstrip() + "…"


def pieces(text: str, limit: int) -> Iterator[str]:
    """`text` in pieces that fit, cut at line ends, else at the end of a sentence, else anywhere."""
    while text:
        end = fitting(text, limit)
        if end < len(text):
            end = _good_end(text[:end])
        yield text[:end]
        text = text[end:]


def _good_end(text: str) -> int:
    """Where to cut; in the second half, so that no piece is tiny."""
    half = len(text) // 2
    line = text.rfind(LINE_END, half)
    sentence = max(text.rfind(end, half) for end in SENTENCE_ENDS)
    best = line if line >= 0 else sentence
    return best + 1 if best >= 0 else len(text)


def html_parts(runs: Sequence[Run], limit: int) -> tuple[str, ...]:
    """The runs as HTML texts that each fit into one message; tags never reach over a cut.

    A piece without anything to see is left out: Telegram refuses empty messages.
    """
    clean = [Run(clean_text(run.text), run.bold) for run in runs]
    whole = "".join(run.text for run in clean)
    bold = [place for run in clean for place in [run.bold] * len(run.text)]
    parts, start = [], 0
    for piece in pieces(whole, limit):
        if visible(piece):
            parts.append(_tagged(piece, bold[start : start + len(piece)]))
        start += len(piece)
    return tuple(parts)


def visible(text: str) -> bool:
    """Whether there is anything to see."""
    return any(character.isprintable() and not character.isspace() for character in text)


def _tagged(text: str, bold: Sequence[bool]) -> str:
    out, start, tags = [], 0, 0
    while start < len(text):
        end = start
        while end < len(text) and bold[end] == bold[start]:
            end += 1
        escaped = html.escape(text[start:end], quote=False)
        tags += bold[start]
        out.append(f"<b>{escaped}</b>" if bold[start] and tags <= ENTITIES else escaped)
        start = end
    return "".join(out)
