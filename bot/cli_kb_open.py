"""Opens the knowledge base of the settings for one command: database, edition in service, and what changes them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from bot.database import Database
from bot.editions import Editions
from bot.knowledge import Knowledge
from bot.wake import Wake
from config.clock import Clock
from config.errors import KnowledgeError
from config.log import set_up_logging
from config.region import load_region
from config.settings import ensure_writable, load_settings

Result = TypeVar("Result")
Who = Annotated[str, typer.Option("--by", help="谁做的，写姓名")]
Number = Annotated[int, typer.Argument(metavar="修订", help="修订编号，见 fenliu kb drafts", min=1)]
Why = Annotated[str, typer.Option("--note", help="说明")]


def knowledge(work: Callable[[Knowledge], Awaitable[Result]]) -> Result:
    """Does something with the knowledge base; of several problems each is a line, and the exit code is 1."""

    async def opened() -> Result:
        settings = load_settings()
        set_up_logging("warning", as_json=settings.log_json)
        ensure_writable(settings.data)
        async with Database(settings.database_url) as database:
            await database.migrate()
            source = Editions(database, load_region(settings.region), settings, Clock())
            library = await source.library(await source.current())
            return await work(Knowledge(source, Wake(database), lambda: library))

    try:
        return asyncio.run(opened())
    except KnowledgeError as error:
        typer.echo(error.say, err=True)
        raise typer.Exit(1) from error
