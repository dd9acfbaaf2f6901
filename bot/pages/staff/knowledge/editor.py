"""The boxes of one card with what a resident reads beside them; what is typed is kept in the tab until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.knowledge import boxes, preview
from bot.pages.staff.knowledge.boxes import CODES, Ask, Box
from bot.pages.staff.knowledge.editing import Written, boxes_of, written_of
from bot.pages.staff.knowledge.ways import desk_of, heading
from bot.pages.staff.typed import Typed
from bot.pages.staff.visit import Visit
from knowledge_base.revisions.content import read_content
from knowledge_base.revisions.tables import CardRevision

LOOK_SECONDS = 0.4
"""How long the preview may lag behind what is typed."""
FORM, SEEN = "card", "_seen"
"""Under which names the tab keeps what is typed, and how often the draft had been saved when it was."""


class Editor:
    """One draft that is being edited. `seen`: how often it had been saved when what stands here began."""

    def __init__(self, visit: Visit, row: CardRevision, known: Container[str]) -> None:
        self.visit = visit
        self.known = known
        self.number, self.seen = row.id or 0, row.saves
        self.base: Written | None = Written.of(row)
        """What was stored when `seen` was counted; None where it is not known any more."""
        self.stored = Written.of(row)
        self.typed = Typed(visit.me.staff_id, f"draft:{row.id}")
        self.inputs: dict[str, Box] = {}
        self._quiet = self._stale = False

    def show(self, beside: Callable[[], None]) -> None:
        """Boxes on the left, the preview and `beside` on the right; below each other on a phone."""
        with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap"):
            with ui.column().classes("grow min-w-0 gap-3"):
                self._boxes()
            right = "w-[26rem] max-w-full shrink-0 gap-3 max-md:w-full md:sticky md:top-[11.5rem]"
            with ui.column().classes(f"{right} md:max-h-[calc(100vh-12rem)] overflow-y-auto no-wrap"):
                heading("居民会看到")
                self.view = ui.column().classes("w-full gap-2").props("data-preview")
                beside()
        self.look()
        ui.timer(0.05, self._restore, once=True)
        ui.timer(LOOK_SECONDS, self._catch_up)

    def written(self) -> Written:
        """What stands in the boxes."""
        return written_of({name: one.value for name, one in self.inputs.items()}, self.stored)

    @property
    def changed(self) -> bool:
        """Whether something is not saved yet."""
        written = self.written()
        return bool(written.faults) or written != self.stored

    def put(self, written: Written) -> None:
        """Fills the boxes with something else, and keeps it as typed."""
        for name, value in boxes_of(written).items():
            if self.inputs[name].value != value:
                self.inputs[name].value = value
                self.typed.keep(FORM, name, value)
        self.look()

    def saved(self, row: CardRevision) -> None:
        """It is stored: nothing is left to be kept."""
        self.seen, self.base, self.stored = row.saves, Written.of(row), Written.of(row)
        self.typed.forget(FORM)
        self.look()

    def look(self) -> None:
        """Draws what a resident would read now, and what is missing."""
        self._stale = False
        written, served = self.written(), self.visit.services.knowledge.served
        card, _ = read_content(written.content, served.laws)
        faults = [*written.faults, *served.faults(written.content, written.questions, written.topic, self.known)]
        wrong: dict[str, str] = {}
        for fault in faults:
            wrong.setdefault(fault.field.split(".")[0].split("/")[0], fault.say)
        for name, one in self.inputs.items():
            if isinstance(one, ui.input | ui.textarea | ui.select):
                one.error = wrong.get(name)
        self.view.clear()
        with self.view:
            if self.changed:
                ui.label("有没存的改动").classes("text-deep-orange-10").props("role=status data-changed")
            if faults:
                preview.missing(faults)
            if card is not None:
                preview.as_resident(desk_of(self.visit), card)
            else:
                ui.label("补好“还差”的几项，这里就显示居民看到的样子。").classes("text-grey-8")

    def _boxes(self) -> None:
        served, values = self.visit.services.knowledge.served, boxes_of(self.stored)
        for name, asks in boxes.groups():
            with ui.card().classes("w-full gap-3"):
                heading(name)
                for ask in asks:
                    self._keep(ask, boxes.box(ask, values[ask.name], served))
        with ui.card().classes("w-full"):
            note = ui.input("这次为什么改（审核的人会看到）", value=values["note"])
            self._keep(Ask("note", "line"), note.props("outlined dense maxlength=200").classes("w-full"))

    def _keep(self, ask: Ask, box: Box) -> None:
        self.inputs[ask.name] = box
        chosen = ask.kind in CODES or ask.kind == "flag"
        if not chosen:
            box.on("update:model-value", js_handler=self.typed.typing(FORM, ask.name))
        box.on_value_change(lambda event: self._heard(ask.name, event.value, chosen=chosen))

    @action
    async def _heard(self, name: str, value: Any, *, chosen: bool) -> None:
        if self._quiet:
            return
        self.typed.keep(FORM, SEEN, self.seen)
        if chosen:
            self.typed.keep(FORM, name, value)
        self._stale = True

    @action
    async def _catch_up(self) -> None:
        """Draws the preview anew once a while, not with every letter."""
        if self._stale:
            self.look()

    @action
    async def _restore(self) -> None:
        """Puts back what was typed before the page was loaded anew."""
        kept: Mapping[str, Any] = (await self.typed.read()).get(FORM, {})
        values = {name: value for name, value in kept.items() if name in self.inputs}
        if not values or all(self.inputs[name].value == value for name, value in values.items()):
            return
        self._quiet = True
        for name, value in values.items():
            self.inputs[name].value = value
        self._quiet = False
        seen = kept.get(SEEN)
        if isinstance(seen, int) and seen != self.seen:
            self.seen, self.base = seen, None
        self.look()
        ui.notify("上次没存的改动还在，已经放回来了。", type="info")
