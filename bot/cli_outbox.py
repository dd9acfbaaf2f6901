"""`fenliu outbox`: what could not be delivered, for an admin without the staff bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot.database import Database
from bot.dead_letters import DeadLetters
from bot.wake import Wake
from config.clock import Clock
from config.log import set_up_logging
from config.masking import mask
from config.region import load_region
from config.settings import ensure_writable, load_settings
from config.vocabulary import name_of

app = typer.Typer(help="没送到的答复：列表、重发、放下。", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="编号", help="fenliu outbox dead 里的编号")]
Result = TypeVar("Result")
SHOWN = 40
"""Characters of a reply that are shown."""


@app.command("dead")
def dead() -> None:
    """列出渠道拒收、没有送到的答复。"""
    letters = _with_letters(lambda book: book.list())
    if not letters:
        typer.echo("没有送不出去的答复。")
        return
    table = Table("编号", "渠道", "时间", "原因", "内容（号码已隐去）")
    for one in letters:
        when = f"{one.dead_at:%m-%d %H:%M}"
        table.add_row(str(one.id), name_of("channels", one.channel), when, one.error, mask(one.reply.text)[:SHOWN])
    Console().print(table)


@app.command("replay")
def replay(number: Number) -> None:
    """重发一条；运行中的服务会马上送出。"""
    _with_letters(lambda book: book.replay(number))
    typer.echo(f"已放回发件箱：{number}。")


@app.command("aside")
def lay_aside(number: Number) -> None:
    """放下一条，不再发送。"""
    _with_letters(lambda book: book.lay_aside(number))
    typer.echo(f"已放下：{number}。")


def _with_letters(work: Callable[[DeadLetters], Awaitable[Result]]) -> Result:
    settings = load_settings()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)
    numbers = load_region(settings.region).numbers

    async def done() -> Result:
        async with Database(settings.database_url) as database:
            await database.migrate()
            return await work(DeadLetters(database, Clock(), Wake(database), known=numbers))

    return asyncio.run(done())
