"""Pages that may be kept: a strong ETag from what they are made of, and 304 for who has them already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fastapi import Request, Response

MAX_AGE = 300
"""Seconds a page may be kept without asking."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Like the chat's, with a search form that may be sent home, and nothing else."""


def tag_of(*parts: str) -> str:
    """The ETag of a page made of these."""
    return f'"{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:24]}"'


def has(request: Request, tag: str) -> bool:
    """Whether the reader has the page of that tag already (RFC 9110, 13.1.2)."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in known or known == ["*"]


def kept(tag: str, *, private: bool = False) -> dict[str, str]:
    """The headers of a page that may be kept; `private` by the reader's own browser alone."""
    return {"ETag": tag, "Cache-Control": f"{'private' if private else 'public'}, max-age={MAX_AGE}"}


def unchanged(headers: Mapping[str, str]) -> Response:
    """304: the reader's own copy is still good."""
    return Response(status_code=304, headers=dict(headers))


def page(request: Request, html: str, headers: Mapping[str, str], status: int = 200) -> Response:
    """A page; for HEAD only its headers, with the length the page would have."""
    body = html.encode()
    told = {"Content-Security-Policy": POLICY, **headers, "Content-Length": str(len(body))}
    content = b"" if request.method == "HEAD" else body
    return Response(content, status, told, media_type="text/html; charset=utf-8")
