"""Requests straight into the application, as the server in front of it hands them on: raw bytes, nothing polished."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

from prove.odd_requests import Request


async def ask(app: ASGIApp, request: Request, *, client: str = "127.0.0.1") -> int:
    """Sends a request and reads the whole answer; its status.

    Raises:
        RuntimeError: there was no answer, or not to its end. And whatever the application lets out.
    """
    pieces, answered, over = list(request.body) or [b""], 0, asyncio.Event()

    async def receive() -> Message:
        if not pieces:
            await over.wait()
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        nonlocal answered
        if message["type"] == "http.response.start":
            answered = message["status"]
        elif not message.get("more_body", False):
            over.set()

    await app(_scope(request, client), receive, send)
    if not answered or not over.is_set():
        msg = f"no whole answer to {request.method} {request.path[:60]!r}"
        raise RuntimeError(msg)
    return answered


def _scope(request: Request, client: str) -> dict[str, Any]:
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
        "method": request.method, "path": unquote(request.path.decode("ascii", "replace")), "raw_path": request.path,
        "query_string": request.query, "headers": [(b"host", b"fenliu"), *request.headers],
        "client": (client, 50000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
