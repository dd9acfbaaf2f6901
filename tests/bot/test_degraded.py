"""The database goes and comes back: danger is answered, nothing is lost or doubled, and the order is kept."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import build_app
from bot.degraded import TELL_AGAIN, Degraded
from bot.services import Services, build_services
from bot.spool import Spool
from config.errors import NotKept
from config.settings import Settings
from tests.bot.test_web_chat import say
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import StandingClock
from tests.postgres import Server


class Power:
    """A database that can be switched off and on."""

    def __init__(self, services: Services, server: Server | None) -> None:
        self.services = services
        self.server = server

    async def off(self) -> None:
        """The server crashes; SQLite's file is moved away, as when its disk is gone."""
        if self.server is not None:
            await asyncio.to_thread(self.server.stop, "immediate")
            return
        await self.services.database.close()
        self._file.rename(self._file.with_suffix(".away"))

    async def on(self) -> None:
        """Back with everything it had."""
        if self.server is not None:
            self.server.start()
            return
        await self.services.database.close()
        for rest in self._file.parent.glob(f"{self._file.name}*"):
            rest.unlink()
        self._file.with_suffix(".away").rename(self._file)

    @property
    def _file(self) -> Path:
        return Path(self.services.settings.database_url.partition("///")[2])


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server | None]:
    """A server for this test alone: it is going to be killed."""
    if request.param == "sqlite":
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="fenliu-degraded-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "one")
        server.start()
        yield server
        server.stop("immediate")


@pytest.fixture
async def power(tmp_path: Path, server: Server | None, clock: StandingClock) -> AsyncIterator[Power]:
    url = server.url() if server else ""
    settings = Settings(data=tmp_path, database=url, messages_per_minute=600)
    services = build_services(settings, lambda _region: TinyDesk(), clock, last_resort)
    async with services.database as database:
        await database.migrate()
        yield Power(services, server)


@pytest.fixture
async def client(power: Power) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=build_app(power.services))
    async with httpx.AsyncClient(transport=transport, base_url="http://fenliu") as client:
        await client.get("/")
        yield client


async def words(client: httpx.AsyncClient) -> list[str]:
    """The whole conversation as the page shows it."""
    return [one["text"] for one in (await client.get("/api/messages")).json()["messages"]]


async def test_what_is_said_meanwhile_is_answered_afterwards(client: httpx.AsyncClient, power: Power) -> None:
    """In order, each once; what comes before the spool is empty waits behind it."""
    await say(client, "一", "message-1")
    await power.off()
    kept = await say(client, "二", "message-2")
    assert (kept.status_code, kept.json()["kept"], kept.json()["client_id"]) == (202, True, "message-2")
    assert [one["text"] for one in kept.json()["replies"]] == [power.services.last_resort.kept]
    assert (await say(client, "三", "message-3")).json()["replies"] == []
    await power.on()
    assert (await say(client, "四", "message-4")).status_code == 202
    degraded = power.services.degraded
    for _ in range(5):
        await degraded.take_up()
    assert degraded.spool.waiting() == degraded.spool.bad() == 0
    assert await words(client) == [
        word for number, said in enumerate("一二三四", 1) for word in (said, f"第{number}句：{said}")
    ]
    again = await say(client, "三", "message-3")
    assert (again.status_code, again.json()["replies"][0]["text"]) == (200, "第3句：三")
    assert (await say(client, "五", "message-5")).json()["replies"][0]["text"] == "第5句：五"


async def test_the_same_message_kept_twice_is_one_message(client: httpx.AsyncClient, power: Power) -> None:
    """The page sends again when it heard nothing: one order, one answer."""
    await power.off()
    for _ in range(3):
        assert (await say(client, "确认")).status_code == 202
    await power.on()
    for _ in range(5):
        await power.services.degraded.take_up()
    assert len(await words(client)) == 3


async def test_danger_is_answered_every_time(client: httpx.AsyncClient, power: Power) -> None:
    """The notice comes once, the emergency numbers with each message that needs them."""
    await power.off()
    kinds = []
    for number in range(3):
        told = (await say(client, "楼下着火了", f"message-{number}")).json()["replies"]
        kinds.append([one["kind"] for one in told])
    assert kinds == [["danger", "text"], ["danger"], ["danger"]]


async def test_nothing_is_taken_up_while_the_database_is_gone(client: httpx.AsyncClient, power: Power) -> None:
    await power.off()
    await say(client, "一")
    for _ in range(8):
        assert await power.services.degraded.take_up() == 0
    spool = power.services.degraded.spool
    assert (spool.waiting(), spool.bad()) == (1, 0)


async def test_many_who_look_up_an_order_meanwhile_are_all_answered(
    client: httpx.AsyncClient, power: Power, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One address may try only so many numbers a minute: the others wait on disk, and none is put aside."""
    services, minute = power.services, [0.0]
    monkeypatch.setattr(services.guesses, "_now", lambda: minute[0])
    services.guesses.per_minute = 2
    await power.off()
    for number in range(5):
        client.cookies.set("fenliu_visitor", f"{number}" * 43)
        assert (await say(client, "查 SAMPLE-1 123456", f"message-{number}")).status_code == 202
    await power.on()
    for _ in range(8):
        await services.degraded.take_up()
    assert (services.degraded.spool.waiting(), services.degraded.spool.bad()) == (3, 0)
    for _ in range(2):
        minute[0] += 60
        await services.degraded.take_up()
    assert (services.degraded.spool.waiting(), services.degraded.spool.bad()) == (0, 0)
    for number in range(5):
        client.cookies.set("fenliu_visitor", f"{number}" * 43)
        assert len(await words(client)) == 3


class Quiet:
    """A degraded service over a folder, with a clock of its own; no database is asked."""

    def __init__(self, folder: Path) -> None:
        self.moment = 0.0
        database: Any = None
        self.degraded = Degraded(Spool(folder), last_resort(), database, lambda: self.moment)

    async def tell(self, key: str) -> int:
        """How many replies a message of that person brings."""
        return len(await self.degraded.keep("web", {}, account=key, text="你好"))


async def test_the_notice_comes_again_after_some_minutes(tmp_path: Path) -> None:
    """For each person on their own."""
    quiet = Quiet(tmp_path)
    assert [await quiet.tell("a"), await quiet.tell("a"), await quiet.tell("b")] == [1, 0, 1]
    quiet.moment = TELL_AGAIN - 1
    assert await quiet.tell("a") == 0
    quiet.moment = TELL_AGAIN
    assert [await quiet.tell("a"), await quiet.tell("a")] == [1, 0]


async def test_what_is_not_on_disk_is_not_promised(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("", encoding="utf-8")
    with pytest.raises(NotKept):
        await Quiet(tmp_path / "spool").tell("a")
