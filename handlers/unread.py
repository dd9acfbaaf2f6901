"""Marks that a channel puts into the words where something came that the desk cannot read, or that got lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

MARKS: Final[Mapping[str, str]] = {
    "video": "〔视频〕",
    "sticker": "〔表情〕",
    "audio": "〔音频〕",
    "file": "〔文件〕",
    "other": "〔其他消息〕",
    "photo_lost": "〔照片没有收到〕",
    "photo_refused": "〔照片打不开〕",
    "photos_full": "〔照片太多没有收〕",
    "voice_lost": "〔语音没有收到〕",
}
"""What came -> the mark that stands for it in the words and on record."""
SAID_ALIKE = frozenset({"video", "sticker", "audio", "file", "other"})
"""Kinds that get the same answer: what can be sent instead."""
_KINDS = {mark: kind for kind, mark in MARKS.items()}
_ANY = re.compile("|".join(re.escape(mark) for mark in _KINDS))


def found(text: str) -> tuple[str, ...]:
    """The sentences to say about the marks in a text, each once: keys of the wording under `unread`."""
    kinds = (_KINDS[mark] for mark in _ANY.findall(text))
    return tuple(dict.fromkeys("media" if kind in SAID_ALIKE else kind for kind in kinds))


def without(text: str) -> str:
    """The words alone."""
    return _ANY.sub("", text).strip() if _ANY.search(text) else text
