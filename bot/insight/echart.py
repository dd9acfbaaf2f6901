"""A chart of a report as the options of ECharts. Numbers stay numbers; names are text and never become markup."""

from __future__ import annotations

from typing import Any

from orders.paper.palette import PALETTE
from orders.paper.report import Chart, ChartKind, Show

QUIET = "#66727f"
COLD, WARM = "#f1f5f9", "#b3382c"
EDGE = {"borderColor": "#fff", "borderWidth": 1}
ROW = 34
"""Pixels of one row of a map, or of one bar."""
LOWEST, HIGHEST = 240, 640
LONG_NAME = 7
"""Characters of a name from which bars lie, so that it can be read on a telephone."""


def options(chart: Chart) -> dict[str, Any]:
    """What ECharts draws."""
    if chart.kind is ChartKind.HEAT:
        return _heat(chart)
    return _lying(chart) if lies(chart) else _standing(chart)


def height(chart: Chart) -> int:
    """How high it has to be, in pixels."""
    rows = len(chart.series) if chart.kind is ChartKind.HEAT else len(chart.categories) if lies(chart) else 0
    return min(HIGHEST, max(LOWEST, rows * ROW + 110))


def lies(chart: Chart) -> bool:
    """Whether its bars lie."""
    named = max(map(len, chart.categories), default=0) >= LONG_NAME
    return chart.kind in (ChartKind.BAR, ChartKind.STACKED) and named


def _standing(chart: Chart) -> dict[str, Any]:
    drawn = "line" if chart.kind is ChartKind.LINE else "bar"
    return _common(chart) | {
        "xAxis": {"type": "category", "data": list(chart.categories), "axisLabel": {"hideOverlap": True}},
        "yAxis": _numbers(chart),
        "series": _series(chart, drawn),
    }


def _lying(chart: Chart) -> dict[str, Any]:
    names = {"type": "category", "data": list(chart.categories), "inverse": True}
    return _common(chart) | {
        "xAxis": _numbers(chart),
        "yAxis": names | {"axisLabel": {"width": 110, "overflow": "truncate"}},
        "series": _series(chart, "bar"),
    }


def _common(chart: Chart) -> dict[str, Any]:
    several = len(chart.series) > 1
    return {
        "color": list(PALETTE),
        "animation": False,
        "aria": {"enabled": True},
        "legend": {"show": several, "type": "scroll", "top": 0},
        "tooltip": {"trigger": "axis", "confine": True, "renderMode": "richText"},
        "grid": {"left": 8, "right": 20, "top": 36 if several else 16, "bottom": 8, "containLabel": True},
    }


def _series(chart: Chart, drawn: str) -> list[dict[str, Any]]:
    stacked = {"stack": "all"} if chart.kind is ChartKind.STACKED else {}
    return [
        {"type": drawn, "name": one.name, "data": [_scaled(chart, value) for value in one.values], "barMaxWidth": 28}
        | stacked
        for one in chart.series
    ]


def _heat(chart: Chart) -> dict[str, Any]:
    cells = [
        [across, down, _scaled(chart, value)]
        for down, one in enumerate(chart.series)
        for across, value in enumerate(one.values)
        if value is not None
    ]
    most = max((cell[2] or 0 for cell in cells), default=0)
    label = {"hideOverlap": True, "rotate": 0 if chart.categories[:1] == ("00",) else 30}
    look = {"min": 0, "max": max(1, most), "inRange": {"color": [COLD, "#e8b9a8", WARM]}, "textStyle": {"color": QUIET}}
    place = {"orient": "horizontal", "left": "center", "bottom": 0, "itemHeight": 90, "itemWidth": 12}
    few = len(chart.categories) <= 12  # noqa: PLR2004 - more would not leave room for numbers
    return {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "renderMode": "richText"},
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 44, "containLabel": True},
        "xAxis": {"type": "category", "data": list(chart.categories), "axisLabel": label},
        "yAxis": {"type": "category", "data": [one.name for one in chart.series], "inverse": True},
        "visualMap": look | place,
        "series": [{"type": "heatmap", "data": cells, "label": {"show": few}, "itemStyle": EDGE}],
    }


def _numbers(chart: Chart) -> dict[str, Any]:
    percent = chart.show is Show.PERCENT
    return {"type": "value", "axisLabel": {"formatter": "{value}%" if percent else "{value}"}} | (
        {"max": 100} if percent else {"minInterval": 1}
    )


def _scaled(chart: Chart, value: float | int | None) -> float | int | None:
    """As it stands in the table beneath: shares as percent, averages with one decimal."""
    if value is None or chart.show not in (Show.PERCENT, Show.ONE):
        return value
    return round(value * 100 if chart.show is Show.PERCENT else value, 1)
