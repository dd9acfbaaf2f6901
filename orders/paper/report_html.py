"""A report as one HTML file that needs nothing else: to be opened on a phone, sent on, or printed on A4."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orders.paper.blocks import clean
from orders.paper.charts import DASHES, draw, heat
from orders.paper.palette import PALETTE
from orders.paper.report import Chart, ChartKind, Figures, Grid, Report, Section, Show, written

TEMPLATES: Final = Path(__file__).parent


def to_html(report: Report) -> str:
    """The page; the same report gives the same page. Nothing in it is fetched from anywhere."""
    return clean(_environment().get_template("report.html").render(report=report))


def kind(section: Section) -> str:
    """What the section shows: figures, table, heat or chart."""
    if isinstance(section.body, Figures):
        return "figures"
    if isinstance(section.body, Grid):
        return "table"
    return "heat" if section.body.kind is ChartKind.HEAT else "chart"


def legend(chart: Chart) -> list[tuple[str, str, str]]:
    """Name, colour and stroke of each series, where there are several."""
    if len(chart.series) < 2:  # noqa: PLR2004 - one alone needs no legend
        return []
    lines = chart.kind is ChartKind.LINE
    return [
        (one.name, PALETTE[place % len(PALETTE)], DASHES[place % len(DASHES)] if lines else "")
        for place, one in enumerate(chart.series)
    ]


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.globals |= {"kind": kind, "draw": draw, "heat": heat, "legend": legend, "written": written, "Show": Show}
    return made
