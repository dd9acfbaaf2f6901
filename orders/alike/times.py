"""When it happens, as far as the words tell: one day, or again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from orders.alike.words import plain

AGAIN = re.compile(
    r"每天|天天|每晚|夜夜|每到|每逢|一到|经常|常常|老是|总是|一直|长期|这几天|最近|近期|连续|好几天|好久|多天|很久|"
    r"一个多?月|几个月|半年|常年|反复|隔三差五|三天两头|周末|每周|每月|长年|多次|好几次|平时|近来|这段时间|这阵子|从.{1,8}开始|"
    r"\d+(?:多|几)?(?:天|周|个月|年)了|早晚"
)
MONTH_DAY = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])(?:月|[./])(3[01]|[12]\d|0?[1-9])(?:日|号)?(?!\d)")
DAY_ONLY = re.compile(r"(?<![\d月栋路街弄巷./-])(3[01]|[12]\d|[1-9])(?:日|号)(?=晚|早|上午|下午|凌晨|中午|夜|那天|当天|,|，|$)")
BACK = {"大前天": 3, "前天": 2, "前晚": 2, "昨天": 1, "昨晚": 1, "昨夜": 1, "昨日": 1, "今天": 0, "今早": 0, "今晚": 0, "今日": 0,
        "刚才": 0, "刚刚": 0, "今晨": 0, "当前": 0}
WEEKDAY = re.compile(r"(?:周|星期|礼拜)([1-7一二三四五六日天])")
SUNDAY = str.maketrans("一二三四五六日天", "12345677")
SINCE = re.compile(r"(?:从|自).{0,12}(?:起|开始|以来)|(?:到现在|至今|以来|以后就|之后就|后就一直|起就)")


@dataclass(frozen=True)
class When:
    """`again`: it goes on or comes back. `day`: the one day that is told."""

    again: bool = False
    day: date | None = None
    weekday: str = ""
    """1 to 7, where a day of the week is told."""


def when(words: str, text: str, received_at: datetime | None) -> When:
    """Read from the resident's words of time first, then from the text."""
    told = [plain(words), plain(text)]
    again = any(AGAIN.search(part) or SINCE.search(part) for part in told)
    days = (_day(part, received_at) for part in told)
    week = WEEKDAY.search(told[0]) or WEEKDAY.search(told[1])
    weekday = week.group(1).translate(SUNDAY) if week else ""
    return When(again, next((day for day in days if day), None), weekday)


def _day(text: str, received_at: datetime | None) -> date | None:
    today = received_at.date() if received_at else None
    for word, back in BACK.items():
        if word in text:
            return today - timedelta(days=back) if today else None
    if found := MONTH_DAY.search(text):
        return _date(int(found.group(1)), int(found.group(2)), today)
    if (found := DAY_ONLY.search(text)) and today:
        return _date(today.month, int(found.group(1)), today)
    return None


def _date(month: int, day: int, today: date | None) -> date | None:
    """The last such day before today; of a leap year where nothing is known."""
    year = today.year if today else 2024
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.replace(year=year - 1) if today and found > today + timedelta(days=1) and (month, day) != (2, 29) else found
