"""Several matters in one message: cut where the resident says so (还有, 另外, 一、二、), never inside a story."""

from __future__ import annotations

import re

MIN_CHARS = 4
"""A piece shorter than this is no matter of its own and stays with its neighbour."""
MAX_PIECES = 6

_BREAK = re.compile(
    r"(?:^|[\s，,。；;：:！!？?\n])\s*(?:"
    r"[一二三四五六][、.．]|[1-6][、.．)）](?!\d)|[①②③④⑤⑥]|"
    r"(?:还有|另外|再一个|再就是|再有|此外|顺便(?:说下|说一下|问下|问一下|问|说)?|对了|其次|同时还|以及还有)"
    r"(?:一件事|一个事|个事|件事)?(?:就是|是|，|,|：|:|想问)?)\s*"
)
_COUNTED = re.compile(r"(?:^|[\s，,。；;：:、！!？?\n])\s*第[一二三四五六](?:个|件|是|，|,|、|：|:)?")
"""第一…第二…: cuts only where at least two are counted."""
_HEAD = re.compile(r"^.{0,12}(?:[两三四五六2-6]件事|[几两三]个(?:问题|事))[^，。：:！!]{0,6}[，。：:！!]?\s*$")


def split(text: str) -> list[str]:
    """The matters of a message in the order told; a message with one matter comes back whole.

    >>> split("楼道灯坏了没人修，另外我家宽带断了三天")
    ['楼道灯坏了没人修', '我家宽带断了三天']
    """
    pieces: list[str] = []
    cut = _COUNTED if len(_COUNTED.findall(text)) > 1 else _BREAK
    for piece in cut.split(text):
        trimmed = piece.strip(" ，,。；;、\n")
        if not trimmed or _HEAD.match(trimmed):
            continue
        if pieces and len(trimmed) < MIN_CHARS:
            pieces[-1] = f"{pieces[-1]}，{trimmed}"
        else:
            pieces.append(trimmed)
    return pieces if 1 < len(pieces) <= MAX_PIECES else [text]


def clauses(text: str) -> list[str]:
    """The sentences of a text; in a long story the point is often one of them."""
    return [piece.strip() for piece in re.split(r"[。！？!?；;\n]+", text) if len(piece.strip()) >= MIN_CHARS]
