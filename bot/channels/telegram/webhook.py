"""The webhook: Telegram posts each update here, and again until it gets 200, which it gets when the update is safe."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.web_guard import TooLarge
from config.errors import SettingsError
from config.log import log_failure, log_notice

PATH = "/telegram/residents"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BYTES = 1024 * 1024
"""Far above any update; what is larger is not from Telegram."""
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
OK, UNAUTHORIZED, TOO_LARGE, TRY_AGAIN = 200, 401, 413, 503


class Webhook:
    """The route. `feed` returns when an update may be acknowledged."""

    def __init__(self, feed: Callable[[Any], Awaitable[None]], secret: str, path: str = PATH) -> None:
        self.feed = feed
        self._secret = secret.encode()
        self.router = APIRouter()
        self.router.add_api_route(path, self.take, methods=["POST"], include_in_schema=False)

    async def take(self, request: Request) -> Response:
        """One update."""
        shown = request.headers.get(HEADER, "")
        if not hmac.compare_digest(shown.encode("latin-1", "replace"), self._secret):
            return Response(status_code=UNAUTHORIZED)
        try:
            update = await _update(request)
        except TooLarge:
            log_notice("webhook body too large")
            return Response(status_code=TOO_LARGE)
        try:
            await self.feed(update)
        except Exception as error:  # noqa: BLE001 - not stored: Telegram is asked to bring it again
            log_failure("update not taken", error)
            return Response(status_code=TRY_AGAIN)
        return Response(status_code=OK)


async def _update(request: Request) -> Any:
    """The JSON of the body; None where it is none.

    Raises:
        TooLarge
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise TooLarge
    try:
        return json.loads(bytes(body))
    except (ValueError, RecursionError):
        log_notice("webhook body not readable")
        return None


def secret_for(token: str, chosen: str) -> str:
    """What Telegram has to show: the chosen secret, else one that only follows from the token.

    Raises:
        SettingsError: the chosen one has characters that Telegram does not take.
    """
    if not chosen:
        return hmac.new(token.encode(), b"fenliu webhook", hashlib.sha256).hexdigest()
    if not SECRET.fullmatch(chosen):
        msg = "设置 FENLIU_TELEGRAM_SECRET 只能用 1–256 个字母、数字、_ 或 -"
        raise SettingsError(msg, say=msg)
    return chosen
