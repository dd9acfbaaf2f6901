"""Masking: telephone and identity numbers never leave in full, in whatever text they stand."""

from __future__ import annotations

import re
from typing import Any

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{10}(?:\d{3}[\dXx]|\d(?!\d))(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]\d{3,4}(\d{4})(?!\d)")
CARD_NUMBER = re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)")
PRIVATE_KEYS = frozenset({
    "account", "address", "contact_phone", "content", "demand", "detail", "incident_address", "name", "phone",
    "query_code", "requester_name", "respondent", "text", "token", "visitor", "words",
})  # fmt: skip
HIDDEN = "***"
NUMBER_START = re.compile(r"\d{7}")


def mask(text: str) -> str:
    """`text` with mobile, landline, identity and bank card numbers made unreadable; the rest stays as it is."""
    text = ID_NUMBER.sub(r"\1**************", text)
    text = CARD_NUMBER.sub(r"\1********\2", text)
    text = MOBILE.sub(r"\1****\2", text)
    return LANDLINE.sub(r"\1-****\2", text)


def mask_phone(phone: str) -> str:
    """A telephone number with its middle hidden, whatever its form: 138****5678."""
    digits = re.sub(r"\D", "", phone)
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
