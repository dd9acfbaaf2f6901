"""Building and replaying beside the service: another process does it, this one only listens."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from config.errors import KnowledgeError
from knowledge_base.revisions.job import Done, Job

COMMAND: Final = (sys.executable, "-m", "knowledge_base.revisions.building")
ROOT: Final = Path(__file__).parents[2]
LONGEST_LINE: Final = 256 * 1024 * 1024
"""Bytes of one line of the other process: every change with its words, of as many messages as anybody replays."""
SHOWN: Final = 300
Tell = Callable[[float], None]


async def build_apart(job: Job, tell: Tell = lambda _part: None) -> Done:
    """Does the job in a process of its own, at low priority; `tell` hears how far it is, from 0 to 1.

    Where the caller is cancelled the process ends too.

    Raises:
        KnowledgeError: a revision cannot be used, or the process died; `say` tells what to do.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
    )
    try:
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, process.pid, 10)
        async with asyncio.TaskGroup() as group:
            complaints = group.create_task(_rest(process))
            found = group.create_task(_talk(process, job, tell))
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if "done" in found.result():
        return Done(**found.result()["done"])
    died = f"检查的进程中途停了（{complaints.result() or process.returncode}）。请再检查一次。"
    raise KnowledgeError(say=str(found.result().get("problem") or died))


async def _talk(process: asyncio.subprocess.Process, job: Job, tell: Tell) -> dict[str, Any]:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both were asked for
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(json.dumps(job.as_json()).encode())
        await process.stdin.drain()
    process.stdin.close()
    last: dict[str, Any] = {}
    async for line in process.stdout:
        with suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict) and "progress" in said:
                tell(float(said["progress"]))
            elif isinstance(said, dict):
                last = said
    return last


async def _rest(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None  # noqa: S101 - it was asked for
    lines = (await process.stderr.read()).decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:SHOWN] if lines else ""
