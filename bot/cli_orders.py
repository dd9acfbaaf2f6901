"""`fenliu orders`: list, show, export, units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlalchemy import Select, select
from sqlmodel import col

from bot import cli_alerts, cli_gather, cli_life, cli_log, cli_match, cli_ratings
from bot.cli_detail import details, veil
from bot.cli_open import reading
from bot.cli_table import show
from bot.cli_words import UnitCode, choice, unit_of
from config.errors import SettingsError
from config.region import load_region
from config.settings import load_settings
from config.vocabulary import name_of
from orders.book import OrderBook
from orders.export import COLUMNS, export_row, safe_cell, to_csv, to_json
from orders.status import OPEN, STATUS_ZH
from orders.tables import Order

app = typer.Typer(help="工单：列表、查看、导出、派单和之后的每一步。", no_args_is_help=True)
for part in (cli_life, cli_log, cli_alerts, cli_ratings, cli_match, cli_gather):
    part.add_commands(app)
Unmasked = Annotated[bool, typer.Option("--unmasked", help="显示完整的姓名、电话、地址和账号（保密工单始终不显示）")]
HEADINGS = ("工单编号", "状态", "受理时间", "办理时限", "诉求类型", "标题", "主办单位", "并单")


@app.command("list")
def list_orders(
    status: Annotated[str | None, typer.Option(help=f"只看某个状态：{'、'.join(STATUS_ZH)}")] = None,
    unit: UnitCode = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只看过了答复时限还没办结的")] = False,
    hard: Annotated[bool, typer.Option("--hard", help="只看疑难的")] = False,
    limit: Annotated[int, typer.Option(help="最多几条", min=1)] = 50,
) -> None:
    """列出工单，新的在前。"""
    status = choice("状态", status, STATUS_ZH) if status else None

    async def read(book: OrderBook) -> list[tuple[str, ...]]:
        wanted = _wanted(
            status, unit_of(book.region, unit) if unit else "", late_at=book.clock.now() if overdue else None, hard=hard
        )
        orders = (await book.session.execute(wanted.limit(limit))).scalars().all()
        leads = await _numbers(book, [order.main_id for order in orders if order.main_id])
        return [_summary(order, leads) for order in orders]

    rows = reading(read)
    if not rows:
        typer.echo("没有这样的工单。" if status or unit or overdue or hard else "还没有工单。")
        return
    show(HEADINGS, rows)


@app.command("show")
def show_order(number: Annotated[str, typer.Argument(help="工单编号")], unmasked: Unmasked = False) -> None:
    """查看一张工单：内容、去向、时限、办结、并单、追加、旁路事项，和它走过的每一步。"""

    async def read(book: OrderBook) -> list[str]:
        order = await book.get(number)
        row = export_row(order, unmasked=unmasked, at_work=unmasked)
        row |= {"status": STATUS_ZH[order.status], "level": None}  # the level stands with the dispatch
        row |= {
            "appeal_type": name_of("appeal_types", order.appeal_type),
            "handler": name_of("handlers", order.handler),
        }
        lines = [f"{COLUMNS[name]}：{safe_cell(row[name])}" for name in COLUMNS if row[name] not in (None, "", [])]
        lines += [f"{name}：{safe_cell(told)}" for name, told in await details(book, order, unmasked=unmasked)]
        hide = veil(order, unmasked=unmasked)
        for event in await book.events(order):
            lines.append(f"{event.at:%Y-%m-%d %H:%M}　{STATUS_ZH[event.status]}　{event.actor}　{hide(event.note)}")
        return lines

    for line in reading(read):
        typer.echo(line)


@app.command("units")
def list_units(word: Annotated[str, typer.Argument(metavar="词", help="名称或代码里的一段；不写就全部")] = "") -> None:
    """列出这个地区的承办单位和代码。"""
    found = [one for one in load_region(load_settings().region).owners.all() if word in one.code or word in one.name]
    if not found:
        typer.echo(f"没有名称或代码带“{word}”的单位。")
        return
    show(("代码", "名称", "法定名称", "电话"), ((one.code, one.name, one.legal_name, one.phone) for one in found))


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


def _wanted(status: str | None, unit: str, *, late_at: datetime | None, hard: bool) -> Select[Any]:
    wanted = select(Order).order_by(col(Order.id).desc())
    if status:
        wanted = wanted.where(col(Order.status) == status)
    if unit:
        wanted = wanted.where(col(Order.lead_code) == unit)
    if late_at:
        late = col(Order.status).in_(OPEN) & col(Order.paused_at).is_(None) & (col(Order.due_at) <= late_at)
        wanted = wanted.where(late)
    return wanted.where(col(Order.hard).is_(True)) if hard else wanted


async def _numbers(book: OrderBook, ids: Sequence[int]) -> Mapping[int, str]:
    rows = await book.session.execute(select(col(Order.id), col(Order.number)).where(col(Order.id).in_(ids)))
    return {int(row[0] or 0): row[1] for row in rows.all()}


def _summary(order: Order, leads: Mapping[int, str]) -> tuple[str, ...]:
    return (
        order.number,
        STATUS_ZH[order.status],
        f"{order.received_at:%m-%d %H:%M}",
        f"{order.due_at:%m-%d}",
        name_of("appeal_types", order.appeal_type),
        order.title,
        order.lead_unit,
        _mark(order, leads),
    )


def _mark(order: Order, leads: Mapping[int, str]) -> str:
    """Whether it joined another, or others joined it."""
    if order.main_id:
        return f"并入 {leads.get(order.main_id, '')}"
    return f"主单（{order.voices} 份）" if order.voices > 1 else ""
