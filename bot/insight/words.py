"""The words of the figures (bot/insight/words.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orders.reports.words import Words

words: Final = Words(Path(__file__).with_name("words.yaml"))
