"""/staff/audit: who did what, newest first."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from bot.accounts.audit import AuditLog
from bot.accounts.tables import AuditEvent
from bot.pages.staff.frame import TABLE, action, page
from bot.pages.staff.visit import Visit

ROWS = 50
COLUMNS = [
    {"name": name, "label": label, "field": name, "align": "left"}
    for name, label in (
        ("at", "时间"),
        ("actor", "谁"),
        ("action", "做了什么"),
        ("subject", "对什么"),
        ("data", "细节"),
    )
]


@page("/audit", "audit", "操作记录")
async def audit(visit: Visit) -> None:
    """A table with a search, and older rows on request."""
    shown: list[dict[str, Any]] = []
    with ui.row().classes("items-end gap-4 w-full"):
        subject = ui.input("对什么（单号、登录名、卡片）").props("dense clearable outlined").classes("w-64")
        what = ui.input("做了什么").props("dense clearable outlined").classes("w-48")
        ui.button("查找", on_click=lambda: look(anew=True))
    table = ui.table(columns=COLUMNS, rows=shown, row_key="id").classes("w-full").props(TABLE)
    nothing = ui.label("没有符合的记录。换个词，或清空条件再找。")
    more = ui.button("更早的", on_click=lambda: look(anew=False)).props("flat")

    @action
    async def look(*, anew: bool) -> None:
        await visit.check("audit")
        before = None if anew or not shown else shown[-1]["id"]
        async with visit.services.database.reading() as session:
            found = await AuditLog(session, visit.services.clock).read(
                subject=subject.value or "", action=(what.value or "").strip(), before=before, limit=ROWS
            )
        if anew:
            shown.clear()
        shown.extend(map(_row, found))
        table.rows = list(shown)
        nothing.set_visibility(not shown)
        more.set_visibility(len(found) == ROWS)

    subject.on("keydown.enter", lambda: look(anew=True))
    await look(anew=True)


def _row(event: AuditEvent) -> dict[str, Any]:
    data = "；".join(f"{name}：{value}" for name, value in event.data.items())
    return {
        "id": event.id, "at": f"{event.at:%Y-%m-%d %H:%M:%S}", "actor": event.actor, "action": event.action,
        "subject": event.subject, "data": data,
    }  # fmt: skip
