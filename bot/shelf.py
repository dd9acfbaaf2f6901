"""The folder of the spool: its files, whole or not at all, and what of it is known without looking at every file.

A file is written under another name, flushed, renamed, and the folder is flushed. Several processes share one folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PRIVATE = 0o600
BAD = "bad"
LOCK = ".lock"
HALF = 3600.0
"""Seconds after which a file whose writer died half way is removed; nobody was told that it is kept."""
SECOND = 1_000_000_000
SETTLED = 2 * SECOND
"""Nanoseconds: a folder that changed less long ago may change again within the same tick of its clock."""


@dataclass(frozen=True)
class Seen:
    """What a look into the folder found. `changed`: the folder's own time before it; `at`: when the look began."""

    names: tuple[str, ...]
    marks: frozenset[str]
    changed: int
    at: int


class Shelf:
    """The files that wait in a folder, each named by its moment and, at the end, by the mark of a person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: Seen | None = None
        self._looking = threading.Lock()

    def make(self) -> None:
        """Makes the folder and the one for what cannot be taken up."""
        for folder in (self.folder, self.folder / BAD):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def known(self) -> Seen | None:
        """What is in the folder, where it has not changed since it was looked at: one question to the system."""
        seen, changed = self._seen, _changed(self.folder)
        return seen if seen is not None and changed == seen.changed and seen.at - changed > SETTLED else None

    def look(self) -> Seen:
        """What is in the folder now. Whoever waits for a look that began after the question shares it."""
        asked = time.time_ns()
        with self._looking:
            seen = self.known()
            if seen is None and self._seen is not None and asked < self._seen.at <= time.time_ns():
                seen = self._seen
            if seen is None:
                at, changed = time.time_ns(), _changed(self.folder)
                names = tuple(sorted(listed(self.folder)))
                self._seen = seen = Seen(names, frozenset(map(whose, names)), changed, at)
        return seen

    def write(self, name: str, content: bytes) -> None:
        """Puts a file there; it is on disk when this returns.

        Raises:
            OSError: it is not.
        """
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

    def put_aside(self, name: str) -> None:
        """Keeps a file where it is in nobody's way."""
        self.make()
        with suppress(FileNotFoundError):
            (self.folder / name).rename(self.folder / BAD / name)

    def sweep(self, before: float) -> None:
        """Removes what writers that died have left half written before that second."""
        _remove(self.folder.glob(".*.half"), before)

    def clear_bad(self, before: float) -> int:
        """Removes what was put aside and had been written before that second; tells how many files."""
        return _remove((self.folder / BAD / name for name in listed(self.folder / BAD)), before)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process may replay; the lock goes with the process, however it ends."""
        self.make()
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

    def _flush(self) -> None:
        """Makes the names in the folder outlive a power cut."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def listed(folder: Path) -> list[str]:
    """The messages in a folder; none where it cannot be read: the database may be well, and goes first."""
    try:
        return [name for name in os.listdir(folder) if name.endswith(".json") and not name.startswith(".")]  # noqa: PTH208
    except OSError:
        return []


def mark(key: str) -> str:
    """Stands for a person in a file name, and tells nothing of them."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def whose(name: str) -> str:
    """The mark in a file name."""
    return name.removesuffix(".json").rsplit("-", 1)[-1]


def _changed(folder: Path) -> int:
    """When a name came into the folder or left it, in nanoseconds; 0 where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _remove(files: Iterator[Path], before: float) -> int:
    count = 0
    for file in files:
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < before:
                file.unlink()
                count += 1
    return count
