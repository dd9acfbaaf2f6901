"""What happens next in the simulated town, and the clock that goes with it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime

from config.clock import Clock


class TownClock(Clock):
    """Stands at the moment of what is happening."""

    def __init__(self, start: datetime) -> None:
        super().__init__(lambda: self.at)
        self.at = start


@dataclass(frozen=True, order=True)
class Event:
    """`what` happens to the order (or the telling) of that number."""

    at: datetime
    turn: int
    what: str = field(compare=False)
    number: int = field(compare=False)


class Agenda:
    """Events by their time; at the same time in the order in which they were put down."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._count = 0

    def put(self, at: datetime, what: str, number: int = 0) -> None:
        """Notes that something will happen."""
        self._count += 1
        heapq.heappush(self._events, Event(at, self._count, what, number))

    def next(self, until: datetime) -> Event | None:
        """Takes what happens next; None where nothing does before that moment."""
        if not self._events or self._events[0].at >= until:
            return None
        return heapq.heappop(self._events)
