"""The command `fenliu`. Every expected error is one line on stderr and exit code 1, never a traceback."""

from __future__ import annotations

import asyncio
import getpass
import os
import signal
import sys
from typing import Annotated

import typer

from bot import (
    cli_admin,
    cli_cases,
    cli_demo,
    cli_kb,
    cli_knowledge,
    cli_orders,
    cli_outbox,
    cli_report,
    cli_simulate,
    cli_staff,
)
from bot.channels.console import Console
from bot.database import Database
from bot.desk import desk_loader
from bot.knowledge_watch import KnowledgeWatch
from bot.roles import Role
from bot.serve import one_line, serve
from bot.services import build_services
from config.errors import FenliuError
from config.log import set_up_logging
from config.settings import Settings, ensure_writable, load_settings
from handlers.desk import Desk

PRIVATE = 0o077
"""Whatever is written holds what people told: it is for this user alone."""

app = typer.Typer(
    name="fenliu",
    help="分流：聊天窗口里的 12345 前台。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_orders.app, name="orders")
app.add_typer(cli_cases.app, name="cases")
app.add_typer(cli_kb.app, name="kb")
app.add_typer(cli_staff.app, name="staff")
app.add_typer(cli_admin.app, name="admin")
app.add_typer(cli_outbox.app, name="outbox")
cli_knowledge.add_commands(app)
cli_report.add_commands(app, cli_orders.app)
cli_simulate.add_commands(app)
cli_demo.add_commands(app)


def main() -> None:
    """Runs the command line."""
    os.umask(PRIVATE)
    try:
        app()
    except FenliuError as error:
        print(one_line(error), file=sys.stderr)
        raise SystemExit(1) from None


@app.command("serve")
def serve_page(
    host: Annotated[str | None, typer.Option(help="监听地址，默认 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="端口，默认 8000", min=1, max=65535)] = None,
    role: Annotated[
        Role, typer.Option(help="这个进程做什么：web 网页、telegram 收消息、worker 处理和发送、all 全部")
    ] = Role.ALL,
) -> None:
    """启动服务。"""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    serve(load_settings().model_copy(update=given), typer.echo, role)


@app.command()
def chat(account: Annotated[str, typer.Option(help="以谁的名义说话，默认当前用户")] = "") -> None:
    """在终端里对话。"""
    settings = _prepared()
    asyncio.run(_chat(settings, account or _user()))


@app.command()
def migrate() -> None:
    """把数据库升级到最新结构（启动时也会自动做）。"""
    asyncio.run(_migrate(_prepared()))
    typer.echo("数据库已是最新。")


async def _chat(settings: Settings, account: str) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio's own waits for the line to be finished
    services = build_services(settings, desk_loader(settings))
    async with services.database as database:
        await database.migrate()
        if isinstance(services.turns.desk, Desk):
            await KnowledgeWatch(services.turns.desk, services.knowledge.source, services.wake, services.clock).begin()
        await Console(services.turns, services.clock, account, read=lambda: input("\n您："), write=typer.echo).run()


async def _migrate(settings: Settings) -> None:
    async with Database(settings.database_url) as database:
        await database.migrate()


def _prepared() -> Settings:
    settings = load_settings()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)
    return settings


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "console"
