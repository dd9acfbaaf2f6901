"""Updates that broke the bot again and again: kept on disk as they came, for whoever mends it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DAY = 24 * 3600
RESIDENTS, STAFF = "passed-over", "passed-over-staff"
"""Their folders in the data folder."""
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

    def clear(self) -> None:
        """Removes what is too old or too much; another process may be at it, too."""
        found = [(written, file) for file in self.folder.glob("*.json") if (written := _written(file)) is not None]
        before = time.time() - self.keep_days * DAY
        for place, (written, file) in enumerate(sorted(found)):
            if len(found) - place >= MOST or written < before:
                file.unlink(missing_ok=True)

    def _write(self, update: Mapping[str, Any], reason: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.clear()
        path = self.folder / f"{int(update['update_id'])}.json"
        path.write_text(json.dumps({"reason": reason, "update": update}), encoding="ascii")


def _written(file: Path) -> float | None:
    """When it was written; None where it has gone meanwhile."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return None
