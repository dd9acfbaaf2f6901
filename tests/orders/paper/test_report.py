"""Reports: every value reaches the spreadsheet and the page, nothing runs, nothing is fetched."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest

from orders.paper.report import Chart, ChartKind, Figure, Figures, Grid, Report, Section, Series, Show, written
from orders.paper.report_html import to_html
from orders.paper.report_xlsx import OVERVIEW, to_xlsx
from orders.paper.svg import scale
from tests.orders.paper.sample_report import FORMULAS, MARKUP, REPORT, ROWS, STREETS


class Page(HTMLParser):
    """The text of a page, and every tag with its attributes."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps it."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keeps it, without the white space around."""
        self.text.append(data.strip())

    def count(self, tag: str) -> int:
        """How often a tag stands there."""
        return sum(1 for name, _ in self.tags if name == tag)


def grids(report: Report) -> list[Grid]:
    """Every table of a report, those under charts too."""
    bodies = [section.body for section in report.sections]
    return [body.grid() if isinstance(body, Chart) else body for body in bodies if not isinstance(body, Figures)]


def sheets(report: Report) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_every_value_is_in_the_spreadsheet() -> None:
    """Each table with its headings and its numbers as numbers, each figure on the first sheet."""
    book = sheets(REPORT)
    assert len(book) == 1 + len(grids(REPORT))
    for grid, rows in zip(grids(REPORT), [rows for name, rows in book.items() if name != OVERVIEW], strict=True):
        told = [row[: len(grid.columns)] for row in rows[3 : 4 + len(grid.rows)]]
        assert told[0] == list(grid.columns)
        wanted = [[datetime(v.year, v.month, v.day) if isinstance(v, date) else v for v in row] for row in grid.rows]
        assert [[_plain(value) for value in row] for row in told[1:]] == [[_plain(v) for v in row] for row in wanted]
    cover = {cell for row in book[OVERVIEW] for cell in row}
    figures = next(section.body for section in REPORT.sections if isinstance(section.body, Figures))
    for one in figures.items:
        assert {one.name, one.value, one.explain} <= cover
    assert {REPORT.title, REPORT.note, REPORT.made, *(section.title for section in REPORT.sections)} <= cover


def _plain(value: Any) -> Any:
    """A tab becomes a space on its way; floats to twelve places."""
    return (
        value.replace("\t", " ") if isinstance(value, str) else round(value, 12) if isinstance(value, float) else value
    )


def test_the_spreadsheet_has_formats_heads_and_charts() -> None:
    """Numbers are shown as rates and counts, the headings stay when scrolling, Excel draws the charts."""
    content = to_xlsx(REPORT)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["热点事项"]
    assert [sheet.cell(5, column).number_format for column in range(2, 5)] == ["#,##0", "0.0%", "yyyy-mm-dd"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.column_dimensions["A"].width >= 2 * len(MARKUP) * 0.6
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = {name: parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name}
    assert len(charts) == 4
    assert sum("<c:lineChart>" in one for one in charts.values()) == 1
    assert sum('<c:grouping val="stacked"/>' in one for one in charts.values()) == 1
    bars = [one for one in charts.values() if "<c:barChart>" in one]
    assert len(bars) == 3
    first_on_top = re.compile(r'<c:catAx>.*?<c:orientation val="maxMin"/>.*</c:catAx>.*<c:crosses val="max"/>')
    assert all(first_on_top.search(one) for one in bars)
    assert len(book["派错矩阵"].conditional_formatting) == 1


def test_no_text_becomes_a_formula() -> None:
    """What a resident writes is never run by who opens the report."""
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(REPORT)))["难点问题 会商 议题"]
    cells = [sheet.cell(row, 1) for row in range(5, 5 + len(FORMULAS))]
    assert [cell.value for cell in cells] == [text.replace("\t", " ") for text in FORMULAS]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells), "it stays text when somebody edits the cell"
    with zipfile.ZipFile(io.BytesIO(to_xlsx(REPORT))) as parts:
        sheets_xml = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets_xml) == len(REPORT.sections)
    assert [xml for xml in sheets_xml if "<f>" in xml] == []


def test_sheets_have_names_that_excel_takes() -> None:
    """Titles that are too long, alike, or hold signs that Excel forbids."""
    body = Grid(("甲",), (("乙",),))
    titles = ("同名", "同名", "概览", "a" * 60, "a" * 61, "[]:*?/\\", "带'引号'")
    made = Report("题", "期", "区", tuple(Section(title, body) for title in titles))
    names = [name for name in sheets(made) if name != OVERVIEW]
    assert len(names) == len(titles)
    assert max(map(len, names)) <= 31
    assert "同名（2）" in names


def test_every_value_is_on_the_page() -> None:
    """Each number of each table and figure, as a reader sees it, and a table under every chart."""
    page = Page(to_html(REPORT))
    told = set(page.text)
    for grid in grids(REPORT):
        assert set(grid.columns) <= told
        lost = [
            shown
            for row in grid.rows
            for place, value in enumerate(row)
            if (shown := written(value, grid.show(place)).strip()) not in told and value
        ]
        assert lost == []
    charts = [section.body for section in REPORT.sections if isinstance(section.body, Chart)]
    drawn = [dict(attributes) for tag, attributes in page.tags if tag == "svg" and attributes.get("role") == "img"]
    assert len(drawn) == sum(1 for one in charts if one.kind is not ChartKind.HEAT) == 4
    assert page.count("table") == len(grids(REPORT))
    assert all(one["aria-label"] for one in drawn)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    """One file without scripts, links or pictures from outside; markup in a text is text."""
    content = to_html(REPORT)
    page = Page(content)
    assert page.count("script") == 0
    assert MARKUP in "".join(part for part in page.text if "标记" in part)
    outside = [value for _, attributes in page.tags for name, value in attributes.items() if name in {"src", "href"}]
    assert outside
    assert [value for value in outside if not str(value).startswith("#s")] == []
    assert re.findall(r"url\(|@import|https?:", content) == []
    assert ("meta", "default-src 'none'; style-src 'unsafe-inline'") in [
        (tag, attributes.get("content")) for tag, attributes in page.tags
    ]


def test_the_same_report_gives_the_same_files() -> None:
    """So that a month can be made again and compared."""
    assert to_xlsx(REPORT) == to_xlsx(REPORT)
    assert to_html(REPORT) == to_html(REPORT)
    assert to_xlsx(REPORT) != to_xlsx(replace(REPORT, period="2026年11月"))


@pytest.mark.parametrize("kind", [ChartKind.BAR, ChartKind.LINE, ChartKind.STACKED, ChartKind.HEAT])
@pytest.mark.parametrize("values", [(), (0,), (None,), (-3, 4), (1, None)])
def test_charts_of_little(kind: ChartKind, values: tuple[int | None, ...]) -> None:
    """A month in which nothing happened, a value that is missing or below nought: a report all the same."""
    names = tuple(f"第{place}项" for place in range(len(values)))
    made = Report("题", "期", "区", (Section("空", Chart(kind, names, (Series("甲", values),))),))
    told = Page(to_html(made)).text
    assert [name for name in names if name not in told] == []
    assert sheets(made)["空"][0][0] == "空"
    empty = Report("题", "期", "区", (Section("空", Chart(kind, (), ())),))
    assert "本期没有。" in Page(to_html(empty)).text


def test_values_must_fit() -> None:
    """A row too short, a format too few, a division by nothing: told to who fills the report in."""
    for wrong in (
        lambda: Grid(("甲", "乙"), (("一",),)),
        lambda: Grid(("甲", "乙"), (), (Show.TEXT,)),
        lambda: Grid(("甲",), ((float("nan"),),)),
        lambda: Chart(ChartKind.BAR, STREETS, (Series("件", (1,)),)),
        lambda: Figure("率", float("inf")),
    ):
        with pytest.raises(ValueError, match=r"long|formats|values|finite"):
            wrong()


def test_numbers_are_written_as_people_read_them() -> None:
    """Thousands apart, rates with one place, a dash where there is nothing."""
    pairs = [(20417, Show.COUNT), (0.1174, Show.PERCENT), (83.417, Show.TWO), (None, Show.COUNT), (True, Show.TEXT)]
    told = [written(value, show) for value, show in pairs]
    assert told == ["20,417", "11.7%", "83.42", "—", "是"]
    assert written(ROWS[0][3], Show.DAY) == "2026-10-01"
    assert scale([5230], 100, whole=True).marks == [0, 2000, 4000, 6000]
    assert scale([0.46], 100, whole=False).high == pytest.approx(0.6)
