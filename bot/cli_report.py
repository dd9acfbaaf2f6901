"""`fenliu report`: the report on a month or some days as Excel and as one page, and a summary on the console.

What `fenliu eval --report` makes is another thing: how well the knowledge base decides.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_statement import print_statement, write
from bot.database import Database
from config.clock import Clock
from config.errors import BadInput, KnowledgeError, SettingsError
from config.log import set_up_logging
from config.region import Region, load_region
from config.settings import Settings, ensure_writable, load_settings
from knowledge_base.library import load_library
from orders.paper.report import Figures, Grid, Report, written
from orders.paper.report_html import to_html
from orders.paper.report_xlsx import to_xlsx
from orders.reports.periods import Period, between, month
from orders.reports.whole import report_of

EMPTY = ("诉求件数", "登记的接触")
"""Where both are nothing there is nothing to report."""


def add_commands(app: typer.Typer, orders: typer.Typer) -> None:
    """Registers `fenliu report` and `fenliu orders statement`."""
    app.command("report")(report)
    orders.command("statement")(print_statement)


def report(
    in_month: Annotated[str, typer.Option("--month", help="哪个月，写成 2026-11；默认上个月")] = "",
    first: Annotated[str, typer.Option("--from", help="从哪天起，写成 2026-11-03；和 --to 一起用")] = "",
    last: Annotated[str, typer.Option("--to", help="到哪天止（含当天）")] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="写进哪个文件夹")] = Path(),
) -> None:
    """出运行报告：Excel 和网页各一份，带图表；终端打印要点。"""
    now = Clock().now()
    period = chosen(in_month, first, last, now)
    settings = load_settings()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)
    made = asyncio.run(_made(settings, period, now))
    if not any(figure.value for figure in _headline(made).items if figure.name in EMPTY):
        raise BadInput(say=f"{period.name}没有诉求，也没有登记的接触，不出报告；请换个月份，或核对数据库设置")
    folder = _folder(output)
    name = f"运行报告-{period.since:%Y%m%d}-{period.last:%Y%m%d}"
    for path, content in ((f"{name}.xlsx", to_xlsx(made)), (f"{name}.html", to_html(made).encode())):
        write(folder / path, content)
        typer.echo(f"已写好：{folder / path}")
    for line in summary(made):
        typer.echo(line)


def chosen(in_month: str, first: str, last: str, now: datetime) -> Period:
    """The period that was asked for; last month where none was.

    Raises:
        BadInput: both a month and days, only one of the two days, or what is no time that has begun.
    """
    if in_month and (first or last):
        raise BadInput(say="--month 和 --from、--to 只能用一种")
    if first or last:
        if not (first and last):
            raise BadInput(say="--from 和 --to 要一起给，例如 --from 2026-11-03 --to 2026-11-20")
        return between(first, last, now)
    return month(in_month, now) if in_month else month(f"{now:%Y-%m}", now).before()


def summary(made: Report) -> list[str]:
    """What is on top of the report, and how much there is to talk about."""
    lines = [f"{made.region}　{made.title}　{made.period}"]
    lines += [
        f"　{figure.name}：{written(figure.value, figure.show)}{figure.unit}　{figure.compared}"
        for figure in _headline(made).items
    ]
    grids = {section.title: section.body for section in made.sections if isinstance(section.body, Grid)}
    counted = [f"{title} {len(grids[title].rows)} 项" for title in ("难点问题会议题", "公开解释清单") if title in grids]
    return [*lines, "　" + "，".join(counted)]


def _headline(made: Report) -> Figures:
    body = made.sections[0].body
    assert isinstance(body, Figures)  # noqa: S101 - the report begins with its figures
    return body


async def _made(settings: Settings, period: Period, now: datetime) -> Report:
    region = load_region(settings.region)
    async with Database(settings.database_url) as database:
        await database.migrate()
        async with database.reading() as session:
            since, until = period.since, period.until
            return await report_of(session, region, since, until, now, titles=_titles(region))


def _titles(region: Region) -> dict[str, str]:
    """Card -> title; a knowledge base that cannot be read costs the titles, not the report."""
    try:
        return {card.id: card.title for card in load_library(region)}
    except KnowledgeError as error:
        typer.echo(f"知识库读不了，事项用编号表示：{error.say.splitlines()[0]}", err=True)
        return {}


def _folder(output: Path) -> Path:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"文件夹 {output} 建不了（{error.strerror}），请换个地方"
        raise SettingsError(msg, say=msg) from error
    return output
