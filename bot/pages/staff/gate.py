"""What stands before every page of staff: nobody comes in without a session, and no other site speaks for whoever did.

Pages are loaded by address and then work over a WebSocket: both are checked, and every action checks the session anew
(`visit.py`), so that who is signed out, locked or moved to another role stops at once.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.accounts.sessions import Sessions, Signed
from bot.plain_page import plain_page
from bot.services import Services
from config.log import log_failure

ROOT = "/staff"
SIGN_IN = f"{ROOT}/sign-in"
COOKIE = "fenliu_staff"
OPEN = (SIGN_IN, f"{ROOT}/look/")
"""What may be seen without a session: the door and what it looks like."""
LIBRARY = f"{ROOT}/_nicegui/"
"""Files of the library, the same for everybody, and uploads (POST), which need a session."""
ELSEWHERE = "这一页是另一个地区的，您的账号不管这里。请从自己地区的地址登录，或请管理员加上这个地区。"
BROKEN = "这一页没打开，您做过的都在。请过一会儿再打开；还不行请告诉管理员。"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' data:; "
        "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "same-origin",
}
"""The library builds its pages in the browser, which needs inline scripts; nothing a person wrote becomes HTML."""


class StaffGate:
    """Wraps the application; looks only at what lies under /staff."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self.app = app
        self.services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets in who is signed in; others are shown the door, or nothing."""
        path = scope.get("path", "")
        if scope["type"] not in ("http", "websocket") or not (path == ROOT or path.startswith(f"{ROOT}/")):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        scope["fenliu.services"] = self.services
        open_to_all = path.startswith(OPEN) or (path.startswith(LIBRARY) and scope["method"] in ("GET", "HEAD"))
        try:
            signed = None if open_to_all else await self._signed(scope)
        except Exception as error:  # noqa: BLE001 - whatever broke, who came must read something
            log_failure("staff not let in", error)
            await plain_page(BROKEN, path, "再试一次", 503)(scope, receive, _with(send))
            return
        if not open_to_all and not self._may_come(scope, signed):
            await self._refused(scope, signed)(scope, receive, _with(send))
            return
        scope["fenliu.signed"] = signed
        await self.app(scope, receive, send if path.startswith(LIBRARY) else _with(send))

    def _may_come(self, scope: Scope, signed: Signed | None) -> bool:
        safe = scope["method"] in ("GET", "HEAD")
        return signed is not None and signed.works_in(self.services.settings.region) and (safe or same_site(scope))

    def _refused(self, scope: Scope, signed: Signed | None) -> ASGIApp:
        if signed is not None and not signed.works_in(self.services.settings.region):
            return PlainTextResponse(ELSEWHERE, status_code=403)
        if scope["method"] != "GET":
            return PlainTextResponse("请重新登录后再试。", status_code=403 if signed else 401)
        path, query = scope["path"], scope.get("query_string", b"").decode("latin-1")
        back = quote(f"{path}?{query}" if query else path)
        return RedirectResponse(f"{SIGN_IN}?next={back}", status_code=303)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        signed = await self._signed(scope) if same_site(scope) else None
        if signed is None or not signed.works_in(self.services.settings.region):
            await receive()
            await send({"type": "websocket.close", "code": 4401})
            return
        await self.app(scope, receive, send)

    async def _signed(self, scope: Scope) -> Signed | None:
        token = HTTPConnection(scope).cookies.get(COOKIE, "")
        if not token:
            return None
        async with self.services.database.reading() as session:
            found = await Sessions(session, self.services.clock).find(token)
        scope["fenliu.token"] = token
        return found


def same_site(scope: Scope) -> bool:
    """Whether the request comes from a page of this very site: its Origin is the Host it asks."""
    headers = Headers(scope=scope)
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host", "")


def _with(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = "no-store"
        await send(message)

    return answer
