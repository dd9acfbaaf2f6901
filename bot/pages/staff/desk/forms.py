"""The small windows of the desk: 转交, 办结, 退回机器人, 退回等候. What is typed there is kept until it is used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from nicegui import ui

from bot.pages.staff.desk.drafts import Drafts
from bot.pages.staff.desk.packet import ending_choices
from orders.endings import say_of
from orders.tables import Staff

NOBODY = "现在没有别的同事，先自己接着办，或者退回机器人。"
GIVE_BACK = "机器人从停下的地方接着办，居民会知道。"
PUT_BACK = "这件回到等候，谁都可以受理；居民会知道同事离开了一会儿。"
Go = Callable[..., Awaitable[bool]]
"""Does it; True where it is done."""


async def transfer_form(drafts: Drafts, colleagues: Sequence[Staff], go: Go) -> None:
    """To whom, and a word for them."""
    with _window("转交给同事") as dialog, dialog, _card():
        if not colleagues:
            ui.label(NOBODY)
            ui.button("知道了", on_click=dialog.close).props("flat")
            return
        names = {one.id: f"{one.name}{'' if one.on_duty else '（休息）'}" for one in colleagues}
        who = ui.select(names, label="给谁", with_input=True).props("outlined dense").classes("w-full")
        note = _note(drafts, "transfer", "留句话（居民看不到）")
        ui.label("材料跟着走，居民会知道换了人，前面说过的不用再讲。").classes("text-sm text-grey-8")

        async def give() -> None:
            if who.value is None:
                ui.notify("请先选一位同事。", type="warning")
            elif await go(int(who.value), note.value or ""):
                dialog.close()

        _buttons(dialog, "转交", give)
    await drafts.restore({"transfer": note})


async def end_form(drafts: Drafts, receipt: str, go: Go) -> None:
    """How it ended, what the resident reads then, and a note."""
    choices = ending_choices()
    with _window("办结") as dialog, dialog, _card():
        kind = ui.radio(choices, value=next(iter(choices))).props("dense").classes("w-full")
        shown = ui.label().classes("wrap bg-blue-1 rounded-lg p-3 w-full").props('aria-label="居民会看到"')
        kind.on_value_change(lambda: shown.set_text(say_of(str(kind.value), receipt=receipt)))
        shown.set_text(say_of(str(kind.value), receipt=receipt))
        note = _note(drafts, "end", "记一句情况（居民看不到）")

        async def end() -> None:
            if await go(str(kind.value), note.value or ""):
                dialog.close()

        _buttons(dialog, "办结", end)
    await drafts.restore({"end": note})


async def note_form(drafts: Drafts, title: str, told: str, go: Go) -> None:
    """Something to confirm, with a note: 退回机器人, 退回等候."""
    with _window(title) as dialog, dialog, _card():
        ui.label(told).classes("wrap")
        note = _note(drafts, title, "记一句原因（居民看不到）")

        async def confirm() -> None:
            if await go(note.value or ""):
                dialog.close()

        _buttons(dialog, title, confirm)
    await drafts.restore({title: note})


def _window(title: str) -> ui.dialog:
    dialog = ui.dialog(value=True).props(f'aria-label="{title}"')
    dialog.on("hide", dialog.delete)
    return dialog


def _card() -> AbstractContextManager[object]:
    return ui.card().classes("w-full max-w-md gap-3")


def _note(drafts: Drafts, field: str, label: str) -> ui.textarea:
    note = ui.textarea(label).props("outlined dense autogrow maxlength=300").classes("w-full")
    drafts.kept(field, note)
    return note


def _buttons(dialog: ui.dialog, label: str, work: Callable[[], Awaitable[None]]) -> Mapping[str, ui.button]:
    with ui.row().classes("w-full justify-end gap-2"):
        return {
            "back": ui.button("先不办", on_click=dialog.close).props("flat"),
            "go": ui.button(label, on_click=work),
        }
