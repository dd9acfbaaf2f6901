"""The second factor: six digits of an authenticator app (TOTP, RFC 6238) by pyotp; each counts once."""

from __future__ import annotations

from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT = 1
"""Steps that a phone's clock may be ahead or behind."""
ISSUER = "分流"


def new_secret() -> str:
    """A secret for one person."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, last: int) -> int | None:
    """The step that a code belongs to; None where it is wrong, or no newer than the `last` that was used."""
    digits = "".join(sign for sign in code if sign.isdigit())
    here = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if pyotp.utils.strings_equal(pyotp.TOTP(secret).at(step * STEP_SECONDS), digits):
            found = step
    return found if found is not None and found > last else None
