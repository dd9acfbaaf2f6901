"""The spool: messages that come while the database is gone are kept on disk, one file each, and taken up afterwards.

When `put` has returned, the message outlives the process and a power cut. Several processes may share one folder.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from bot.database import is_gone
from bot.rate import TooFast
from bot.shelf import BAD, HALF, SECOND, Shelf, listed, mark, whose
from config.errors import FolderNotWritable, NotKept
from config.log import log_failure, log_notice

TRIES = 5
"""A message that fails so often, while the database takes others, would keep the rest of that person back for ever."""
IN_A_ROW = 3
"""So many messages that fail one after the other mean that the database went again."""
Handler = Callable[[dict[str, Any]], Awaitable[None]]


class Came(Enum):
    """What came of giving a message to its handler."""

    TAKEN = "taken"
    LATER = "later"
    GONE = "gone"
    BROKE = "broke"


class Spool:
    """The folder, and what waits in it."""

    def __init__(self, folder: Path, now: Callable[[], int] = time.time_ns) -> None:
        """`now` in nanoseconds."""
        self.folder = folder
        self._shelf = Shelf(folder)
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
            self._shelf.make()
            self._shelf.write(test, b"{}")
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
        name = f"{when:020d}-{next(self._numbers) % 10**6:06d}-{os.getpid()}-{mark(key)}.json"
        try:
            self._shelf.make()
            self._shelf.write(name, json.dumps({"kind": kind, "payload": payload}).encode())
        except OSError as error:
            msg = f"cannot spool: {error.strerror}"
            raise NotKept(msg) from error
        return name

    async def holds(self, key: str) -> bool:
        """Whether something of that person waits: what comes now has to wait behind it.

        The folder is listed only where it changed, whichever process changed it, and never on the event loop.
        """
        seen = self._shelf.known()
        if seen is None:
            seen = await asyncio.to_thread(self._shelf.look)
        return mark(key) in seen.marks

    def waiting(self) -> int:
        """How many messages wait."""
        return len((self._shelf.known() or self._shelf.look()).names)

    def bad(self) -> int:
        """How many messages were put aside because they cannot be taken up."""
        return len(listed(self.folder / BAD))

    def oldest(self) -> float | None:
        """For how many seconds the oldest one has waited; None where none waits."""
        names = (self._shelf.known() or self._shelf.look()).names
        return max(0.0, (self._now() - _when(names[0])) / SECOND) if names else None

    def clear(self, before: float) -> int:
        """Removes what was put aside and is older than that second of the clock; tells how many files."""
        return self._shelf.clear_bad(before)

    async def replay(self, handlers: Mapping[str, Handler]) -> int:
        """Gives what waits to the handler of its kind, in order, and removes each when its handler has returned.

        Returns how many were taken up. Where one fails, nothing more of that person is tried, and after some failures
        of the database in a row nothing at all; the next replay tries again. A handler may get a message twice, after a
        crash, and may put it off by TooFast for as long as it likes. Kinds without a handler are left to the process
        that has one. What cannot be read, or fails again and again by its own fault, is put aside in `bad`, not
        deleted. While another process replays, nothing is done.
        """
        taken, failed, behind = 0, list[str](), set[str]()
        with self._shelf.alone() as alone:
            for name in (await asyncio.to_thread(self._shelf.look)).names if alone else ():
                kind, payload = self._read(name) if whose(name) not in behind else ("", {})
                if kind not in handlers:
                    continue
                came = await self._hand_over(name, handlers[kind], payload)
                if came is Came.TAKEN:
                    taken += 1
                    self._blame(failed)
                    failed.clear()
                    continue
                behind.add(whose(name))
                failed += [name] if came is Came.GONE else []
                if len(failed) >= IN_A_ROW:
                    break
            if alone:
                self._shelf.sweep(self._now() / SECOND - HALF)
        return taken

    async def _hand_over(self, name: str, handler: Handler, payload: dict[str, Any]) -> Came:
        """What came of it; a message that breaks its handler is blamed at once."""
        try:
            await handler(payload)
        except TooFast:
            return Came.LATER
        except Exception as error:  # noqa: BLE001 - one message must not keep the others back
            if is_gone(error):
                return Came.GONE
            log_failure("spooled message failed", error)
            self._blame([name])
            return Came.BROKE
        (self.folder / name).unlink(missing_ok=True)
        self._blamed.pop(name, None)
        return Came.TAKEN

    def _blame(self, names: list[str]) -> None:
        """These failed while the database took others. After some times they are put aside."""
        for name in names:
            self._blamed[name] = self._blamed.get(name, 0) + 1
            if self._blamed[name] >= TRIES:
                log_notice("spooled message put aside", name=name)
                self._shelf.put_aside(name)
                del self._blamed[name]

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
        self._shelf.put_aside(name)
        return "", {}


def _when(name: str) -> int:
    """When a message was kept, in nanoseconds."""
    digits = name.split("-", 1)[0]
    return int(digits) if digits.isdecimal() else 0
