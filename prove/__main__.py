"""`python -m prove [CASE ...]`: runs the cases, prints a line for each, and fails where a promise is broken."""

from __future__ import annotations

import asyncio
import importlib
import sys
import time
import traceback

from prove.figures import Figures

CASES = ("telegram", "redelivery", "kill", "claims", "outage", "load", "fuzz")


def main() -> int:
    """The exit code."""
    wanted = sys.argv[1:] or list(CASES)
    if unknown := [case for case in wanted if case not in CASES]:
        print(f"没有这个用例：{'、'.join(unknown)}。可以选：{'、'.join(CASES)}", file=sys.stderr)
        return 2
    return max([_prove(case) for case in wanted], default=0)


def _prove(case: str) -> int:
    started = time.monotonic()
    try:
        figures: Figures = asyncio.run(importlib.import_module(f"prove.{case}").run())
    except Exception as error:  # noqa: BLE001 - a case that breaks is a broken promise, and the others still run
        traceback.print_exc()
        figures = Figures(case, broken=[f"{type(error).__name__}: {error}"])
    figures.numbers["seconds"] = round(time.monotonic() - started)
    print(figures.line, flush=True)
    return 1 if figures.broken else 0


raise SystemExit(main())
