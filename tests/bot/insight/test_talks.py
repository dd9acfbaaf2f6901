"""Figures and charts of conversations, counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from bot.insight.days import DayCounts
from bot.insight.parts import is_empty
from bot.insight.talks import endings, load, talks
from orders.paper.report import Chart, Figures


def counts() -> DayCounts:
    """Monday the second and Tuesday the third, and Monday the ninth."""
    second = {("ending", "told"): 6, ("ending", "order"): 2, ("ending", "person"): 1, ("ending", "unfinished"): 1,
              ("durable", "held"): 4, ("durable", "back"): 2, ("hour", "09"): 10, ("hour", "23"): 2,
              ("unmatched", "yes"): 1, ("unmatched", "no"): 3, ("destination", "court"): 5, ("destination", "order"): 7,
              ("outcome", "route"): 12, ("made", ""): 1, ("judged", ""): 1}  # fmt: skip
    third, ninth = {("ending", "told"): 2, ("hour", "09"): 3}, {("hour", "09"): 5}
    days = (second, third, ninth)
    return DayCounts({date(2026, 11, day): Counter(one) for day, one in zip((2, 3, 9), days, strict=True)}, young=2)


def test_the_figures() -> None:
    """8 of 12 conversations were answered without order or person; 4 of the 6 that can be judged held."""
    body = talks(counts(), 7)[0].body
    assert isinstance(body, Figures)
    assert {one.name: one.value for one in body.items} == {
        "对话": 12, "登记的接触": 20, "不立单、不转人工就答复": 8 / 12, "答复后没有再来": 4 / 6, "还看不出来": 2,
        "没匹配上": 1 / 4, "转了人工": 1 / 12, "没说完": 1 / 12,
    }  # fmt: skip
    assert all(one.explain for one in body.items)
    assert body.items[3].explain.startswith("4 / 6；")


def test_conversations_by_day_and_by_month() -> None:
    """A row a day; beyond two months a row a month, with the same sum."""
    grid = endings(counts()).grid()
    assert grid.columns == ("日期", "答复了去处", "立了工单", "转了人工", "紧急求助", "没说完", "寒暄和查进度")
    assert grid.rows[:2] == (("11-02", 6, 2, 1, 0, 1, 0), ("11-03", 2, 0, 0, 0, 0, 0))
    first = date(2026, 8, 31)
    many = DayCounts({first + timedelta(days=number): Counter({("ending", "told"): 1}) for number in range(63)})
    assert endings(many).grid().rows[1:] == (("2026-09", 30, 0, 0, 0, 0, 0), ("2026-10", 31, 0, 0, 0, 0, 0),
                                             ("2026-11", 1, 0, 0, 0, 0, 0))  # fmt: skip
    assert endings(many).axis == "月份"


def test_the_week_is_an_average() -> None:
    """Two Mondays with 10 and 5 contacts at nine make 7.5; of Wednesday nothing is known."""
    rows = {one.name: one.values for one in load(counts()).series}
    assert (rows["周一"][9], rows["周一"][23], rows["周二"][9], rows["周三"][9]) == (7.5, 1.0, 3.0, None)
    assert len(rows) == 7


def test_destinations_in_the_order_of_the_vocabulary() -> None:
    """What a newer version calls otherwise is shown by its code, last."""
    found = counts()
    found.days[date(2026, 11, 2)]["destination", "new-way"] = 1
    (section,) = [one for one in talks(found, 7) if one.title == "直接指引去了哪里"]
    assert isinstance(section.body, Chart)
    assert section.body.grid().rows == (("热线受理", 7), ("法院诉讼", 5), ("new-way", 1))


def test_nothing_makes_no_rates() -> None:
    """Of nothing there is no share, and nothing to look at."""
    found = talks(DayCounts(), 7)
    assert all(map(is_empty, found))
    body = found[0].body
    assert isinstance(body, Figures)
    assert [one.value for one in body.items] == [0, 0, None, None, 0, None, None, None]
