"""Who is who: names as they are written down, and whether two are the same person."""

from __future__ import annotations

import unicodedata

from config.errors import ReviewRefused

LONGEST = 60


def named(who: str) -> str:
    """The name without surrounding space.

    Raises:
        ReviewRefused: it is empty or no name; nobody changes cards without one.
    """
    name = " ".join(unicodedata.normalize("NFKC", who).split())
    if not name or len(name) > LONGEST:
        raise ReviewRefused(say=f"请写明是谁做的，姓名最多 {LONGEST} 个字。")
    return name


def same(one: str, other: str) -> bool:
    """Whether two names are one person's, whatever the capitals and spaces."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
