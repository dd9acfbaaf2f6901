"""Column helpers: moments that keep their time zone on every database, and columns with their Chinese name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from config.clock import CHINA

BIG = BigInteger().with_variant(Integer, "sqlite")
"""The number of rows that come by the million a day: 32 bits would last some years. SQLite's are large anyway."""


class Moment(TypeDecorator[datetime]):
    """An aware moment: stored as UTC (SQLite knows no time zones), read as China's time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuses a moment without a time zone: guessing one would be wrong by eight hours."""
        if value is not None and value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in China's time."""
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(CHINA)


def column(name_zh: str, **options: Any) -> Any:
    """A SQLModel field whose column carries its Chinese name as a comment (PostgreSQL shows it to admins)."""
    return Field(sa_column_kwargs={"comment": name_zh}, **options)
