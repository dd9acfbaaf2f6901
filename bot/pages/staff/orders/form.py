"""The form of one step: built from what the step asks, filled from the draft, sent once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from bot.cli_words import unit_name
from bot.pages.staff.frame import told
from bot.pages.staff.orders.fields import LONGEST, Field
from bot.pages.staff.orders.steps import Step
from bot.pages.staff.typed import Typed
from config.region import Region

Send = Callable[[Step, str, dict[str, Any]], Awaitable[None]]
TYPED = ("text", "line", "list", "order", "day", "moment", "number")
AT_ONCE = "dense header-class=text-primary duration=0"
"""How a step unfolds: while it slides its button moves, and a quick hand lets go of the mouse beside it."""
UNIT = "acting_unit"
"""The answer to “代表哪个单位”."""


def within(home: ui.element, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A handler whose errors are told in a part of the page that outlives its own button."""

    async def safe() -> None:
        with home:
            async with told():
                await work()

    return safe


class StepForm:
    """One form. `send` gets the step, the unit for which it is made, and the answers."""

    def __init__(self, step: Step, region: Region, draft: Typed, send: Send, home: ui.element) -> None:
        """`home` is the part of the page that stays when the form is drawn anew: what is told is told there."""
        self.step = step
        self.region = region
        self.draft = draft
        self.send = send
        self.home = home
        self.inputs: dict[str, ValueElement[Any]] = {}
        self.shown = False

    def fold(
        self, typed: Mapping[str, Any], *, open_: bool, heard: Callable[[bool], None] = lambda _open: None
    ) -> None:
        """Folded under the step's name; it is drawn when it is opened, of which `heard` hears, as of its closing."""
        name = f"{self.step.name}（没写完）" if typed else self.step.name
        fold = ui.expansion(name, value=open_, group="steps")
        fold.classes("w-full border border-gray-300 rounded bg-white").props(AT_ONCE)

        def turned(*, now_open: bool) -> None:
            heard(now_open)
            if now_open and not self.shown:
                with fold:
                    self.show(typed)

        fold.on_value_change(lambda event: turned(now_open=bool(event.value)))
        if open_:
            turned(now_open=True)

    def show(self, typed: Mapping[str, Any]) -> None:
        """Draws it, with what was typed before."""
        self.shown = True
        with ui.column().classes("w-full gap-2"):
            if self.step.hint:
                ui.label(self.step.hint).classes("text-grey-8 wrap")
            if self.step.units:
                self._unit(typed.get(UNIT))
            for one in self.step.fields:
                self._ask(one, typed.get(one.name, one.value))
            with ui.row().classes("items-center gap-2"):
                self.button = ui.button(self.step.name, on_click=self.submit).props("unelevated")
                if self.step.fields:
                    ui.label("＊要写明").classes("text-caption text-grey-8")

    async def submit(self) -> None:
        """Sends it once; a second tap meanwhile does nothing, and what was typed stays until it was done."""
        if not self.button.enabled or (self.step.confirm and not await self._sure()):
            return
        self.button.disable()
        await within(self.home, self._send)()
        self.button.enable()

    async def _send(self) -> None:
        typed = {name: box.value for name, box in self.inputs.items()}
        await self.send(self.step, str(typed.pop(UNIT, "") or ""), typed)

    async def _sure(self) -> bool:
        with ui.dialog().props(f'aria-label="{self.step.name}"') as dialog, ui.card():
            ui.label(f"{self.step.name}？").classes("text-lg")
            ui.label(self.step.confirm).classes("wrap")
            with ui.row().classes("gap-2 justify-end w-full"):
                ui.button("再看看", on_click=lambda: dialog.submit(None)).props("flat")
                ui.button(f"确定{self.step.name}", on_click=lambda: dialog.submit("yes")).props("unelevated")
        return bool(await dialog)

    def _unit(self, typed: Any) -> None:
        named = {code: unit_name(self.region, code) for code in self.step.units}
        value = typed if typed in named else next(iter(named))
        self._keep(UNIT, ui.select(named, label="代表哪个单位 ＊", value=value))

    def _ask(self, one: Field, value: Any) -> None:
        label = f"{one.label} ＊" if one.needed else one.label
        box = MAKERS.get(one.kind, _line)(self.region, one, label, value)
        if one.hint and one.kind != "yes":
            box.props["hint"] = one.hint
        self._keep(one.name, box)
        if one.kind in TYPED:
            box.on("update:model-value", js_handler=self.draft.typing(self.step.code, one.name))

    def _keep(self, name: str, box: ValueElement[Any]) -> None:
        self.inputs[name] = box
        box.classes("w-full")
        if not isinstance(box, ui.checkbox):
            box.props("outlined dense")
        if isinstance(box, ui.select | ui.checkbox):
            box.on_value_change(lambda event: self.draft.keep(self.step.code, name, event.value))


def _units(region: Region) -> dict[str, str]:
    return {unit.code: unit.name for unit in region.owners.all()}


def _unit_box(region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    units = _units(region)
    if value and value not in units:
        units[value] = unit_name(region, value)
    return ui.select(units, label=label, value=value or None, with_input=True, clearable=True)


def _units_box(region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    units = _units(region)
    chosen = [code for code in value or () if code in units]
    return ui.select(units, label=label, value=chosen, multiple=True, with_input=True).props("use-chips")


def _choice_box(_region: Region, one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.select(dict(one.choices), label=label, value=value if value in one.choices else None, clearable=True)


def _many_box(_region: Region, one: Field, label: str, value: Any) -> ValueElement[Any]:
    chosen = [code for code in value or () if code in one.choices]
    return ui.select(dict(one.choices), label=label, value=chosen, multiple=True).props("use-chips")


def _moment_box(_region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.input(label, value=str(value or "")).props("type=datetime-local stack-label")


def _text_box(_region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.textarea(label, value=str(value or "")).props(f"autogrow maxlength={LONGEST}")


def _day_box(_region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.input(label, value=str(value or "")).props("type=date stack-label")


def _number_box(_region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.input(label, value=str(value or "")).props("inputmode=numeric maxlength=4")


def _yes_box(_region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.checkbox(label, value=bool(value))


def _line(_region: Region, _one: Field, label: str, value: Any) -> ValueElement[Any]:
    return ui.input(label, value=str(value or "")).props("maxlength=200")


MAKERS: dict[str, Callable[[Region, Field, str, Any], ValueElement[Any]]] = {
    "unit": _unit_box, "units": _units_box, "choice": _choice_box, "text": _text_box, "day": _day_box,
    "moment": _moment_box, "many": _many_box, "number": _number_box, "yes": _yes_box,
}  # fmt: skip
"""The input for each kind of answer; a line of text for the rest."""
