"""The spool: messages that come while the database is gone are kept on disk, one file each, and taken up afterwards.

A file appears whole or not at all: it is written under another name, flushed, renamed, and the folder is flushed. When
`put` has returned, the message outlives the process and a power cut. Several processes may share one folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import json
import os
import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.database import is_gone
from config.errors import FolderNotWritable, NotKept
from config.log import log_failure, log_notice

PRIVATE = 0o600
BAD = "bad"
LOCK = ".lock"
TRIES = 5
"""A message that fails so often while the database answers is not the database's fault."""
HALF = 3600.0
"""Seconds after which a file whose writer died half way is removed; nobody was told that it is kept."""
SECOND = 1_000_000_000
Handler = Callable[[dict[str, Any]], Awaitable[None]]


class Spool:
    """The folder, and what waits in it."""

    def __init__(self, folder: Path, now: Callable[[], int] = time.time_ns) -> None:
        """`now` in nanoseconds."""
        self.folder = folder
        self._now = now
        self._last = 0
        self._counting = threading.Lock()
        self._numbers = itertools.count()
        self._failures: dict[str, int] = {}

    def probe(self) -> None:
        """Makes the folder and tries to keep something in it.

        Raises:
            FolderNotWritable: messages could not be kept; the service must not start.
        """
        test = f".write-test-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            self._make()
            self._write(test, b"{}")
            (self.folder / test).unlink()
        except OSError as error:
            msg = (
                f"暂存目录 {self.folder} 写不进去（{error.strerror}）。数据库出故障时，居民的话要先存在这里。"
                "请换一个目录（设置 FENLIU_SPOOL），或修改它的权限、腾出空间"
            )
            raise FolderNotWritable(msg, say=msg) from error

    def put(self, kind: str, payload: Mapping[str, Any], *, key: str = "") -> str:
        """Keeps a message and returns its name; `key` is whose it is, for `holds`. Blocks until it is on disk.

        Raises:
            NotKept: the disk is full or gone. The message must not be acknowledged.
        """
        with self._counting:
            self._last = max(self._last + 1, self._now())
            when = self._last
        name = f"{when:020d}-{next(self._numbers) % 10**6:06d}-{os.getpid()}-{_mark(key)}.json"
        try:
            self._write(name, json.dumps({"kind": kind, "payload": payload}).encode())
        except OSError as error:
            msg = f"cannot spool: {error.strerror}"
            raise NotKept(msg) from error
        return name

    def holds(self, key: str) -> bool:
        """Whether something of that person waits: what comes now has to wait behind it."""
        mark = _mark(key)
        return any(name.endswith(f"-{mark}.json") for name in self._names())

    def waiting(self) -> int:
        """How many messages wait."""
        return len(self._names())

    def bad(self) -> int:
        """How many messages were put aside because they cannot be taken up."""
        return len(_listed(self.folder / BAD))

    def oldest(self) -> float | None:
        """For how many seconds the oldest one has waited; None where none waits."""
        first = min(self._names(), default=None)
        return None if first is None else max(0.0, (self._now() - _when(first)) / SECOND)

    async def replay(self, handlers: Mapping[str, Handler]) -> int:
        """Gives what waits to the handler of its kind, in order, and removes each when its handler has returned.

        Call it while the database answers. It stops at the first message that fails because of the database, and
        returns how many were taken up. A handler may get a message twice, after a crash. Kinds without a handler are
        left to the process that has one. What cannot be read, or fails otherwise, is put aside in `bad`, never deleted.
        While another process replays, nothing is done.
        """
        taken = 0
        with self._alone() as alone:
            for name in sorted(self._names()) if alone else ():
                kind, payload = self._read(name)
                handler = handlers.get(kind)
                if handler is None:
                    continue
                if not await self._hand_over(name, handler, payload):
                    break
                taken += name not in self._failures
                self._failures.pop(name, None)
            if alone:
                self._sweep()
        return taken

    async def _hand_over(self, name: str, handler: Handler, payload: dict[str, Any]) -> bool:
        """False where the database went again; what fails for another reason is put aside."""
        try:
            await handler(payload)
        except Exception as error:  # noqa: BLE001 - one message must not keep the others back
            self._failures[name] = self._failures.get(name, 0) + 1
            if is_gone(error) and self._failures[name] < TRIES:
                return False
            log_failure("spooled message put aside", error)
            self._put_aside(name)
            return True
        self._remove(name)
        self._failures.pop(name, None)
        return True

    def _read(self, name: str) -> tuple[str, dict[str, Any]]:
        """Kind and payload; an empty kind for what cannot be read, which is put aside."""
        try:
            content = json.loads((self.folder / name).read_bytes())
            kind, payload = content["kind"], content["payload"]
            if isinstance(kind, str) and isinstance(payload, dict):
                return kind, payload
        except FileNotFoundError:
            return "", {}
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        log_notice("spooled message not readable", name=name)
        self._put_aside(name)
        return "", {}

    def _write(self, name: str, content: bytes) -> None:
        half = self.folder / f".{name}.half"
        try:
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:  # noqa: PTH123
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.rename(self.folder / name)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        self._flush()

    def _make(self) -> None:
        for folder in (self.folder, self.folder / BAD):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _flush(self) -> None:
        """Makes the names in the folder outlive a power cut."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def _put_aside(self, name: str) -> None:
        self._make()
        with suppress(FileNotFoundError):
            (self.folder / name).rename(self.folder / BAD / name)

    def _sweep(self) -> None:
        """Removes what writers that died have left half written."""
        before = self._now() / SECOND - HALF
        for half in self.folder.glob(".*.half"):
            with suppress(FileNotFoundError):
                if half.stat().st_mtime < before:
                    half.unlink()

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether this process may replay; the lock goes with the process, however it ends."""
        self._make()
        file = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            yield False
            return
        try:
            yield True
        finally:
            os.close(file)

    def _names(self) -> list[str]:
        return _listed(self.folder)


def _listed(folder: Path) -> list[str]:
    """The messages in a folder."""
    try:
        return [name for name in os.listdir(folder) if name.endswith(".json") and not name.startswith(".")]  # noqa: PTH208
    except FileNotFoundError:
        return []


def _mark(key: str) -> str:
    """Stands for a person in a file name, and tells nothing of them."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _when(name: str) -> int:
    """When a message was kept, in nanoseconds."""
    digits = name.split("-", 1)[0]
    return int(digits) if digits.isdecimal() else 0
