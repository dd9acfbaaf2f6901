"""Steps that take along what their caller puts down: the row in the audit log stands with the step, or neither does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

Note = Callable[[AsyncSession, Any], Awaitable[None]]
"""Writes within the transaction of a step, as its last; it is given what came of the step, None where that is nothing.
Where it breaks, the step is undone."""


class Noting:
    """Whoever makes steps, each in a transaction of its own."""

    _note: Note | None = None

    def noting(self, note: Note | None) -> Self:
        """The same, for one step: `note` is written in its transaction. None: nothing is."""
        mine = copy(self)
        mine._note = note
        return mine

    async def _put_down(self, session: AsyncSession, made: Any = None) -> None:
        if self._note is not None:
            await self._note(session, made)
