"""快捷回复: search, fill in, look at it, send it or take it into the reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from nicegui import ui

from bot.pages.staff.desk.canned import Canned, find, preview, still_open
from bot.pages.staff.desk.drafts import Drafts
from bot.pages.staff.frame import action
from bot.quick_replies import question_for

SHOWN = 12
NOTHING = "没有找到。换个说法，比如“要带什么”“别着急”，或直接在下面写。"
Send = Callable[[str, str], Awaitable[bool]]
Put = Callable[[str], None]


class CannedView:
    """A window over the page. `send` gets text and name of the entry, `put` takes the text into the reply."""

    def __init__(
        self, entries: Sequence[Canned], values: Mapping[str, str], drafts: Drafts, send: Send, put: Put
    ) -> None:
        self.entries, self.values, self.drafts = entries, values, drafts
        self._send, self._put = send, put
        with ui.dialog().props('aria-label="快捷回复"') as self.dialog, ui.card().classes("w-full max-w-xl gap-2"):
            self._search = (
                ui.input("找一句：要带什么、别着急、去哪办……", on_change=self._found)
                .props("outlined dense autofocus clearable data-canned")
                .classes("w-full")
            )
            self._search.on("keydown.enter", self._first)
            self._list = ui.list().props("dense separator").classes("w-full max-h-[50vh] overflow-y-auto")
            self._chosen = ui.column().classes("w-full gap-2")
        self._found()

    def open(self) -> None:
        """Shows the window."""
        self._chosen.clear()
        self._list.set_visibility(True)
        self.dialog.open()

    def _found(self) -> None:
        self._hits = find(self._search.value or "", self.entries)[:SHOWN]
        self._list.clear()
        self._chosen.clear()
        self._list.set_visibility(True)
        with self._list:
            for one in self._hits:
                with ui.item(on_click=lambda one=one: self._choose(one)).classes("w-full rounded"), ui.item_section():
                    ui.item_label(one.name).classes("font-medium text-primary")
                    ui.item_label(preview(one, self.values)).props("caption").classes("wrap")
            if not self._hits:
                ui.label(NOTHING).classes("text-grey-8")

    async def _first(self) -> None:
        if self._hits:
            await self._choose(self._hits[0])

    @action
    async def _choose(self, entry: Canned) -> None:
        """One was chosen: its gaps, and how it will read."""
        self._list.set_visibility(False)
        self._chosen.clear()
        gaps = still_open(entry, self.values)
        with self._chosen:
            inputs = {name: ui.input(question_for(name)).props("outlined dense").classes("w-full") for name in gaps}
            shown = ui.label().classes("wrap bg-blue-1 rounded-lg p-3 w-full").props('aria-label="预览"')

            def now() -> dict[str, str]:
                return {**self.values, **{name: str(one.value or "") for name, one in inputs.items() if one.value}}

            def refresh() -> None:
                shown.set_text(preview(entry, now()))
                ready = not still_open(entry, now())
                send.set_enabled(ready)
                put.set_enabled(ready)

            @action
            async def go() -> None:
                if await self._send(preview(entry, now()), entry.name):
                    self.drafts.forget(*(f"fill.{name}" for name in gaps))
                    self.dialog.close()

            def take() -> None:
                self._put(preview(entry, now()))
                self.dialog.close()

            with ui.row().classes("w-full justify-end gap-2"):
                ui.button("换一句", on_click=self.open).props("flat")
                put = ui.button("放进回复框改一改", on_click=take).props("outline")
                send = ui.button("发送", on_click=go)
            for name, one in inputs.items():
                self.drafts.kept(f"fill.{name}", one)
                one.on_value_change(refresh)
            await self.drafts.restore({f"fill.{name}": one for name, one in inputs.items()})
            refresh()
