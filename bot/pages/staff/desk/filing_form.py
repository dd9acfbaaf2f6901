"""立单: the form, with what is missing and how the order will look, before anything is filed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from bot.pages.staff.desk import filing
from bot.pages.staff.desk.drafts import Drafts
from config.region import Region
from orders.tables import Handoff

LONG = ("reason", "content", "demand")
Go = Callable[[Mapping[str, str]], Awaitable[bool]]


class FilingForm:
    """A window over the page; what is typed is kept until the order is filed."""

    def __init__(self, drafts: Drafts, handoff: Handoff, staff_name: str, region: Region, go: Go) -> None:
        self.drafts, self.region, self._go = drafts, region, go
        begun = filing.begin(handoff, staff_name)
        self.inputs: dict[str, ValueElement[Any]] = {}
        with (
            ui.dialog(value=True).props('aria-label="立单"') as self.dialog,
            ui.card().classes("w-full max-w-2xl gap-2"),
        ):
            ui.label(f"立单 · {handoff.receipt}").classes("text-lg")
            for name, label in filing.FIELDS.items():
                self.inputs[name] = self._input(name, label, begun[name], handoff)
            self._missing = ui.label().classes("text-amber-900").props("role=status")
            with ui.column().classes("w-full gap-0 bg-grey-1 rounded p-2").props('aria-label="核对"') as self._shown:
                pass
            with ui.row().classes("w-full justify-end gap-2"):
                ui.button("先不办", on_click=self.dialog.close).props("flat")
                self._button = ui.button("确认立单", on_click=self._file)
        self.dialog.on("hide", self.dialog.delete)

    async def show(self) -> None:
        """Puts in what was typed before."""
        kept = await self.drafts.read(*(f"file.{name}" for name in self.inputs))
        for name, element in self.inputs.items():
            text = kept[f"file.{name}"]
            if text and (name != "handler" or text in (element.options if isinstance(element, ui.select) else ())):
                element.value = text
        self._look()

    def _input(self, name: str, label: str, value: str, handoff: Handoff) -> ValueElement[Any]:
        if name == "handler":
            units = filing.unit_choices(handoff, self.region)
            select = ui.select(units, value=value or None, label=label, with_input=True, on_change=self._unit)
            return select.props("outlined dense").classes("w-full")
        make: Any = ui.textarea if name in LONG else ui.input
        made = make(label, value=value, on_change=self._look).classes("w-full")
        made.props(f"outlined dense maxlength={filing.LONGEST[name]}" + (" autogrow" if name in LONG else ""))
        return self.drafts.kept(f"file.{name}", made)

    def _unit(self) -> None:
        self.drafts.keep("file.handler", str(self.inputs["handler"].value or ""))
        self._look()

    def _values(self) -> dict[str, str]:
        return {name: str(element.value or "") for name, element in self.inputs.items()}

    def _look(self) -> None:
        if len(self.inputs) < len(filing.FIELDS):
            return
        look = filing.look(self._values(), self.region)
        self._missing.set_text(f"还差：{'、'.join(look.missing)}" if look.missing else "请核对，没问题就确认。")
        self._button.set_enabled(not look.missing)
        self._shown.clear()
        with self._shown:
            for label, value in look.rows:
                ui.label(f"{label}：{value}").classes("wrap text-sm")

    async def _file(self) -> None:
        self._button.disable()
        if await self._go(self._values()):
            self.dialog.close()
        else:
            self._button.enable()
