"""When: the time words of a message, with the date a spoken day stands for.

Own rules: JioNLP 1.5.31 (0.2 s to import) was tried on residents' messages and reads “2号楼” as the second of the
month, finds no “上个月” and cuts “10点多” short. An order keeps the resident's words, so only days need computing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from handlers.extract_data import data

SPAN_GAP = 3
"""Time words no further apart than this belong to one expression: 昨天的晚上10点."""


@dataclass(frozen=True)
class Span:
    """Where a time expression stands in the text."""

    start: int
    end: int


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    table = data()["time"]
    one = f"(?:{table['number']})"
    clock = rf"{one}(?:、|到|至|-|~)?{one}?点(?:{one}分?|半|多|钟|左右)*|\d{{1,2}}:\d{{2}}"
    day = r"(?<![路街巷弄道楼栋院\d])(?:[12]?\d|3[01])(?:日|号)(?![楼院线店门桌码弄对旁附正隔])"
    dates = (
        rf"(?:\d{{4}}年|今年|去年|前年)?{one}月(?:份|{one}(?:日|号))?"
        rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{day}|(?:19|20)\d\d年"
    )
    unit = "(?:个?小时|天|晚|宿|周|个?星期|个?礼拜|个?月|年)"
    lasting = (
        rf"(?:持续|已经|连续|都|快|有|整整|大概|差不多|拖了)*{one}(?:多|几)?{unit}(?:半|多)?(?:了|以来|来|前|以前|之前|(?=都?没|无))"
        rf"|(?:好几|好多|大半|小半)(?:天|个月|年|周|个星期|个礼拜)(?:了|前)?|(?:大?半)个?(?:月|年|多月)(?:了|多|前)?"
        rf"|从[^，,。；;]{{1,12}}(?:开始|起|到现在|至今)|自{one}[^，,。；;]{{0,8}}(?:起|以来)"
    )
    parts = (table["often"], dates, table["days"], clock, lasting, table["parts"])
    return re.compile("|".join(f"(?:{part})" for part in parts))


def spans(text: str) -> list[Span]:
    """The time expressions of a text in order; neighbours are joined."""
    skip = [found.span() for found in re.finditer(data()["time"]["not_time"], text)]
    joined: list[Span] = []
    for found in _pattern().finditer(text):
        if any(start <= found.start() < end for start, end in skip):
            continue
        if joined and found.start() - joined[-1].end <= SPAN_GAP and _glue(text[joined[-1].end : found.start()]):
            joined[-1] = Span(joined[-1].start, found.end())
        else:
            joined.append(Span(*found.span()))
    return joined


def _glue(between: str) -> bool:
    return re.fullmatch(r"[的就到至又都也 、~-]*", between) is not None


def read(text: str, now: datetime | None) -> str:
    """The time expressions of `text`, spoken days with their date: 昨天晚上10点多（2026-11-21）; empty if none."""
    said = [text[span.start : span.end] for span in spans(text)]
    said = list(dict.fromkeys(one for one in said if one))
    if not said:
        return ""
    days = [day for one in said if (day := _day(one, now))]
    dates = "、".join(dict.fromkeys(day.isoformat() for day in days))
    words = "，".join(said)
    return f"{words}（{dates}）" if dates else words


def _day(said: str, now: datetime | None) -> date | None:
    """The date of a spoken day; None where the words name none."""
    if now is None:
        return None
    for word, distance in data()["day_words"].items():
        if word in said:
            return (now + timedelta(days=distance)).date()
    return None


def without(text: str) -> str:
    """`text` with its time expressions taken out, so that no address begins with one."""
    for span in reversed(spans(text)):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text
