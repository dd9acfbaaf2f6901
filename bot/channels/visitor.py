"""Who is at the page: a random cookie, known to the browser alone. The database keeps only its digest."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
from collections import OrderedDict
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


class Met:
    """Visitors this process has seen with a conversation; the longest unseen are forgotten, and looked up again."""

    MOST = 20_000

    def __init__(self) -> None:
        self._accounts: OrderedDict[str, None] = OrderedDict()

    def knows(self, account: str) -> bool:
        """Whether the visitor was seen; he then counts as seen just now."""
        if account not in self._accounts:
            return False
        self._accounts.move_to_end(account)
        return True

    def add(self, account: str) -> None:
        """Remembers a visitor."""
        self._accounts[account] = None
        if len(self._accounts) > self.MOST:
            self._accounts.popitem(last=False)

    def drop(self, account: str) -> None:
        """Forgets a visitor."""
        self._accounts.pop(account, None)


def visitor_of(request: Request) -> Visitor:
    """The visitor that the cookie names; a new one where there is none or it cannot be ours."""
    token = request.cookies.get(COOKIE, "")
    if TOKEN.fullmatch(token):
        return Visitor(token, new=False)
    return Visitor(secrets.token_urlsafe(TOKEN_BYTES), new=True)


def address_of(request: Request) -> str:
    """Where a request comes from. Of an IPv6 address the half that one household has to itself."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped:
        return host
    return str(ipaddress.IPv6Network((int(address), 64), strict=False))


def remember(response: Response, visitor: Visitor, *, secure: bool) -> None:
    """Gives the cookie to the browser, or prolongs it.

    Lax: who comes by a link from another site keeps the conversation; other sites can send nothing in its name.
    """
    response.set_cookie(
        COOKIE, visitor.token, max_age=HALF_A_YEAR, httponly=True, samesite="lax", secure=secure, path="/"
    )
