"""`fenliu orders`: list, show, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Column, Table

from bot import cli_life
from bot.cli_open import reading
from config.errors import SettingsError
from config.vocabulary import name_of
from orders.book import OrderBook
from orders.export import COLUMNS, export_row, safe_cell, to_csv, to_json
from orders.status import STATUS_ZH
from orders.tables import Order, OrderEvent

app = typer.Typer(help="工单：列表、查看、导出、派单和之后的每一步。", no_args_is_help=True)
cli_life.add_commands(app)
Unmasked = Annotated[bool, typer.Option("--unmasked", help="显示完整的姓名、电话、地址和账号（保密工单始终不显示）")]


@app.command("list")
def list_orders(
    status: Annotated[str | None, typer.Option(help=f"只看某个状态：{'、'.join(STATUS_ZH)}")] = None,
    limit: Annotated[int, typer.Option(help="最多几条", min=1)] = 50,
) -> None:
    """列出工单，新的在前。"""
    orders = reading(lambda book: book.list(status=status, limit=limit))
    if not orders:
        typer.echo("还没有工单。")
        return
    number = Column("工单编号", no_wrap=True, min_width=len("20261122-00017-4"))
    table = Table(number, "状态", "受理时间", "办理时限", "诉求类型", "标题", "主办单位")
    for order in orders:
        table.add_row(*_summary(order))
    Console().print(table)


@app.command("show")
def show_order(number: Annotated[str, typer.Argument(help="工单编号")], unmasked: Unmasked = False) -> None:
    """查看一张工单和它走过的每一步。"""
    order, events = reading(lambda book: _with_events(book, number))
    row = export_row(order, unmasked=unmasked, at_work=unmasked)
    for name, name_zh in COLUMNS.items():
        if row[name] not in (None, "", []):
            typer.echo(f"{name_zh}：{safe_cell(row[name])}")
    for event in events:
        typer.echo(f"{event.at:%Y-%m-%d %H:%M}　{STATUS_ZH[event.status]}　{event.actor}　{event.note}")


@app.command("export")
def export_orders(
    form: Annotated[Literal["csv", "json"], typer.Option("--format", help="csv 或 json")] = "csv",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写进文件；不给就打印出来")] = None,
    unmasked: Unmasked = False,
) -> None:
    """导出全部工单。姓名、电话、账号默认隐去，地址只到路名；保密工单不含姓名、电话、地址、账号和居民原话。"""
    orders = reading(lambda book: book.list())
    text = (to_csv if form == "csv" else to_json)(orders, unmasked=unmasked)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        msg = f"写不进文件 {output}（{error.strerror}）"
        raise SettingsError(msg, say=msg) from error
    typer.echo(f"已导出 {len(orders)} 张工单：{output}", err=True)


async def _with_events(book: OrderBook, number: str) -> tuple[Order, list[OrderEvent]]:
    order = await book.get(number)
    return order, list(await book.events(order))


def _summary(order: Order) -> tuple[str, ...]:
    return (
        order.number,
        STATUS_ZH[order.status],
        f"{order.received_at:%m-%d %H:%M}",
        f"{order.due_at:%m-%d}",
        name_of("appeal_types", order.appeal_type),
        order.title,
        order.lead_unit,
    )
