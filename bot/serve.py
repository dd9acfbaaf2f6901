"""Starting up: every problem is one line that says what to do, then the page is served."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.app import build_app
from bot.background import Background
from bot.bots import Bots
from bot.database import Database, is_gone
from bot.desk import served_loader
from bot.event_loop import run
from bot.knowledge_watch import KnowledgeWatch
from bot.listen import listen, page_address
from bot.roles import Role
from bot.services import Services, build_services
from bot.spool import Spool
from bot.watch import Watch
from bot.working import working
from config.errors import FenliuError, SettingsError
from config.log import log_notice, set_up_logging
from config.settings import Settings, ensure_writable
from handlers.desk import Desk

GRACE_SECONDS = 5
"""How long messages under way may take to finish when the process is asked to stop."""
AGAIN_SECONDS = 2.0
AWAY = "{error}。\n先应急运行：紧急情况照样回答，居民的话存在暂存目录里，数据库连上后自动补办。"
WELCOME = """\
分流已经启动（{region}{sample}）。用浏览器打开：{address}

可以这样试：
  · 工地半夜还在打桩，吵得老人睡不着
  · 朋友借了我五万块钱不还
  · 楼下着火了

按 Ctrl+C 停止。"""


class Server(uvicorn.Server):
    """uvicorn that ends with exit code 0 when asked to stop: its own gives the signal on and dies of it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Lets messages under way finish; a second Ctrl+C ends at once."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        yield
        for number, handler in before.items():
            signal.signal(number, handler)


def build(settings: Settings) -> Services:
    """The services of one process, knowledge base loaded."""
    return build_services(settings, served_loader(settings))


def serve(
    settings: Settings,
    echo: Callable[[str], None],
    role: Role = Role.ALL,
    build: Callable[[Settings], Services] = build,
) -> None:
    """Serves until the process is stopped. `build` makes the services, once the port and the folders are there.

    Raises:
        FenliuError: something that must be mended first.
    """
    set_up_logging(settings.log_level, as_json=settings.log_json)
    with listen(settings.host, settings.port) as opened:
        ensure_writable(settings.data)
        Spool(settings.spool_folder).probe()
        run(_serve(build(settings), opened, echo, role))


async def _serve(services: Services, opened: socket.socket, echo: Callable[[str], None], role: Role) -> None:
    bots = Bots(services, role)
    app = build_app(services, role, bots.routers)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GRACE_SECONDS
    )
    async with services.database as database:
        late = await bring_up(database, echo)
        echo(welcome(services))
        try:
            async with watching(services), working(services, role, bots), Background() as background:
                if late:
                    background.start(bring_up_later(database))
                gc.freeze()  # all that serving needs is loaded: only what pages and turns make is looked through
                await Server(config).serve(sockets=[opened])
        finally:
            await bots.close()


async def bring_up(database: Database, echo: Callable[[str], None]) -> bool:
    """Brings the tables up to date; True where the server is away, which must not keep danger from being answered.

    Raises:
        SettingsError: the database is there and cannot be used, or it is a file.
    """
    try:
        await database.migrate()
    except SettingsError as error:
        if not database.shared or error.__cause__ is None or not is_gone(error.__cause__):
            raise
        echo(AWAY.format(error=error.say))
        return True
    return False


async def bring_up_later(database: Database) -> None:
    """Keeps trying until the tables are up to date."""
    while True:
        await asyncio.sleep(AGAIN_SECONDS)
        try:
            await database.migrate()
        except SettingsError as error:
            log_notice("database still away", reason=type(error.__cause__).__name__)
        else:
            log_notice("database is back, tables are up to date")
            return


@asynccontextmanager
async def watching(services: Services) -> AsyncIterator[None]:
    """Takes over published editions, switches and changed cards while the service runs."""
    settings, desk = services.settings, services.turns.desk
    if not isinstance(desk, Desk):
        yield
        return
    live = KnowledgeWatch(desk, services.knowledge.source, services.wake, services.clock)
    await live.begin()
    async with Background() as background:
        background.start(live.run())
        background.start(services.gate_works.run())
        if settings.reload_seconds:
            cards = services.knowledge.source.cards
            watch = Watch(desk, services.region, settings.index_files, published=live.published, cards=cards)
            background.start(watch.run(settings.reload_seconds))
        yield


def welcome(services: Services) -> str:
    """What the terminal shows once the page can be opened."""
    settings, region = services.settings, services.region
    sample = "，单位和本地号码都是示例" if region.sample else ""
    return WELCOME.format(region=region.name, sample=sample, address=page_address(settings.host, settings.port))


def one_line(error: FenliuError) -> str:
    """The sentence of an error on one line; of several problems the first, with their number."""
    lines = [line for line in error.say.splitlines() if line.strip()] or [FenliuError.say]
    return lines[0] if len(lines) == 1 else f"{lines[0]}（一共 {len(lines)} 处要改，先改这一处）"
