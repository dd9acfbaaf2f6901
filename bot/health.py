"""What watches the service asks here: does the process live, may it be sent to, and its figures.

Nothing here tells about persons: codes, counts and ages.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from bot.readings import Reading
from bot.services import Services
from config.errors import FolderNotWritable
from handlers.desk import Desk

UNREADY = {
    "database": "数据库没有回应。",
    "spool": "暂存目录写不进去。",
    "cards": "知识库没有装好。",
}
REFUSED = "监控指标只给本机看；从别的机器读，请带上设置 FENLIU_METRICS_TOKEN 里的口令。"


class Health:
    """The routes."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.router = APIRouter()
        self.router.add_api_route("/healthz/live", self.live, methods=["GET"])
        self.router.add_api_route("/healthz/ready", self.ready, methods=["GET"])
        self.router.add_api_route("/healthz", self.ready, methods=["GET"])
        self.router.add_api_route("/metrics", self.metrics, methods=["GET"])

    async def live(self) -> Response:
        """The process answers; with the database gone, too: it still answers residents."""
        return JSONResponse({"status": "ok"})

    async def ready(self) -> Response:
        """200 where all works, 503 with what is wrong; either way with the figures that tell most."""
        reading = await self.services.readings.read()
        wrong = await self._wrong(reading)
        answer: dict[str, Any] = {"status": "degraded" if wrong else "ok", "wrong": wrong} | self._figures(reading)
        if wrong:
            answer["say"] = "".join(UNREADY[one] for one in wrong)
        return JSONResponse(answer, status_code=503 if wrong else 200)

    async def metrics(self, request: Request) -> Response:
        """The figures for Prometheus, for this machine and for whoever has the token."""
        if not self._may_read(request):
            return JSONResponse({"say": REFUSED}, status_code=403)
        return Response(await self.services.metrics.render(), media_type=CONTENT_TYPE_LATEST)

    async def _wrong(self, reading: Reading) -> list[str]:
        desk = self.services.turns.desk
        works = {
            "database": reading.up,
            "spool": await asyncio.to_thread(self._spool_works),
            "cards": not isinstance(desk, Desk) or bool(desk.engine.library.cards),
        }
        return [name for name, fine in works.items() if not fine]

    def _spool_works(self) -> bool:
        try:
            self.services.degraded.spool.probe()
        except FolderNotWritable:
            return False
        return True

    def _figures(self, reading: Reading) -> dict[str, Any]:
        spool = {"waiting": self.services.degraded.spool.waiting()}
        if not reading.up:
            return {"spool": spool}
        waiting = {"outbox": reading.outbox, "inbox": reading.inbox, "unclaimed_handoffs": reading.unclaimed}
        figures = {name: {"waiting": one.count, "age_seconds": round(one.age)} for name, one in waiting.items()}
        ages = {channel: round(age) for channel, age in reading.channels.items()}
        return {"spool": spool, **figures, "dead_letters": reading.dead, "channel_update_age_seconds": ages}

    def _may_read(self, request: Request) -> bool:
        token = self.services.settings.metrics_token.get_secret_value()
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        known = bool(token) and hmac.compare_digest(given.encode(), token.encode())
        return known or _is_here(request.client.host if request.client else "")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
