"""Updates that broke the bot again and again: kept on disk as they came, for whoever mends it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DAY = 24 * 3600
MOST = 1000
"""Files kept; beyond it the oldest give way."""


class PassedOver:
    """A folder with one file an update. They hold what people wrote: none is older than so many days."""

    def __init__(self, folder: Path, *, keep_days: int) -> None:
        self.folder = folder
        self.keep_days = keep_days

    async def __call__(self, update: Mapping[str, Any], reason: str) -> None:
        """Writes one down.

        Raises:
            OSError: it could not be written; the update is then not to be passed over.
        """
        await asyncio.to_thread(self._write, update, reason)

    def _write(self, update: Mapping[str, Any], reason: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clear()
        path = self.folder / f"{int(update['update_id'])}.json"
        path.write_text(json.dumps({"reason": reason, "update": update}), encoding="ascii")

    def _clear(self) -> None:
        files = sorted(self.folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
        before = time.time() - self.keep_days * DAY
        for place, file in enumerate(files):
            if len(files) - place >= MOST or file.stat().st_mtime < before:
                file.unlink(missing_ok=True)
