"""The door: the form that signs in, and the way out. Plain HTML, so that it works before anything else is loaded."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from jinja2 import Environment, FileSystemLoader
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from bot.accounts.audit import AuditLog
from bot.accounts.sessions import LONGEST, Sessions
from bot.accounts.sign_in import SignIn, SignInRefused
from bot.pages.staff.gate import COOKIE, ROOT, SIGN_IN, same_site
from bot.rate import Rate, TooFast
from bot.services import Services

LOOK = Path(__file__).parent / "look"
FORM_COOKIE = "fenliu_form"
TRIES_PER_MINUTE = 20
"""From one address; an office shares one."""
STALE = "页面放得太久了，请再登录一次。"
TOO_FAST = "试得太快了，请过一会儿再登录。"


class Door:
    """Its routes."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.tries = Rate(TRIES_PER_MINUTE)
        self.pages = Environment(loader=FileSystemLoader(LOOK), autoescape=True)
        self.router = APIRouter()
        self.router.add_api_route(SIGN_IN, self.show, methods=["GET"])
        self.router.add_api_route(SIGN_IN, self.enter, methods=["POST"])
        self.router.add_api_route(f"{ROOT}/sign-out", self.leave, methods=["POST"])
        self.router.add_api_route(f"{ROOT}/look/sign_in.css", self.look, methods=["GET"])

    async def show(self, request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
        """The form."""
        return self._form(request, next=_own(next))

    async def enter(  # noqa: PLR0917 - the fields of the form
        self,
        request: Request,
        login: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        code: Annotated[str, Form()] = "",
        form: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "",  # noqa: A002 - the name in the form
    ) -> Response:
        """Lets in, or shows the form again with what to do."""
        shown = request.cookies.get(FORM_COOKIE, "")
        if not shown or not hmac.compare_digest(shown, form) or not same_site(request.scope):
            return self._form(request, say=STALE, login=login, next=_own(next), status=403)
        try:
            self.tries.spend(request.client.host if request.client else "")
        except TooFast:
            return self._form(request, say=TOO_FAST, login=login, next=_own(next), status=429)
        async with self.services.database.writing() as session, session.begin():
            entered = await SignIn(session, self.services.clock).enter(login[:40], password[:200], code[:10])
        if isinstance(entered, SignInRefused):
            return self._form(
                request, say=entered.say, login=login, next=_own(next), status=401, needs_code=entered.needs_code
            )
        answer = RedirectResponse(_own(next), status_code=303)
        secure = self.services.settings.secure_cookie
        age = int(LONGEST.total_seconds())
        answer.set_cookie(COOKIE, entered, max_age=age, path=ROOT, httponly=True, secure=secure, samesite="lax")
        answer.delete_cookie(FORM_COOKIE, path=SIGN_IN)
        return answer

    async def leave(self, request: Request) -> Response:
        """Signs this browser out."""
        signed = request.scope["fenliu.signed"]
        async with self.services.database.writing() as session, session.begin():
            await Sessions(session, self.services.clock).close(request.scope["fenliu.token"])
            who = {"staff_id": signed.staff_id, "actor": signed.name, "role": signed.role}
            await AuditLog(session, self.services.clock).write("sign_out", signed.login, **who)
        answer = RedirectResponse(SIGN_IN, status_code=303)
        answer.delete_cookie(COOKIE, path=ROOT)
        return answer

    async def look(self) -> Response:
        """The style of the form."""
        return FileResponse(LOOK / "sign_in.css", media_type="text/css")

    def _form(self, request: Request, *, status: int = 200, **values: object) -> Response:
        form = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
        shown = {"say": "", "login": "", "next": ROOT, "needs_code": False} | values
        region = self.services.region.name
        page = self.pages.get_template("sign_in.html").render(form=form, region=region, **shown)
        answer = HTMLResponse(page, status_code=status)
        secure = self.services.settings.secure_cookie
        answer.set_cookie(FORM_COOKIE, form, path=SIGN_IN, httponly=True, secure=secure, samesite="strict")
        return answer


def _own(address: str) -> str:
    """The page to go on to: one of ours, whatever the address says."""
    parts = urlsplit(address)
    ours = parts.path == ROOT or parts.path.startswith(f"{ROOT}/")
    if (
        parts.scheme
        or parts.netloc
        or not ours
        or "\\" in address
        or parts.path.startswith((SIGN_IN, f"{ROOT}/sign-out"))
    ):
        return ROOT
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
