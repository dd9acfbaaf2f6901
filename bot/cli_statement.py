"""`fenliu orders statement`: prints 工单处理说明书 of one order as Word or PDF."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.database import Database
from config.clock import Clock
from config.errors import SettingsError
from config.log import set_up_logging
from config.region import load_region
from config.settings import Settings, ensure_writable, load_settings
from orders.book import OrderBook
from orders.paper.statement import Statement
from orders.paper.statement_docx import to_docx
from orders.paper.statement_pdf import to_pdf
from orders.statements import statement_of

Form = Literal["docx", "pdf"]


def print_statement(
    number: Annotated[str, typer.Argument(help="工单编号")],
    form: Annotated[Form, typer.Option("--format", help="docx（Word）或 pdf")] = "docx",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写进哪个文件；不给就用工单编号")] = None,
    by: Annotated[str, typer.Option(help="出具人，印在末尾")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="还没办结也出，印上草稿")] = False,
) -> None:
    """出一张工单的处理说明书（姓名、电话、门牌隐去；保密工单只有环节、单位、时间和依据）。"""
    settings = load_settings()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)
    statement = asyncio.run(_statement(settings, number, by, draft=draft))
    path = output or Path(f"工单处理说明书-{statement.number}.{form}")
    write(path, to_docx(statement) if form == "docx" else to_pdf(statement))
    typer.echo(f"已写好：{path}")


def write(path: Path, content: bytes) -> None:
    """Writes a file.

    Raises:
        SettingsError: it cannot be written there.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        msg = f"写不进文件 {path}（{error.strerror}），请换个地方"
        raise SettingsError(msg, say=msg) from error


async def _statement(settings: Settings, number: str, by: str, *, draft: bool) -> Statement:
    clock, region = Clock(), load_region(settings.region)
    async with Database(settings.database_url) as database:
        await database.migrate()
        async with database.reading() as session:
            order = await OrderBook(session, region, clock).get(number)
            return await statement_of(session, region, order, now=clock.now(), printed_by=by, draft=draft)
