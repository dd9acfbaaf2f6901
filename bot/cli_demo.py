"""`fenliu demo`: a fresh database to look around in. Nothing public is ever filled any other way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

import typer

from bot.demo import cases, conversations, people
from bot.demo import orders as file_orders
from bot.desk import desk_loader
from bot.services import build_services
from bot.simulation.run import simulate
from config.errors import BadInput
from config.log import set_up_logging
from config.settings import SQLITE_FILE, Settings, ensure_writable, load_settings

SEED = 1


def add_commands(app: typer.Typer) -> None:
    """Registers `fenliu demo`."""
    app.command("demo")(demo)


def demo(orders: Annotated[int, typer.Option(help="多少张假工单", min=20, max=5000)] = 300) -> None:
    """往一个空的数据文件夹里放一套假数据：工单、对话、转人工和三个能登录的账号，给人看、给自己练。"""
    settings = load_settings()
    set_up_logging("error", as_json=settings.log_json)
    file = settings.data / SQLITE_FILE
    if settings.database:
        raise BadInput(say="演示只用自己的 SQLite 文件，请去掉 FENLIU_DATABASE 再运行。")
    if file.exists():
        raise BadInput(
            say=f"{file} 里已经有数据，演示不往里写。请换一个数据文件夹，例如 FENLIU_DATA=demo ./fenliu demo"
        )
    ensure_writable(settings.data)
    typer.echo(f"正在准备 {orders} 张假工单和几段对话，约一分钟…")
    asyncio.run(simulate(file, settings.region, orders, SEED, lambda _count, _day: None))
    passwords = asyncio.run(_fill(settings))
    typer.echo("好了。下面的账号只用来演示，密码只显示这一次：")
    for login, password in passwords.items():
        typer.echo(f"  {login}  {password}")
    typer.echo(f"启动：FENLIU_DATA={settings.data} ./fenliu serve，再打开 /staff。不要把演示数据放到公网上。")


async def _fill(settings: Settings) -> Mapping[str, str]:
    services = build_services(settings, desk_loader(settings))
    async with services.database as database:
        await database.migrate()
        await conversations(services)
        await file_orders(services)
        await cases(services)
        return await people(services)
