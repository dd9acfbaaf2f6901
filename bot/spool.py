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
"""A message that fails so often, while the database takes others, would keep the rest of that person back for ever."""
IN_A_ROW = 3
"""So many messages that fail one after the other mean that the database went again."""
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
        self._blamed: dict[str, int] = {}

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
            self._make()
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

        Returns how many were taken up. Where one fails because of the database, nothing more of that person is tried,
        and after some such failures in a row nothing at all. A handler may get a message twice, after a crash. Kinds
        without a handler are left to the process that has one. What cannot be read, or fails for another reason, is put
        aside in `bad`, never deleted. While another process replays, nothing is done.
        """
        taken, failed, behind = 0, list[str](), set[str]()
        with self._alone() as alone:
            for name in sorted(self._names()) if alone else ():
                kind, payload = self._read(name) if _whose(name) not in behind else ("", {})
                if kind not in handlers:
                    continue
                if await self._hand_over(name, handlers[kind], payload):
                    taken += 1
                    self._blame(failed)
                elif (self.folder / name).exists():
                    failed.append(name)
                    behind.add(_whose(name))
                if len(failed) >= IN_A_ROW:
                    break
            if alone:
                self._sweep()
        return taken

    async def _hand_over(self, name: str, handler: Handler, payload: dict[str, Any]) -> bool:
        """Whether the message was taken up. Where it fails for another reason than the database it is put aside."""
        try:
            await handler(payload)
        except Exception as error:  # noqa: BLE001 - one message must not keep the others back
            if not is_gone(error):
                log_failure("spooled message put aside", error)
                self._put_aside(name)
            return False
        (self.folder / name).unlink(missing_ok=True)
        self._blamed.pop(name, None)
        return True

    def _blame(self, failed: list[str]) -> None:
        """The database took another message: it was not its fault that these failed. After some times they are put
        aside."""
        for name in failed:
            self._blamed[name] = self._blamed.get(name, 0) + 1
            if self._blamed[name] >= TRIES:
                log_notice("spooled message put aside", name=name)
                self._put_aside(name)
                del self._blamed[name]
        failed.clear()

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
    """The messages in a folder; none where it cannot be read: the database may be well, and goes first."""
    try:
        return [name for name in os.listdir(folder) if name.endswith(".json") and not name.startswith(".")]  # noqa: PTH208
    except OSError:
        return []


def _mark(key: str) -> str:
    """Stands for a person in a file name, and tells nothing of them."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _whose(name: str) -> str:
    """The part of a file name that stands for the person."""
    return name.rsplit("-", 1)[-1]


def _when(name: str) -> int:
    """When a message was kept, in nanoseconds."""
    digits = name.split("-", 1)[0]
    return int(digits) if digits.isdecimal() else 0
