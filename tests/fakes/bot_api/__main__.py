"""The server as a process: `python -m tests.fakes.bot_api --port 0 --tokens 1:a,2:b` prints its port."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from .server import BotApi


async def serve(port: int, tokens: list[str]) -> None:
    """Serves until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with BotApi(port) as api:
        for token in tokens:
            api.add_bot(token)
        sys.stdout.write(f"{api.port}\n")
        sys.stdout.flush()
        await ended.wait()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="bot_api")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tokens", default="")
    given = parser.parse_args()
    asyncio.run(serve(given.port, [token for token in given.tokens.split(",") if token]))


if __name__ == "__main__":
    main()
