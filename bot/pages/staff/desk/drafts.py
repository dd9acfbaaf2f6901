"""What is typed and not yet sent: kept in the worker's own browser, so that a reload or a broken line loses nothing.

It is words of residents and workers, so it never lies on a disk of the server, and the browser drops it after a week.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

PATIENCE = 5.0
"""Seconds the browser may take to answer."""


async def ask_browser(code: str) -> Any:
    """What the browser answers to a line of JavaScript; None where the page was left meanwhile."""
    try:
        return await ui.run_javascript(code, timeout=PATIENCE)
    except TimeoutError:
        return None


class Drafts:
    """The drafts of one handoff. Fields are `reply`, `note`, … ."""

    def __init__(self, handoff_id: int) -> None:
        self.handoff_id = handoff_id

    def kept(self, field: str, element: ValueElement[Any]) -> ValueElement[Any]:
        """Marks an input: what is typed there is kept as it is typed."""
        return element.props(f'data-draft="{self._name(field)}"')

    async def read(self, *fields: str) -> dict[str, str]:
        """What is kept of these fields; empty where nothing is."""
        names = [self._name(field) for field in fields]
        found = await ask_browser(f"return fenliuDesk.drafts({json.dumps(names)})")
        kept: Mapping[str, Any] = found if isinstance(found, dict) else {}
        return {field: str(kept.get(name) or "") for field, name in zip(fields, names, strict=True)}

    async def restore(self, inputs: Mapping[str, ValueElement[Any]]) -> None:
        """Puts what is kept into the inputs."""
        for field, text in (await self.read(*inputs)).items():
            if text:
                inputs[field].value = text

    def keep(self, field: str, text: str) -> None:
        """Keeps what the program itself wrote into an input."""
        ui.run_javascript(f"fenliuDesk.keep({json.dumps(self._name(field))}, {json.dumps(text)})")

    def forget(self, *fields: str) -> None:
        """These were sent or thrown away."""
        ui.run_javascript(f"fenliuDesk.forget({json.dumps([self._name(field) for field in fields])})")

    def over(self) -> None:
        """The handoff is over: nothing of it is needed any more."""
        ui.run_javascript(f"fenliuDesk.over({self.handoff_id})")

    def _name(self, field: str) -> str:
        return f"{self.handoff_id}.{field}"
