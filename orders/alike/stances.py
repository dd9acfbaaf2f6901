"""Which way an appeal pulls at a thing: for more of it, for less, or neither (facts 5.5: 减速带装/拆, 灯亮/暗)."""

from __future__ import annotations

import re
from functools import lru_cache

from orders.alike.words import read_yaml

MORE, NEITHER, LESS = 1, 0, -1
BEFORE = 6
"""Characters before a word in which a rejection turns it round."""
CLAUSE = re.compile(r"[,。;!?，；！？\s]+")
SPEAKER = re.compile(r"我(?:们|家)?(?:都|坚决|强烈)?$")


@lru_cache(maxsize=512)
def _table(thing: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Words with their direction, those of the thing itself before those of any; and what finds them, longest first."""
    raw = read_yaml("stances")
    own = raw["things"].get(thing) or raw["things"].get(raw["like"].get(thing, ""), {"more": [], "less": []})
    table = dict.fromkeys(raw["any"]["more"], MORE) | dict.fromkeys(raw["any"]["less"], LESS)
    table |= dict.fromkeys(own["more"], MORE) | dict.fromkeys(own["less"], LESS)
    return table, re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))


@lru_cache(maxsize=1)
def _turns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    raw = read_yaml("stances")
    reject, blocked, others = (
        "|".join(sorted(raw[key], key=len, reverse=True)) for key in ("reject", "blocked", "others")
    )
    return re.compile(f"(?:{reject})"), re.compile(f"(?:{blocked})"), re.compile(f"(?:{others})")


@lru_cache(maxsize=1)
def _all_words() -> re.Pattern[str]:
    raw = read_yaml("stances")
    tables = [raw["any"], *raw["things"].values()]
    return re.compile("|".join(re.escape(word) for table in tables for way in ("more", "less") for word in table[way]))


def pulls(text: str) -> bool:
    """Whether it could pull at anything at all; `text` as `words.plain` leaves it."""
    return bool(_all_words().search(text))


def stance(text: str, thing: str) -> int:
    """`MORE`, `LESS` or `NEITHER`; `text` as `words.plain` leaves it."""
    total = 0
    for clause in CLAUSE.split(text):
        total += _of_clause(clause, thing)
    return (total > 0) - (total < 0)


def _of_clause(clause: str, thing: str) -> int:
    table, words = _table(thing)
    total = 0
    for found in words.finditer(clause):
        at = found.start()
        total += table[found.group()] * (-1 if _turned(clause[max(0, at - BEFORE) : at], clause[:at]) else 1)
    return total


def _turned(near: str, before: str) -> bool:
    """Whether the speaker rejects what follows; what somebody else refuses, the speaker wants."""
    reject, blocked, others = _turns()
    hits = list(reject.finditer(near))
    if not hits or blocked.search(near):
        return False
    left = before[: len(before) - len(near) + hits[-1].start()]
    return bool(SPEAKER.search(left)) or not others.search(left)
