"""Charts and files say the same as the tables, and no cell becomes a formula or markup."""

from __future__ import annotations

import csv
import io
import json

import openpyxl

from bot.insight.echart import height, lies, options
from bot.insight.files import report_csv, section_csv, shown, table_of
from orders.paper.report import Chart, ChartKind, Figure, Figures, Grid, Report, Section, Series, Show
from orders.paper.report_xlsx import to_xlsx

FORMULA = '=HYPERLINK("http://x","y")'
BARS = Chart(ChartKind.BAR, ("东街道", "西街道"), (Series("占比", (0.25, None)),), Show.PERCENT, "街道")
HEAT = Chart(ChartKind.HEAT, ("00", "01"), (Series("周一", (3.25, None)), Series("周二", (0.0, 8.0))), Show.ONE)


def test_bars_are_percent_and_what_is_not_known_is_no_bar() -> None:
    """25 %, and a gap."""
    drawn = options(BARS)
    assert drawn["series"][0]["data"] == [25.0, None]
    assert drawn["yAxis"]["max"] == 100
    assert shown(BARS.grid()) == [["东街道", "25.0%"], ["西街道", "—"]]


def test_a_map_has_a_cell_for_each_number() -> None:
    """Across, down, value."""
    assert options(HEAT)["series"][0]["data"] == [[0, 0, 3.2], [0, 1, 0.0], [1, 1, 8.0]]
    assert options(HEAT)["visualMap"]["max"] == 8.0
    empty = options(Chart(ChartKind.HEAT, (), ()))
    assert (empty["series"][0]["data"], empty["visualMap"]["max"]) == ([], 1)


def test_long_names_lie() -> None:
    """So that a telephone can show them."""
    long = Chart(ChartKind.BAR, ("示例市城市管理局",) * 3, (Series("件数", (1, 2, 3)),))
    assert lies(long)
    assert not lies(BARS)
    assert options(long)["yAxis"]["data"] == list(long.categories)
    assert 240 <= height(long) <= 640


def test_nothing_in_the_options_can_run() -> None:
    """They are plain JSON; what is pointed at is drawn as text, not as HTML."""
    for chart in (BARS, HEAT):
        assert json.loads(json.dumps(options(chart)))
        assert options(chart)["tooltip"]["renderMode"] == "richText"


def report() -> Report:
    grid = Grid(
        ("什么事", "件数", "占比"), ((FORMULA, 1234, 0.5), ("@sum", 2, None)), (Show.TEXT, Show.COUNT, Show.PERCENT)
    )
    figures = Figures((Figure("对话", 12, Show.COUNT, "次", explain="怎么算"), Figure("没有的率", None, Show.PERCENT)))
    sections = (Section("数", figures), Section("表", grid, "说明"), Section("图", BARS))
    return Report("分流数据", "2026年11月", "示例区", sections, "只有数字", "导出")


def test_csv_is_safe_and_can_be_added_up() -> None:
    """Formulas stay text, numbers have no separators, the mark of UTF-8 stands in front."""
    text = section_csv(report().sections[1])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows == [["什么事", "件数", "占比"], [f"'{FORMULA}", "1234", "50.0%"], ["'@sum", "2", ""]]
    whole = report_csv(report())
    assert whole.count("\ufeff") == 1
    assert "怎么算" in whole
    assert "没有的率,—" in whole
    assert "东街道,25.0%" in whole


def test_xlsx_holds_the_same_numbers_and_no_formula() -> None:
    """Every cell that looks like one is text."""
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(report())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == FORMULA for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    assert 1234 in [cell.value for cell in cells]


def test_figures_are_a_table_too() -> None:
    """One row each, with how it is counted."""
    assert table_of(report().sections[0]).rows[0] == ("对话", "12", "次", "怎么算")
