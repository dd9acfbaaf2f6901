"""A process that spools until it is killed, and tells what is kept: `python -m tests.bot.spooler <folder> <name>`."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from bot.spool import Spool

if __name__ == "__main__":
    spool = Spool(Path(sys.argv[1]))
    for number in count():
        spool.put("message", {"from": sys.argv[2], "number": number, "text": "水" * (number % 3000)}, key=sys.argv[2])
        print(number, flush=True)  # noqa: T201 - only what is on disk is acknowledged
