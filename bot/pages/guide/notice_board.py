"""What the sheet for a notice board adds: the address of the guide with its QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass

import segno
from fastapi import Request
from markupsafe import Markup

HERE = re.compile(r"^https?://(?:localhost|127\.|\[::1\]|0\.0\.0\.0)")
ADDRESS = re.compile(r"^https?://[A-Za-z0-9.\-]+(?::\d{1,5})?$|^https?://\[[0-9A-Fa-f:.]+\](?::\d{1,5})?$")
MARGIN = 2
"""Modules of white around the code; the sheet's own paper does the rest of the four that the norm asks for."""


@dataclass(frozen=True)
class Code:
    """An address with its QR code. `reachable` is false for an address that only this machine knows."""

    address: str
    svg: Markup
    reachable: bool


def base_address(request: Request, public_url: str) -> str:
    """Where the service is reached from outside: the setting, else as the reader came; empty where that is no name."""
    if public_url:
        return public_url.rstrip("/")
    came = str(request.base_url).rstrip("/")
    return came if ADDRESS.match(came) else ""


def code_of(base: str, path: str) -> Code | None:
    """The code that leads to a page; None where the address is not known."""
    if not base:
        return None
    address = f"{base}{path}"
    drawn = segno.make_qr(address, error="m").svg_inline(border=MARGIN, omitsize=True)
    return Code(address, Markup(drawn), HERE.match(base) is None)  # noqa: S704 - segno draws paths, no text
