"""Two people edited one draft: whoever saves later sees it, and decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.knowledge import preview
from bot.pages.staff.knowledge.editing import Written
from bot.pages.staff.knowledge.editor import Editor
from knowledge_base.revisions.content import FIELDS
from knowledge_base.revisions.differences import differences, whole
from knowledge_base.revisions.tables import CardRevision


def ask(editor: Editor, theirs: CardRevision, say: str, beside: Callable[[], Awaitable[None]]) -> None:
    """Shows what the other one changed, and what can be done: join both, or keep this as a draft of its own."""
    stored = Written.of(theirs)
    base = editor.base or stored
    with ui.dialog().props('persistent aria-label="别人也改了"') as dialog, ui.card().classes("w-full max-w-2xl"):
        ui.label("别人也改了这一份").classes("text-lg")
        ui.label(say).classes("wrap")
        ui.label("对方改了什么" if editor.base else "您的和现在存着的有这些不同").classes("text-weight-medium")
        before = base if editor.base else editor.written()
        preview.changes(differences(_whole(before), _whole(stored)))

        @action
        async def join() -> None:
            written, clashes = editor.written().upon(base, stored)
            editor.seen, editor.base, editor.stored = theirs.saves, stored, stored
            editor.put(written)
            dialog.close()
            names = "、".join(FIELDS.get(name, name) for name in clashes)
            both = f"这几项两个人都改了，现在放的是您的：{names}。" if clashes else ""
            ui.notify(f"合在一起了，还没有存。{both}看一遍再存。", type="info", multi_line=True, timeout=10_000)

        @action
        async def apart() -> None:
            await beside()
            dialog.close()

        with ui.row().classes("gap-2"):
            ui.button("合在一起再看", on_click=join).props("unelevated")
            ui.button("另存一份", on_click=apart).props("outline")
            ui.button("先不存", on_click=dialog.close).props("flat")
    dialog.open()


def _whole(written: Written) -> dict[str, object]:
    return whole(written.content, written.questions, written.topic)
