"""A soft limit: whoever sends very fast is asked to slow down, and nothing is lost."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from config.errors import FenliuError

MINUTE = 60.0
MAX_KEYS = 20_000
"""The longest unused keys are forgotten beyond this, so that the table cannot grow without end."""


class TooFast(FenliuError):
    """More messages in a minute than the limit allows. `wait` is the number of seconds until the next one fits."""

    say = "您发得有点快，我来不及看。稍等几秒，我会接着处理；有人身危险请直接拨打 110、119 或 120。"

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


class Rate:
    """A bucket for each key: it holds a minute's worth and fills evenly."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, key: str) -> None:
        """Takes one from the key's bucket.

        Raises:
            TooFast: the bucket is empty.
        """
        now = self._now()
        left, since = self._buckets.pop(key, (float(self.per_minute), now))
        left = min(self.per_minute, left + (now - since) * self.per_minute / MINUTE)
        empty = left < 1
        self._buckets[key] = (left if empty else left - 1, now)
        while len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        if empty:
            raise TooFast(math.ceil((1 - left) * MINUTE / self.per_minute))
