"""The rounds that a background job makes every minute, in any number of processes, so that nothing lies unseen."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from config.clock import Clock
from config.region import Region
from orders.follow_up import asking, hot_events, over, time_limits, waking
from orders.follow_up.sweep import Round, Sweep, portion
from orders.follow_up.times import is_by_day

SWEEPS: tuple[Sweep, ...] = (
    *waking.SWEEPS,
    *time_limits.SWEEPS,
    *asking.SWEEPS,
    *hot_events.SWEEPS,
    *over.SWEEPS,
)


class Rounds:
    """All sweeps. `begin` gives a new writing session, which each portion uses for one transaction."""

    def __init__(self, begin: Callable[[], AsyncSession], region: Region, clock: Clock) -> None:
        self.begin = begin
        self.region = region
        self.clock = clock

    async def run(self) -> dict[str, int]:
        """One round, in small transactions; how many rows each sweep worked on."""
        return {sweep.name: await self._sweep(sweep) for sweep in SWEEPS}

    async def _sweep(self, sweep: Sweep) -> int:
        done, after = 0, 0
        while True:
            async with self.begin() as session, session.begin():
                count, last = await _portion(Round(session, self.region, self.clock), sweep, after)
            done += count
            if last is None:
                return done
            after = last


async def rounds_within(session: AsyncSession, region: Region, clock: Clock) -> dict[str, int]:
    """One round within a transaction that the caller holds (simulation, tests)."""
    done = dict.fromkeys((sweep.name for sweep in SWEEPS), 0)
    for sweep in SWEEPS:
        after: int | None = 0
        while after is not None:
            count, after = await _portion(Round(session, region, clock), sweep, after)
            done[sweep.name] += count
    return done


async def _portion(round_: Round, sweep: Sweep, after: int) -> tuple[int, int | None]:
    """The next rows; by night nothing that residents hear of."""
    if sweep.by_day and not is_by_day(round_.now, round_.numbers):
        return 0, None
    return await portion(round_, sweep, after)
