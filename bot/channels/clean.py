"""What any channel does to text from outside before the desk sees it."""

from __future__ import annotations

import re
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""All control characters but tab and line breaks. NUL among them: PostgreSQL refuses it."""


def clean_text(text: str) -> str:
    """`text` without control characters, with halves of cut emoji (lone surrogates) replaced; otherwise unchanged."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return CONTROL.sub("", whole)


def clean_json(value: Any) -> Any:
    """The same for every text in decoded JSON, keys included."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_json(one) for one in value]
    if isinstance(value, dict):
        return {clean_text(key): clean_json(one) for key, one in value.items()}
    return value
