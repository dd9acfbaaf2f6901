"""The colours of series, in charts of Excel and of the page alike; each differs from the next in lightness too."""

from __future__ import annotations

from typing import Final

PALETTE: Final = ("#1b7f5c", "#2f5fa8", "#d9902f", "#8a4fa3", "#b3382c", "#5b8fa0", "#8b8f3a", "#66727f")
