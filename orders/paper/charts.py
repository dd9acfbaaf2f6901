"""Charts of a report as SVG: lying bars, stacked bars and lines, in the colours of the page."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup

from orders.paper.palette import PALETTE
from orders.paper.report import Chart, ChartKind, Show, written
from orders.paper.svg import FONT, Scale, cut, scale, tag, text, width

WIDTH = 440.0
"""Of every chart, in units of the drawing; the page scales it."""
NAMES = 122.0
"""At most for the names of the categories."""
BAR, GAP = 15.0, 11.0
PLOT = 180.0
"""Height of a line chart."""
FOOT = 24.0
DASHES = ("none", "7 3", "2 3", "9 3 2 3")
"""Lines differ in their strokes too: not everybody sees the colours."""
ROUND = {Show.PERCENT: ".0%", Show.ONE: ",.4g", Show.TWO: ",.4g"}


def draw(chart: Chart, title: str) -> Markup:
    """The picture; a matrix is no picture, it is coloured where it stands as a table."""
    if chart.kind is ChartKind.LINE:
        height, marks = _lines(chart)
    else:
        height, marks = _bars(chart)
    return tag(
        "svg", tag("title", title), *marks, viewBox=f"0 0 {WIDTH:g} {height:g}", role="img", aria_label=title
    )  # fmt: skip


def heat(chart: Chart) -> list[list[float]]:
    """For each cell of a matrix how deep its colour is, from 0 to 1."""
    most = max((value or 0 for one in chart.series for value in one.values), default=0) or 1
    return [[max(0.0, (value or 0) / most) for value in one.values] for one in chart.series]


def _bars(chart: Chart) -> tuple[float, list[Markup]]:
    stacked = chart.kind is ChartKind.STACKED
    ends = [sum(value or 0 for value in row) for row in zip(*(one.values for one in chart.series), strict=True)]
    values = ends if stacked else [value or 0 for one in chart.series for value in one.values]
    left = min(NAMES, max(map(width, chart.categories), default=0)) + 8
    room = max((width(written(value, chart.show)) for value in values), default=0) + 8
    across = _scale(chart, values, WIDTH - left - room)
    each = BAR * (1 if stacked else max(1, len(chart.series))) + GAP
    height = each * len(chart.categories) + FOOT
    marks = _upright(across, left, height - FOOT, chart.show)
    for row, name in enumerate(chart.categories):
        middle = row * each + each / 2
        label = cut(name, NAMES)
        marks.append(text(left - 8, middle + FONT * 0.35, label, text_anchor="end"))
        marks += _stack(chart, row, across, left) if stacked else _group(chart, row, across, left)
        if stacked:
            marks.append(text(left + across.at(ends[row]) + 5, middle + FONT * 0.35, written(ends[row], chart.show)))
    return height, marks


def _group(chart: Chart, row: int, across: Scale, left: float) -> list[Markup]:
    """The bars of one category, one under the other, each with its number."""
    top = row * (BAR * len(chart.series) + GAP) + GAP / 2
    marks = []
    for place, one in enumerate(chart.series):
        value, y = one.values[row], top + place * BAR
        start, end = sorted((across.at(0), across.at(value or 0)))
        if value is not None:
            marks.append(_bar(left + start, y + 1, end - start, place, f"{one.name}：{written(value, chart.show)}"))
        foot = y + BAR / 2 + FONT * 0.35
        marks.append(text(left + max(end, across.at(0)) + 5, foot, written(value, chart.show), class_="soft"))
    return marks


def _stack(chart: Chart, row: int, across: Scale, left: float) -> list[Markup]:
    """The parts of one bar beside each other."""
    marks, start, y = [], 0.0, row * (BAR + GAP) + GAP / 2
    for place, one in enumerate(chart.series):
        value = one.values[row] or 0
        if value > 0:
            x, end = across.at(start), across.at(start + value)
            marks.append(_bar(left + x, y, end - x, place, f"{one.name}：{written(value, chart.show)}"))
            start += value
    return marks


def _bar(x: float, y: float, wide: float, place: int, told: str) -> Markup:
    hint = tag("title", told)
    return tag("rect", hint, x=x, y=y, width=max(wide, 0.5), height=BAR - 2, rx=1.5, fill=_hue(place))


def _lines(chart: Chart) -> tuple[float, list[Markup]]:
    values = [value for one in chart.series for value in one.values if value is not None]
    up = _scale(chart, values, PLOT)
    names = [_mark(chart.show, mark) for mark in up.marks]
    left = max(map(width, names)) + 10
    top, right = 10.0, 24.0
    marks = []
    for mark, name in zip(up.marks, names, strict=True):
        y = top + PLOT - up.at(mark)
        marks.append(tag("line", x1=left, x2=WIDTH - right, y1=y, y2=y, class_="grid"))
        marks.append(text(left - 6, y + FONT * 0.35, name, text_anchor="end", class_="soft"))
    count = len(chart.categories)
    step = (WIDTH - left - right) / max(1, count - 1)
    skip = max(1, -(-int(max(map(width, chart.categories), default=0) + 12) // max(1, int(step))))
    for place in range(0, count, skip):
        x = left + place * step
        anchor = "end" if place and place == count - 1 else "middle"
        marks.append(
            text(x + (right if anchor == "end" else 0), top + PLOT + 19, chart.categories[place], text_anchor=anchor)
        )
    for place, one in enumerate(chart.series):
        points = [
            None if value is None else (left + spot * step, top + PLOT - up.at(value))
            for spot, value in enumerate(one.values)
        ]
        marks += _line(points, place)
    return top + PLOT + FOOT + 6, marks


def _line(points: list[tuple[float, float] | None], place: int) -> list[Markup]:
    """A line that stops where a value is missing."""
    dash, hue = DASHES[place % len(DASHES)], _hue(place)
    marks = [
        tag("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], stroke=hue, stroke_width=2.2, stroke_dasharray=dash)
        for a, b in pairwise(points)
        if a and b
    ]
    return marks + [tag("circle", cx=one[0], cy=one[1], r=3, fill=hue) for one in points if one]


def _upright(across: Scale, left: float, height: float, show: Show) -> list[Markup]:
    """Lines at the round numbers, and the numbers beneath."""
    marks = []
    for mark in across.marks:
        x = left + across.at(mark)
        marks.append(tag("line", x1=x, x2=x, y1=0, y2=height, class_="grid"))
        marks.append(text(x, height + 17, _mark(show, mark), text_anchor="middle", class_="soft"))
    return marks


def _scale(chart: Chart, values: list[float], length: float) -> Scale:
    return scale(values, length, whole=chart.show is Show.COUNT)


def _mark(show: Show, value: float) -> str:
    return format(value, ROUND[show]) if show in ROUND else written(value, show)


def _hue(place: int) -> str:
    return PALETTE[place % len(PALETTE)]
