"""Somebody who reads pages of the application without a browser and without a network."""

from __future__ import annotations

from functools import partial
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

HOST = "http://fenliu.example.cn"


class Reader:
    """Plain calls over a loop in another thread: the browser of the other page tests holds the one of this thread."""

    def __init__(self, app: FastAPI, portal: BlockingPortal, address: str = "203.0.113.7") -> None:
        self._portal = portal
        transport = httpx.ASGITransport(app=app, client=(address, 50_000))
        self._client = httpx.AsyncClient(transport=transport, base_url=HOST)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """A page."""
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any request."""
        return self._portal.call(partial(self._client.request, method, path, **options))
