"""Starts processes of Fenliu quickly: everything is loaded once, then each process is a fork of this one.

A fork made before any thread or loop exists is the same process that `fenliu serve` would be, without the seconds that
imports and cards take: hundreds of deaths and births are then minutes. Orders come as JSON lines on stdin; answers are
process numbers.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.services import Services
    from config.settings import Settings


def main() -> None:
    """Reads orders until stdin closes."""
    from bot.channels.telegram import assembly  # noqa: F401, PLC0415 - with it all that a process imports
    from bot.desk import desk_loader  # noqa: PLC0415
    from bot.last_resort import LastResort  # noqa: PLC0415
    from bot.services import build_services  # noqa: PLC0415
    from config.region import load_region  # noqa: PLC0415
    from config.settings import Settings  # noqa: PLC0415

    region = load_region()
    desk, last_resort = desk_loader(Settings(index=Path(sys.argv[1])))(region), LastResort(region)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not kept waiting
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order, lambda settings: build_services(settings, lambda _: desk, None, lambda _: last_resort))
        print(child, flush=True)


def _live(order: dict[str, Any], build: Callable[[Settings], Services]) -> None:
    """The life of one process: `fenliu serve` with these settings."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(order["settings"])
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for old, new in ((0, nothing), (1, log), (2, log)):
            os.dup2(new, old)
        from bot.roles import Role  # noqa: PLC0415
        from bot.serve import serve  # noqa: PLC0415
        from config.settings import load_settings  # noqa: PLC0415

        serve(load_settings(), print, Role(order["role"]), build)
        code = 0
    except BaseException:  # noqa: BLE001 - a fork must never run on into its parent's loop
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    main()
