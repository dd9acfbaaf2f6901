"""fuzz: whatever comes from Telegram or a browser, or as an answer of the Bot API: nothing breaks or is lost."""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis

from bot.asking import Desk
from bot.desk import desk_loader
from config.region import load_region
from config.settings import Settings
from prove.booth import Booth
from prove.figures import Figures
from prove.scenes import SCENES, Scene
from prove.town import INDEX
from tests.postgres import databases

EXAMPLES = int(os.environ.get("FENLIU_TEST_EXAMPLES", "20000"))
SHARES = {"sqlite": 0.75, "postgresql": 0.25}
PATIENCE = 60.0
"""Seconds for one example."""
LONGEST = 400
DIGITS = re.compile(r"\d+")


async def run() -> Figures:
    """Runs the case."""
    figures = Figures("fuzz")
    desk = desk_loader(Settings(index=INDEX))(load_region("sample"))
    with databases() as server:
        await fuzz(desk, {"sqlite": "", "postgresql": server.create()}, EXAMPLES, figures)
    return figures


async def fuzz(desk: Desk, urls: Mapping[str, str], examples: int, figures: Figures) -> None:
    """So many examples in all, shared out over the databases and the scenes."""
    total = sum(SHARES[kind] for kind in urls)
    counts: Counter[str] = Counter()
    failures: dict[str, str] = {}
    for kind, url in urls.items():
        async with Booth(desk, url) as booth:
            for scene in SCENES:
                wanted = round(examples * scene.share * SHARES[kind] / total)
                await asyncio.to_thread(_try, Trial(booth, scene, asyncio.get_running_loop(), counts, failures), wanted)
            counts.update({"updates": booth.updates, "requests": sum(booth.statuses.values())})
            counts.update({f"status_{status}": count for status, count in sorted(booth.statuses.items())})
            counts["bot_api_calls"] += len(booth.api.calls)
    figures.numbers |= dict(counts) | {"failures": len(failures)}
    for what, example in failures.items():
        figures.promise(f"{what} ({example})", kept=False)


@dataclass(frozen=True)
class Trial:
    """One scene before one booth. `failures`: what went wrong -> the shortest example of it."""

    booth: Booth
    scene: Scene
    loop: asyncio.AbstractEventLoop
    counts: Counter[str]
    failures: dict[str, str]

    def play(self, example: Any) -> None:
        """Plays an example in the loop of the booth; what goes wrong is noted, and the next one is tried."""
        asyncio.run_coroutine_threadsafe(self._play(example), self.loop).result()

    async def _play(self, example: Any) -> None:
        self.counts["examples"] += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await self.scene.play(self.booth, example)
                await self.booth.settle()
        except Exception as error:  # noqa: BLE001 - whatever it is: it is what is looked for
            heard = "; ".join(self.booth.heard.take())
            what = DIGITS.sub("0", f"{self.scene.name}: {type(error).__name__}: {error} {heard}"[:LONGEST])
            told = repr(example)[:LONGEST]
            self.failures[what] = min(self.failures.get(what, told), told, key=len)
            await self.booth.clear()


def _try(trial: Trial, wanted: int) -> None:
    """So many examples, always the same ones. What fails is noted by the trial, so nothing is shrunk here."""

    @hypothesis(
        max_examples=max(wanted, 1), deadline=None, database=None, derandomize=True, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(trial.scene.examples)
    def tried(example: Any) -> None:
        trial.play(example)

    tried()
