"""How a check of the gate is begun, whichever page it is begun from."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from bot.pages.staff.knowledge.ways import EDIT, run_path
from bot.pages.staff.visit import Visit


async def begin_check(visit: Visit, revisions: Sequence[int]) -> None:
    """Begins a check of these revisions (none: of what came with the program), puts it down, and goes to its page.

    Raises:
        NotAllowed, SignedOut: whoever is at the page may not edit, or no more.
        KnowledgeError: a revision cannot be used, or is published already.
    """
    who = (await visit.check(EDIT)).name
    told = {"revisions": list(revisions)}
    note = visit.noted("gate.check", lambda begun: (f"检查 {begun.run}", {"run": begun.run, **told}))
    run = await visit.services.gate_works.start(revisions, who, note)
    ui.navigate.to(run_path(run))
