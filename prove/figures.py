"""What a case found: its figures, and the promises that were broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Figures:
    """The line of one case."""

    case: str
    numbers: dict[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def promise(self, what: str, kept: object) -> None:
        """Notes a promise; a broken one fails the case."""
        if not kept:
            self.broken.append(what)

    @property
    def line(self) -> str:
        """One line: the figures, then what was broken."""
        told = " ".join(f"{name}={_short(value)}" for name, value in self.numbers.items())
        end = "ok" if not self.broken else f"BROKEN: {'; '.join(self.broken)}"
        return f"{self.case}: {told} | {end}"


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) and abs(value) < 100 else f"{value:.0f}" if isinstance(
        value, float
    ) else str(value)


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
