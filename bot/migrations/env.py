"""Alembic's entry: runs on the connection that `bot.database.upgrade` opened.

A new migration: `python -m bot.migrations "what changes"` writes `versions/<next>_….py` from the tables.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import bot.accounts.tables
import bot.insight.tables
import bot.learning.tables
import bot.tables  # noqa: F401
import knowledge_base.revisions.tables  # noqa: F401
import orders.alike.traces
import orders.case_tables
import orders.tables  # noqa: F401 - all fill SQLModel.metadata
from bot.migrations.compared import compared
from orders.columns import Moment


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Types in a migration are SQLAlchemy's own, so that an old migration never depends on today's code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=plain_type,
    include_object=compared,
)
with context.begin_transaction():
    context.run_migrations()
