"""What a run came to, as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from bot.simulation.checks import SHOWN, Findings
from bot.simulation.run import Outcome
from orders.moves import moves, name_of_move
from orders.paper.report import Chart, Figures, Grid, Section, Show, written

ROWS = 12
"""Of a long table of the report so many rows are printed."""
TEMPERS = {"prompt": "利落", "steady": "平稳", "slow": "拖沓", "returning": "爱退单", "templating": "爱用套话"}


def shown(outcome: Outcome) -> Iterator[RenderableType]:
    """The report, then what people tried and were refused, then the checks."""
    yield f"{outcome.region}　{outcome.report.title}　{outcome.report.period}　（模拟）"
    for section in outcome.report.sections:
        yield _section(section)
    yield _moves(outcome.findings)
    yield _refused(outcome)
    yield _share(outcome.findings)
    yield _checks(outcome.findings)


def _section(section: Section) -> Table:
    body = section.body
    if isinstance(body, Figures):
        table = Table("指标", "数值", "和上期比", title=section.title)
        for figure in body.items:
            table.add_row(figure.name, f"{written(figure.value, figure.show)}{figure.unit}", figure.compared)
        return table
    return _grid(section, body.grid() if isinstance(body, Chart) else body)


def _grid(section: Section, grid: Grid) -> Table:
    left = len(grid.rows) - ROWS
    table = Table(title=section.title, caption=f"……还有 {left} 行" if left > 0 else None)
    for number, name in enumerate(grid.columns):
        table.add_column(name, justify="left" if grid.show(number) is Show.TEXT else "right")
    for row in grid.rows[:ROWS]:
        table.add_row(*(written(cell, grid.show(number)) for number, cell in enumerate(row)))
    return table


def _moves(found: Findings) -> Table:
    """Every step of the table with how often it was made, those that nobody made too."""
    table = Table("步骤", "次数", title="流转表里每一步走了多少次")
    for code in dict.fromkeys(move.move for move in moves()):
        table.add_row(f"{name_of_move(code)}（{code}）", f"{found.moves[code]:,}")
    return table


def _refused(outcome: Outcome) -> Table:
    names = "、".join(f"{TEMPERS[name]} {outcome.tempers[name]} 个" for name in TEMPERS)
    table = Table("次数", "哪一步", "系统说的话（一例）", title="试过而被拦下的", caption=f"单位的脾气：{names}")
    for reason, times in sorted(outcome.refused.items(), key=lambda one: (-one[1], one[0])):
        code = reason.partition(" ")[0].rstrip(":")
        table.add_row(f"{times:,}", name_of_move(code) if code.isascii() else "", outcome.said[reason])
    return table


def _share(found: Findings) -> str:
    share = found.led_by_community / found.sent if found.sent else 0.0
    allowed = found.for_community / found.sent if found.sent else 0.0
    return (
        f"派出 {found.sent:,} 件；按清单可以由社区主办的 {found.for_community:,} 件（{allowed:.2%}），"
        f"先派给社区的 {found.led_by_community:,} 件（{share:.2%}）。"
    )


def _checks(found: Findings) -> Table:
    table = Table("核对", "看了多少", "不对的", title="核对")
    for check in found.checks:
        examples = "；".join(check.wrong[:SHOWN])
        table.add_row(check.name, f"{check.asked:,}", "没有" if check.good else f"{len(check.wrong):,} 件：{examples}")
    return table
