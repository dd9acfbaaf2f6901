"""Starts processes of Fenliu quickly: everything is imported once, then each process is a fork of this one.

A fork made before any thread or loop exists is the same process that `fenliu serve` would be, without the seconds that
imports take: 200 deaths and births are then minutes. Orders come as JSON lines on stdin; answers are process numbers.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any


def main() -> None:
    """Reads orders until stdin closes."""
    import bot.cli  # noqa: F401, PLC0415 - all that a process needs
    with suppress(ImportError):
        from bot.channels.staff import assembly as _staff  # noqa: F401, PLC0415
        from bot.channels.telegram import assembly as _telegram  # noqa: F401, PLC0415

    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not kept waiting
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order)
        print(child, flush=True)


def _live(order: dict[str, Any]) -> None:
    """The life of one process: `fenliu serve` with these settings."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(order["settings"])
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for old, new in ((0, nothing), (1, log), (2, log)):
            os.dup2(new, old)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in ((0, "r"), (1, "w"), (2, "w")))
        from bot.roles import Role  # noqa: PLC0415
        from bot.serve import serve  # noqa: PLC0415
        from config.settings import load_settings  # noqa: PLC0415

        serve(load_settings(), print, Role(order["role"]))
        code = 0
    finally:
        if code:
            import traceback  # noqa: PLC0415

            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    main()
