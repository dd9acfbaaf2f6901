"""What any channel does to text from outside before the desk sees it."""

from __future__ import annotations

import math
import re
from typing import Any

LARGEST = 2**63 - 1
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""All control characters but tab and line breaks. NUL among them: PostgreSQL refuses it."""


def clean_text(text: str) -> str:
    """`text` without control characters, with halves of cut emoji (lone surrogates) replaced; otherwise unchanged."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return CONTROL.sub("", whole)


def is_storable(value: Any) -> bool:
    """Whether a database and JSON can hold every number in decoded JSON: none above 64 bits, none infinite."""
    if isinstance(value, int):
        return abs(value) <= LARGEST
    if isinstance(value, float):
        return math.isfinite(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(map(is_storable, inner))


def clean_json(value: Any) -> Any:
    """The same for every text in decoded JSON, keys included."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_json(one) for one in value]
    if isinstance(value, dict):
        return {clean_text(key): clean_json(one) for key, one in value.items()}
    return value
