"""Loads one index file and decides from it; prints seconds, and MB held above the bare interpreter."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

KILOBYTE = 1024


def resident() -> float:
    """MB of memory this process holds now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / KILOBYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTE


def main() -> None:
    """The figures on one line."""
    bare = resident()
    from config.region import load_region  # noqa: PLC0415 - what importing costs is part of the memory
    from knowledge_base.engine import Engine  # noqa: PLC0415
    from knowledge_base.index_file import read  # noqa: PLC0415
    from knowledge_base.matcher import Matcher  # noqa: PLC0415
    from knowledge_base.signals import load_signals  # noqa: PLC0415

    start = time.perf_counter()
    built = read(Path(sys.argv[1]))
    spent = time.perf_counter() - start
    if built is None:
        raise SystemExit(1)
    engine = Engine(built.library, load_signals(load_region("sample")), Matcher(built.index, built.places))
    for text in ("物业电梯坏了半个月", "朋友借钱不还", "工地半夜打桩"):
        assert engine.decide(text).words
    print(f"{spent:.4f} {resident() - bare:.1f}")


if __name__ == "__main__":
    main()
