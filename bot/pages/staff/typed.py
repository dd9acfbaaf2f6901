"""What is typed into a form stays in the tab: it survives a reload, and is gone with the tab or once it was sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nicegui import ui


class Typed:
    """The answers to the forms of one page, kept by the browser (sessionStorage), for one person only."""

    def __init__(self, staff_id: int, page: str) -> None:
        self.prefix = f"fenliu:{staff_id}:{page}:"

    async def read(self) -> dict[str, dict[str, Any]]:
        """What was typed before, by form and field; nothing where the browser does not answer."""
        own = json.dumps(self.prefix)
        try:
            found = await ui.run_javascript(
                f"Object.fromEntries(Object.entries(sessionStorage).filter(([k]) => k.startsWith({own})))", timeout=3.0
            )
        except TimeoutError:
            return {}
        forms: dict[str, dict[str, Any]] = {}
        for key, value in (found or {}).items():
            form, _, field = str(key).removeprefix(self.prefix).partition("|")
            try:
                forms.setdefault(form, {})[field] = json.loads(value)
            except (TypeError, ValueError):
                continue
        return forms

    def key(self, form: str, field: str) -> str:
        """Under which name an answer is kept."""
        return f"{self.prefix}{form}|{field}"

    def typing(self, form: str, field: str) -> str:
        """What the browser does by itself with every letter typed, whether or not the server hears of it."""
        return f"(value) => sessionStorage.setItem({json.dumps(self.key(form, field))}, JSON.stringify(value ?? ''))"

    def keep(self, form: str, field: str, value: Any) -> None:
        """Keeps an answer that was chosen."""
        held = json.dumps(json.dumps(value))
        ui.run_javascript(f"sessionStorage.setItem({json.dumps(self.key(form, field))}, {held})")

    def forget(self, form: str) -> None:
        """It was sent, or given up."""
        own = json.dumps(f"{self.prefix}{form}|")
        ui.run_javascript(
            f"Object.keys(sessionStorage).filter(k => k.startsWith({own})).forEach(k => sessionStorage.removeItem(k))"
        )


@dataclass(frozen=True)
class Kept:
    """What was typed into many small forms of one page, read once."""

    typed: Typed
    before: dict[str, dict[str, Any]]

    def text(self, form: str, field: str, otherwise: str) -> str:
        """What stood in a box before the reload, or what stands there at first."""
        return str(self.before.get(form, {}).get(field, otherwise))

    def forget(self, form: str) -> None:
        """It was sent, or given up."""
        self.before.pop(form, None)
        self.typed.forget(form)
