"""Passwords: argon2id digests by argon2-cffi with its own current parameters (RFC 9106, low memory)."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from config.errors import BadInput
from orders.number import ALPHABET

SHORTEST, LONGEST = 10, 200
"""Characters. NIST SP 800-63B asks for length and not for kinds of characters."""
GIVEN_LENGTH = 14
"""Of a password that an admin gives: 31 signs each, changed at the first sign-in."""
HASHER = PasswordHasher()
NOBODY = HASHER.hash(secrets.token_hex(16))
"""What an unknown login is compared with, so that it takes as long as a known one."""


class WeakPassword(BadInput):
    """A password that is too easy to guess; `say` tells what to choose instead."""


def given() -> str:
    """A password for the first sign-in."""
    return "".join(secrets.choice(ALPHABET) for _ in range(GIVEN_LENGTH))


def digest(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(_plain(password))


def fits(kept: str, password: str) -> bool:
    """Whether it is that password."""
    try:
        return HASHER.verify(kept, _plain(password)[:LONGEST])
    except (Argon2Error, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """Whether it was made with parameters of former times and should be made anew."""
    return HASHER.check_needs_rehash(kept)


def check(password: str, *, login: str = "", name: str = "") -> None:
    """Refuses what is easily guessed.

    Raises:
        WeakPassword: too short, too long, one character only, or the person's own name.
    """
    plain = _plain(password)
    own = [part for part in (login.lower(), name.lower()) if part]
    if not SHORTEST <= len(plain) <= LONGEST:
        say = f"密码要 {SHORTEST} 到 {LONGEST} 个字符，可以是一句好记的话。"
    elif len(set(plain)) < SHORTEST // 2:
        say = "密码太简单了，请换一个，可以是一句好记的话。"
    elif any(part in plain.lower() for part in own):
        say = "密码里不要带自己的名字或登录名，请换一个。"
    else:
        return
    raise WeakPassword(say, say=say)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
