"""What of the tables is compared with the migrations."""

from __future__ import annotations

from typing import Any, Final

BY_EXPRESSION: Final = frozenset({"ix_orders_plain_phone"})
"""Indexes of an expression: SQLite does not tell them and PostgreSQL writes them differently, so nothing compares them;
each has a test of its own that the database answers from it."""


def compared(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: FBT001 - Alembic's
    """Whether Alembic should compare it."""
    return not (kind == "index" and name in BY_EXPRESSION)
