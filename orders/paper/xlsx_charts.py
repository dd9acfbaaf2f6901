"""The charts of a report as Excel draws them itself, from the cells of the table beside them."""

from __future__ import annotations

from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orders.paper.blocks import clean
from orders.paper.palette import PALETTE
from orders.paper.report import Chart, ChartKind

KINDS: dict[ChartKind, dict[str, str]] = {
    ChartKind.BAR: {"type": "bar"},
    ChartKind.LINE: {"type": "line"},
    ChartKind.STACKED: {"type": "bar", "subtype": "stacked"},
}
WIDTH, HEIGHT, ROW = 640, 300, 26
"""Pixels; bars need a row for each category."""


def draw(book: Workbook, sheet: Worksheet, chart: Chart, head: int) -> None:
    """Draws the chart to the right of its table, whose headings stand in row `head`; a matrix has none."""
    if chart.kind is ChartKind.HEAT:
        return
    picture = book.add_chart(KINDS[chart.kind])
    first, last = head + 1, head + len(chart.categories)
    for place in range(1, len(chart.series) + 1):
        picture.add_series(_series(sheet.name, chart, (first, last), place))
    lying = chart.kind is not ChartKind.LINE
    values: dict[str, Any] = {"num_format": chart.show.value, "major_gridlines": {"visible": True}}
    if lying:  # then the axis x is the one of the values; the first category stands on top
        picture.set_x_axis(values)
        picture.set_y_axis({"reverse": True, "crossing": "max"})
    else:
        picture.set_y_axis(values)
    picture.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    bars = len(chart.categories) * (1 if chart.kind is ChartKind.STACKED else max(1, len(chart.series)))
    picture.set_size({"width": WIDTH, "height": max(HEIGHT, ROW * bars + 80) if lying else HEIGHT})
    picture.set_title({"none": True})
    sheet.insert_chart(head, len(chart.series) + 2, picture, {"description": clean(chart.axis)})


def _series(sheet: str, chart: Chart, rows: tuple[int, int], column: int) -> dict[str, Any]:
    hue = PALETTE[(column - 1) % len(PALETTE)]
    form: dict[str, Any] = {
        "name": [sheet, rows[0] - 1, column],
        "categories": [sheet, rows[0], 0, rows[1], 0],
        "values": [sheet, rows[0], column, rows[1], column],
    }
    if chart.kind is ChartKind.LINE:
        return form | {"line": {"color": hue, "width": 2.25}, "marker": {"type": "circle", "fill": {"color": hue}}}
    label = {"value": True, "num_format": chart.show.value}
    return form | {"fill": {"color": hue}, "gap": 60, "data_labels": label if len(chart.series) == 1 else {}}


def colour(sheet: Worksheet, chart: Chart, head: int) -> None:
    """A matrix: the larger the number, the deeper its cell."""
    if chart.kind is ChartKind.HEAT and chart.categories:
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#E08B7F"}
        sheet.conditional_format(head + 1, 1, head + len(chart.series), len(chart.categories), scale)
