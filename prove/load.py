"""load: two processes over PostgreSQL under realistic dialogues, generator and database on the same machine."""

from __future__ import annotations

import asyncio
import os
import random
import time
from typing import Any

import psutil

from prove.figures import Figures, percentile
from prove.residents import STORIES
from prove.town import Town
from prove.web_resident import WebResident

TURNS_PER_SECOND = 150
P99_SECONDS = 0.3
RESIDENTS = int(os.environ.get("FENLIU_TEST_RESIDENTS", "400"))
"""Who talks at the same time. Each thinks so long between two messages that all of them offer a little more than the
promise."""
OFFERED = float(os.environ.get("FENLIU_TEST_OFFERED", "165"))
WARM_SECONDS = 8.0
SECONDS = float(os.environ.get("FENLIU_TEST_SECONDS", "40"))


async def run() -> Figures:
    """Runs the case."""
    figures = Figures("load")
    async with Town("postgresql") as town:
        for name in ("one", "two"):
            await town.start_whole(name)
        urls = [process.url for process in town.processes.values()]
        end = time.monotonic() + WARM_SECONDS + SECONDS
        crowd = [
            _resident(town, urls[number % 2], number, lambda: time.monotonic() > end) for number in range(RESIDENTS)
        ]
        async with asyncio.TaskGroup() as tasks:
            for one in crowd:
                tasks.create_task(_days(one))
            await asyncio.sleep(WARM_SECONDS)
            seen, before, started = [len(one.seconds) for one in crowd], _cpu(town), time.monotonic()
            await asyncio.sleep(SECONDS)
            spent, after = time.monotonic() - started, _cpu(town)
            took = [value for one, count in zip(crowd, seen, strict=True) for value in one.seconds[count:]]
        _tell(figures, took, spent, {name: after[name] - before[name] for name in after})
        figures.numbers["turn_ms_before_commit"] = await _in_turn(town) * 1000
        troubles = [trouble for one in crowd for trouble in one.troubles]
        figures.numbers |= {"errors": len(troubles), "orders": sum(len(one.orders) for one in crowd)}
        figures.promise(f"no errors ({troubles[:2]})", not troubles)
    return figures


async def _in_turn(town: Town) -> float:
    """Mean seconds between the lock of a conversation and the writing of its replies, as the processes measured it."""
    total = count = 0.0
    for process in town.processes.values():
        async with town.web.get(f"{process.url}/metrics") as answer:
            for line in (await answer.text()).splitlines():
                total += float(line.split()[-1]) if line.startswith("fenliu_turn_seconds_sum") else 0.0
                count += float(line.split()[-1]) if line.startswith("fenliu_turn_seconds_count") else 0.0
    return total / max(count, 1.0)


def _tell(figures: Figures, took: list[float], spent: float, cpu: dict[str, float]) -> None:
    rate, p99 = len(took) / spent, percentile(took, 0.99)
    figures.numbers |= {"turns": len(took), "per_second": rate}
    figures.numbers |= {f"p{int(share * 100)}_ms": percentile(took, share) * 1000 for share in (0.5, 0.95, 0.99)}
    figures.numbers |= {f"cpu_{name}_ms_a_turn": value / max(len(took), 1) * 1000 for name, value in cpu.items()}
    figures.numbers["cores_busy"] = sum(cpu.values()) / spent
    figures.promise(f"at least {TURNS_PER_SECOND} turns a second", rate >= TURNS_PER_SECOND)
    figures.promise(f"p99 within {P99_SECONDS * 1000:.0f} ms", p99 <= P99_SECONDS)


def _resident(town: Town, url: str, number: int, stop: Any) -> WebResident:
    rng = random.Random(number)
    return WebResident(town.web, lambda: url, rng, think=RESIDENTS / OFFERED, stop=stop)


async def _days(resident: WebResident) -> None:
    """One story after the other, by the same device."""
    await asyncio.sleep(resident.rng.uniform(0, resident.think))
    while not resident.stop():
        await resident.live(resident.rng.choice(STORIES))


def _cpu(town: Town) -> dict[str, float]:
    """Seconds of processor time so far."""
    assert town.server is not None
    assert town.server.process is not None
    base = psutil.Process(town.server.process.pid)
    return {
        "fenliu": sum(_of(psutil.Process(process.pid)) for process in town.processes.values()),
        "postgresql": _of_the_dead(base) + sum(_of(one) for one in (base, *base.children(recursive=True))),
        "generator": _of(psutil.Process()),
    }


def _of_the_dead(process: psutil.Process) -> float:
    """What processes of connections that have ended had taken."""
    times = process.cpu_times()
    return float(times.children_user + times.children_system)


def _of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
