"""Numbers that survive being read aloud: order number, receipt and query code.

The check digit is ISO/IEC 7064, MOD 11,10 (one decimal digit; finds every single wrong digit and nearly every pair of
digits that changed places).
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from datetime import date

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O 1 I L, which look or sound alike."""
CODE_LENGTH = 6
ORDER_DIGITS = 14
CASE_DIGITS = 13


def order_number(day: date, sequence: int) -> str:
    """The number of an order: date, sequence of the day and check digit: 20261122-00017-4."""
    body = f"{day:%Y%m%d}{sequence:05d}"
    return f"{body[:8]}-{body[8:]}-{check_digit(body)}"


def receipt_number(day: date, sequence: int) -> str:
    """The receipt of a handoff: R20261122-0003-7."""
    body = f"{day:%Y%m%d}{sequence:04d}"
    return f"R{body[:8]}-{body[8:]}-{check_digit(body)}"


def case_number(day: date, sequence: int) -> str:
    """The receipt of a side process: C20261122-0003-7."""
    return f"C{receipt_number(day, sequence)[1:]}"


def query_code() -> str:
    """A fresh code that, with the number, opens the progress of an order."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def check_digit(digits: str) -> int:
    """ISO/IEC 7064 MOD 11,10."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def read_number(typed: str) -> str | None:
    """The order number in what a person typed (spaces, dashes, full-width digits); None where it cannot be one."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", typed))
    if len(digits) < ORDER_DIGITS or not digits.isascii() or check_digit(digits[:-1]) != int(digits[-1]):
        return None
    return f"{digits[:8]}-{digits[8:-1]}-{digits[-1]}"


def read_case_number(typed: str) -> str | None:
    """The receipt of a side process in what a person typed; None where it cannot be one."""
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    digits = re.sub(r"\D", "", text)
    if not text.startswith("C") or len(digits) < CASE_DIGITS or check_digit(digits[:-1]) != int(digits[-1]):
        return None
    return f"C{digits[:8]}-{digits[8:-1]}-{digits[-1]}"


def read_code(typed: str) -> str:
    """The query code in what a person typed: upper case, without spaces and dashes."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())


def same_code(one: str, other: str) -> bool:
    """Compares two codes in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
