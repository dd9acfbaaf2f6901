"""Masking: telephone and identity numbers never leave in full, in whatever text they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Any

BETWEEN = r"[ \t\-.·_/—–]{0,3}"
"""What people write between the digits of one number."""
PATTERNS = tuple(
    (re.compile(pattern.replace("~", BETWEEN)), stars)
    for pattern, stars in (
        (r"(?<![0-9A-Za-z])(\d{4})\d{10}(?:\d{3}[\dXx]|\d(?!\d))()(?![0-9A-Za-z])", "*" * 14),
        (r"(?<![0-9A-Za-z])(\d{4})\d\d~(?:18|19|20)\d\d~\d{4}~\d{3}[\dXx]()(?![0-9A-Za-z])", "*" * 14),
        (r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)", "*" * 8),
        (r"(?<!\d)([3-9]\d{3})(?:[ \-]\d{4}){2}[ \-](\d{4}(?:[ \-]\d{1,3})?)(?!\d)", "*" * 8),
        (r"(?<!\d)((?:(?:\+|00)?86~)?1[3-9]\d)~(?:\d{4}~|\d~\d{3}~|\d{3}~\d)(\d{4})(?!\d)", "*" * 4),
        (r"(?<!\d)((?:(?:\+|00)86~)?0(?:10|2\d|[3-9]\d\d)[)）]?)~\d{3,4}~(\d{4})(?!\d)", "-****"),
    )
)
"""Identity, bank card, mobile and landline numbers: the beginning and the end that stay, and what hides the middle."""
PRIVATE_KEYS = frozenset({
    "account", "address", "contact_phone", "content", "demand", "detail", "incident_address", "name", "phone",
    "query_code", "requester_name", "respondent", "text", "token", "visitor", "words",
})  # fmt: skip
HIDDEN = "***"
NUMBER_START = re.compile(r"\d{7}")
SPOKEN = str.maketrans("〇零一二三四五六七八九幺", "001234567891")


def mask(text: str, known: Collection[str] = ()) -> str:
    """`text` with mobile, landline, identity and bank card numbers made unreadable; the rest stays as it is.

    Also where the digits are full-width or Chinese ones. `known` are numbers of offices, as digits: they may be read.
    """
    plain = "".join(map(_narrow, text))
    text, plain = _hide(text, plain, known)
    return _hide(text, plain.translate(SPOKEN), known)[0]


def digits_of(number: str) -> str:
    """The digits of a telephone number, however it is written."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", number))


def _hide(text: str, plain: str, known: Collection[str]) -> tuple[str, str]:
    """Looks in `plain`, which has a character for each one of `text`, and hides the same places in both."""
    for pattern, stars in PATTERNS:
        for found in reversed(list(pattern.finditer(plain))):
            if digits_of(found.group()) not in known:
                start, end = found.end(1), found.start(2) if found.group(2) else found.end()
                text = text[:start] + stars + text[end:]
                plain = plain[:start] + stars + plain[end:]
    return text, plain


@lru_cache(maxsize=4096)
def _narrow(character: str) -> str:
    """The character as NFKC writes it, where that is one character again."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def mask_phone(phone: str) -> str:
    """A telephone number with its middle hidden, whatever its form: 138****5678."""
    digits = digits_of(phone)
    return f"{digits[:3]}****{digits[-4:]}" if NUMBER_START.match(digits) else HIDDEN if phone else ""


def mask_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Values of private keys hidden, numbers in all other texts masked, at every depth."""
    return {key: HIDDEN if key in PRIVATE_KEYS and value else _masked(value) for key, value in fields.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return mask_fields(value)
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    return value
