"""What stands before every request: a limit on its size, security headers, and an answer even when all else fails."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import BadInput, FenliuError
from config.log import log_failure

BODILESS = {"GET", "HEAD"}
KILOBYTE = 1024
MESSAGE_BYTES = 64 * KILOBYTE
FORM_BYTES = 64 * KILOBYTE
"""What a form needs around its file."""
UPLOADS = "/api/photos"
PUSHED = "/telegram/"
PUSHED_BYTES = 1024 * KILOBYTE
"""Updates that Telegram pushes; they may quote long messages."""
LIBRARY = "/staff/_nicegui"
LIBRARY_BYTES = 10 * 1024 * KILOBYTE
"""Files that staff upload (tables of cards), behind the gate; and what the pages' library sends."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TOO_LARGE = "您发的内容太长了，系统收不下。请先用几句话说要紧的，照片一张一张发。"


class TooLarge(BadInput):
    """A body above the limit of its path. `rest` is what of its last piece was within the limit."""

    say = TOO_LARGE

    def __init__(self, rest: bytes = b"") -> None:
        super().__init__()
        self.rest = rest


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, *, photo_megabytes: int) -> None:
        self.app = app
        self.upload_bytes = photo_megabytes * KILOBYTE * KILOBYTE + FORM_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, counted; adds the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store" if scope["path"].startswith("/api/") else "no-cache")
            await send(message)

        try:
            await self.app(scope, self._counted(scope, receive), answer)
        except Exception as error:  # noqa: BLE001 - the last wall: nobody is ever left without an answer
            log_failure("request failed", error, path=scope["path"])
            if not started:
                await JSONResponse({"say": FenliuError.say}, status_code=503)(scope, receive, answer)

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        """`receive` that stops at the limit, whatever the length the client announced.

        Who fetches something has no body that anybody reads; one that comes all the same cuts no answer off.
        """
        if scope["method"] in BODILESS:
            return receive
        limit = self._limit(scope["path"])
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            body = message.get("body", b"")
            seen += len(body)
            if seen > limit:
                raise TooLarge(body[: max(0, limit - seen + len(body))])
            return message

        return counted

    def _limit(self, path: str) -> int:
        if path == UPLOADS:
            return self.upload_bytes
        if path.startswith(LIBRARY):
            return LIBRARY_BYTES
        return PUSHED_BYTES if path.startswith(PUSHED) else MESSAGE_BYTES
