"""Who is at the page: a random cookie, known to the browser alone. The database keeps only its digest."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from fastapi import Request, Response

COOKIE = "fenliu_visitor"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
TOKEN_BYTES = 32
HALF_A_YEAR = 180 * 24 * 3600


@dataclass(frozen=True)
class Visitor:
    """One browser. `account` is what the rest of the project knows of it."""

    token: str
    new: bool

    @property
    def account(self) -> str:
        """The digest of the cookie: whoever reads the database cannot take over a conversation."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:40]


def visitor_of(request: Request) -> Visitor:
    """The visitor that the cookie names; a new one where there is none or it cannot be ours."""
    token = request.cookies.get(COOKIE, "")
    if TOKEN.fullmatch(token):
        return Visitor(token, new=False)
    return Visitor(secrets.token_urlsafe(TOKEN_BYTES), new=True)


def remember(response: Response, visitor: Visitor, *, secure: bool) -> None:
    """Gives the cookie to the browser, or prolongs it."""
    response.set_cookie(
        COOKIE, visitor.token, max_age=HALF_A_YEAR, httponly=True, samesite="strict", secure=secure, path="/"
    )
