"""What stands where a list could not be read: that nothing is lost, and a press that reads again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from nicegui import ui

FAILED = "没有读出来，什么也没丢。"
READING = "正在读……"


class Retry:
    """Drawn once beside the list; hidden as long as reading goes well.

    Args:
        again: reads the list anew; tells errors itself (`frame.action`).
    """

    def __init__(self, again: Callable[[], Awaitable[None]]) -> None:
        with ui.row().classes("items-center gap-3") as self._row:
            self._say = ui.label(FAILED).classes("text-lg text-grey-8 wrap").props("role=status")
            self._button = ui.button("再试一次", on_click=again).props("outline")
        self._row.set_visibility(False)

    @asynccontextmanager
    async def instead_of(self, place: ui.element) -> AsyncIterator[None]:
        """Around reading what is shown in `place`. Where it fails `place` is hidden until it goes well: what stands
        there was read for other filters than those that are chosen now. Raises what was raised inside."""
        self._say.set_text(READING)
        self._button.set_visibility(False)
        try:
            yield
        except Exception:
            self._say.set_text(FAILED)
            self._button.set_visibility(True)
            self._row.set_visibility(True)
            place.set_visibility(False)
            raise
        self._row.set_visibility(False)
        place.set_visibility(True)
