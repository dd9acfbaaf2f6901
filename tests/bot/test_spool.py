"""What the spool has acknowledged is never lost, comes in order, and one bad file keeps no other back."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from bot.rate import TooFast
from bot.spool import IN_A_ROW, TRIES, Spool
from config.errors import FolderNotWritable, NotKept

ROOT = Path(__file__).parents[2]
KILLS = 12
GONE = OperationalError("", {}, Exception("gone"))


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    spool = Spool(tmp_path / "spool")
    spool.probe()
    return spool


class Takes:
    """A handler that writes down what it got, and breaks when told to."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.errors: dict[int, list[Exception]] = {}

    async def __call__(self, payload: dict[str, Any]) -> None:
        """Raises what was set for that message, once each; otherwise takes it."""
        if self.errors.get(payload["n"]):
            raise self.errors[payload["n"]].pop(0)
        self.got.append(payload)

    @property
    def numbers(self) -> list[int]:
        """What was taken, by number."""
        return [payload["n"] for payload in self.got]


@pytest.fixture
def takes() -> Takes:
    return Takes()


async def test_what_was_kept_comes_back_in_order_and_is_gone_then(spool: Spool, takes: Takes) -> None:
    """Every letter of it, also half an emoji."""
    for number in range(20):
        spool.put("message", {"n": number, "text": "楼下着火了\ud83d"}, key=f"a{number % 3}")
    assert (spool.waiting(), await spool.holds("a1"), await spool.holds("b")) == (20, True, False)
    assert await spool.replay({"message": takes}) == 20
    assert takes.numbers == list(range(20))
    assert takes.got[0]["text"] == "楼下着火了\ud83d"
    assert (spool.waiting(), await spool.holds("a1"), spool.oldest()) == (0, False, None)


async def test_the_order_holds_when_the_clock_goes_back(tmp_path: Path, takes: Takes) -> None:
    moments = iter([1000, 900, 900, 2000, 5, 3000])
    spool = Spool(tmp_path, lambda: next(moments))
    for number in range(5):
        spool.put("message", {"n": number})
    await spool.replay({"message": takes})
    assert takes.numbers == [0, 1, 2, 3, 4]


async def test_it_stops_where_the_database_goes_again(spool: Spool, takes: Takes) -> None:
    """Nothing behind that message is tried; the next time it goes on from there."""
    for number in range(4):
        spool.put("message", {"n": number})
    takes.errors[2] = [GONE]
    assert await spool.replay({"message": takes}) == 2
    assert (takes.numbers, spool.waiting()) == ([0, 1], 2)
    assert await spool.replay({"message": takes}) == 2
    assert takes.numbers == [0, 1, 2, 3]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"kind": 1, "payload": {}}', b"\xff\xfe", b"[" * 100_000])
async def test_a_file_that_cannot_be_read_is_put_aside(spool: Spool, takes: Takes, content: bytes) -> None:
    """It is kept for a person to look at, and the others are taken up."""
    spool.put("message", {"n": 0})
    name = spool.put("message", {"n": 1})
    (spool.folder / name).write_bytes(content)
    spool.put("message", {"n": 2})
    assert await spool.replay({"message": takes}) == 2
    assert (takes.numbers, spool.waiting(), spool.bad()) == ([0, 2], 0, 1)
    assert (spool.folder / "bad" / name).read_bytes() == content


async def test_what_fails_by_its_own_fault_is_put_aside(spool: Spool, takes: Takes) -> None:
    """After some tries; until then what the same person said after it waits, and others go on."""
    for number, key in enumerate("aabb"):
        spool.put("message", {"n": number}, key=key)
    takes.errors[1] = [ValueError("x")] * 50
    for tried in range(1, TRIES + 1):
        await spool.replay({"message": takes})
        assert (takes.numbers, spool.bad(), spool.waiting()) == ([0, 2, 3], tried // TRIES, 1 - tried // TRIES)


async def test_what_breaks_once_is_taken_the_next_time(spool: Spool, takes: Takes) -> None:
    """In its place: what the same person said after it did not overtake it."""
    for number in range(3):
        spool.put("message", {"n": number}, key="a")
    takes.errors[1] = [ValueError("x")]
    assert (await spool.replay({"message": takes}), takes.numbers) == (1, [0])
    assert (await spool.replay({"message": takes}), takes.numbers) == (2, [0, 1, 2])
    assert spool.bad() == 0


async def test_what_has_to_slow_down_waits_as_long_as_it_takes(spool: Spool, takes: Takes) -> None:
    """It is nobody's fault: nothing is put aside, the same person's later words wait, and all others go on."""
    for number in range(IN_A_ROW + 1):
        spool.put("message", {"n": number}, key=str(number))
        spool.put("message", {"n": 100 + number}, key=str(number))
        takes.errors[number] = [TooFast(1) for _ in range(3 * TRIES)]
    spool.put("message", {"n": 7}, key="b")
    for _ in range(3 * TRIES):
        await spool.replay({"message": takes})
        assert (takes.numbers, spool.bad()) == ([7], 0)
    await spool.replay({"message": takes})
    assert takes.numbers == [7, *(number + hundred for number in range(IN_A_ROW + 1) for hundred in (0, 100))]


async def test_what_another_process_keeps_is_seen_at_once(spool: Spool, takes: Takes) -> None:
    """Also where the folder was looked at a moment ago, and in the same tick of its clock."""
    other = Spool(spool.folder)
    for number in range(200):
        key = str(number)
        assert not await spool.holds(key)
        other.put("message", {"n": number}, key=key)
        assert await spool.holds(key)
    await other.replay({"message": takes})
    assert (await spool.holds("0"), spool.waiting()) == (False, 0)


async def test_a_quiet_folder_is_not_listed_again(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of everybody asks: with nothing new on disk that is one question to the system."""
    spool.put("message", {"n": 0}, key="a")
    long_ago = time.time() - 60
    os.utime(spool.folder, (long_ago, long_ago))
    assert await spool.holds("a")

    def broken(_folder: object) -> list[str]:
        raise AssertionError

    monkeypatch.setattr(os, "listdir", broken)
    assert (await spool.holds("a"), await spool.holds("b"), spool.waiting()) == (True, False, 1)


async def test_those_who_ask_together_share_one_look(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full folder that changes all the time is not listed once for each message."""
    spool.put("message", {"n": 0}, key="a")
    looks, listdir = list[str](), os.listdir

    def slow(folder: str) -> list[str]:
        looks.append(str(folder))
        time.sleep(0.05)
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", slow)
    assert await asyncio.gather(*(spool.holds("a") for _ in range(20))) == [True] * 20
    assert len(looks) < 20


async def test_an_outage_puts_nothing_aside_however_long_it_lasts(spool: Spool, takes: Takes) -> None:
    """While the database takes nothing at all, nothing is blamed, and only a few messages are tried each time."""
    for number in range(9):
        spool.put("message", {"n": number}, key=str(number))
        takes.errors[number] = [GONE] * 50
    for _ in range(15):
        assert await spool.replay({"message": takes}) == 0
    assert (spool.waiting(), spool.bad()) == (9, 0)
    assert [len(takes.errors[number]) for number in range(9)] == [35, 35, 35, 50, 50, 50, 50, 50, 50]
    takes.errors.clear()
    assert await spool.replay({"message": takes}) == 9


async def test_one_that_never_works_does_not_keep_the_others_back(spool: Spool, takes: Takes) -> None:
    """What the same person said after it waits behind it; after some tries it is put aside, and they go on."""
    spool.put("message", {"n": 0}, key="a")
    spool.put("message", {"n": 1}, key="a")
    takes.errors[0] = [GONE] * 50
    for number in range(2, 2 + TRIES):
        spool.put("message", {"n": number}, key="b")
        assert await spool.replay({"message": takes}) == 1
    assert (takes.numbers, spool.waiting(), spool.bad()) == ([2, 3, 4, 5, 6], 1, 1)
    await spool.replay({"message": takes})
    assert takes.numbers[-1] == 1


async def test_kinds_of_others_are_left_to_them(spool: Spool, takes: Takes) -> None:
    spool.put("telegram", {"n": 0})
    spool.put("web", {"n": 1})
    assert await spool.replay({"web": takes}) == 1
    assert spool.waiting() == 1


async def test_two_processes_do_not_take_the_same(spool: Spool, takes: Takes) -> None:
    """The second finds the folder taken, and the lock goes with whoever holds it."""
    for number in range(5):
        spool.put("message", {"n": number})

    async def slowly(payload: dict[str, Any]) -> None:
        await asyncio.sleep(0.01)
        await takes(payload)

    other = Spool(spool.folder)
    taken = await asyncio.gather(spool.replay({"message": slowly}), other.replay({"message": slowly}))
    assert sorted(taken) == [0, 5]
    assert takes.numbers == [0, 1, 2, 3, 4]
    other.put("message", {"n": 5})
    assert await other.replay({"message": takes}) == 1


def test_what_is_kept_is_for_this_user_alone(spool: Spool) -> None:
    name = spool.put("message", {"n": 0}, key="13812345678")
    assert (spool.folder / name).stat().st_mode & 0o777 == 0o600
    assert spool.folder.stat().st_mode & 0o077 == 0
    assert "13812345678" not in name


def test_a_full_disk_is_told_and_leaves_nothing_half(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sent it hears that it is not kept."""

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(NotKept, match="No space") as caught:
            spool.put("message", {"n": 0})
    assert "12345" in caught.value.say
    assert [path.name for path in spool.folder.iterdir()] == ["bad"]


def test_a_folder_that_cannot_be_written_is_told_before_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderNotWritable, match="FENLIU_SPOOL"):
        Spool(tmp_path / "file" / "spool").probe()
    spool = Spool(tmp_path / "a" / "spool")
    spool.probe()
    assert [path.name for path in spool.folder.iterdir()] == ["bad"]


async def test_the_age_is_that_of_the_oldest(tmp_path: Path) -> None:
    moments = iter([10**18, 10**18 + 5 * 10**9, 10**18 + 60 * 10**9])
    spool = Spool(tmp_path, lambda: next(moments))
    spool.put("message", {"n": 0})
    spool.put("message", {"n": 1})
    assert spool.oldest() == 60.0


def test_killed_while_spooling_it_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """Two processes at a time on one folder, killed at random moments: no half file, no gap, order kept."""
    chance = random.Random(12345)
    folder = tmp_path / "spool"
    Spool(folder).probe()
    told: dict[str, int] = {}
    for kill in range(0, KILLS, 2):
        running = {name: _spooler(folder, name) for name in (f"p{kill}", f"p{kill + 1}")}
        time.sleep(chance.random() * 0.1)
        for name, process in running.items():
            process.send_signal(signal.SIGKILL)
            lines = process.communicate()[0].split(b"\n")
            told[name] = len(lines)  # "0" was read before; what follows the last line end was not acknowledged
    got: dict[str, list[int]] = {}

    async def take(payload: dict[str, Any]) -> None:
        got.setdefault(payload["from"], []).append(payload["number"])

    spool = Spool(folder)
    asyncio.run(spool.replay({"message": take}))
    assert (spool.waiting(), spool.bad()) == (0, 0)
    assert set(got) == set(told)
    for name, numbers in got.items():
        assert numbers == list(range(len(numbers)))
        assert told[name] <= len(numbers) <= told[name] + 1
    assert sum(told.values()) > KILLS * 3


def _spooler(folder: Path, name: str) -> subprocess.Popen[bytes]:
    """A process that spools, once it has kept its first message."""
    command = [sys.executable, "-m", "tests.bot.spooler", str(folder), name]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"0\n"
    return process


async def test_a_process_killed_while_taking_up_leaves_the_rest_to_the_next(spool: Spool, takes: Takes) -> None:
    """What was under way comes again, everything else once."""
    for number in range(3):
        spool.put("message", {"n": number})

    async def dies(payload: dict[str, Any]) -> None:
        await takes(payload)
        if payload["n"] == 1:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await spool.replay({"message": dies})
    await Spool(spool.folder).replay({"message": takes})
    assert takes.numbers == [0, 1, 1, 2]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.text(max_size=20)),
        st.tuples(st.just("replay"), st.none()),
        st.tuples(st.just("break"), st.integers(0, 20)),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_whatever_happens_each_message_comes_once_and_in_order(steps: list[tuple[str, Any]]) -> None:
    """Kept, replayed and interrupted by the database in any order."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_play(Spool(Path(folder)), steps))


async def _play(spool: Spool, steps: list[tuple[str, Any]]) -> None:
    takes, said = Takes(), list[str]()
    for what, value in steps:
        if what == "put":
            spool.put("message", {"n": len(said), "text": value})
            said.append(value)
        elif what == "break":
            takes.errors[value] = [GONE]
        else:
            await spool.replay({"message": takes})
    for _ in range(len(said) + 1):
        await spool.replay({"message": takes})
    assert [payload["text"] for payload in takes.got] == said
    assert takes.numbers == list(range(len(said)))
