"""/staff/learning/appeals: objections of residents to where they were sent; one of them, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from bot.learning.gathering import source_of
from bot.learning.queue import counts, item_of
from bot.learning.tables import LearningItem
from bot.learning.teaching import Taught
from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge.ways import desk_of, heading
from bot.pages.staff.learning.deadline import due_of
from bot.pages.staff.learning.teach import TeachForm, done_line
from bot.pages.staff.learning.verdict import VerdictForm
from bot.pages.staff.learning.ways import APPEALS, RIGHT, appeal_path, card_name, ways
from bot.pages.staff.visit import Visit
from config.errors import CaseNotFound
from config.vocabulary import name_of
from orders.actor import ROLES_ZH
from orders.case_tables import Case, CaseEvent
from orders.cases.book import Cases
from orders.cases.kinds import table
from orders.cases.objections import KIND, Objections
from orders.cases.rows import name_of_state
from orders.cases.state import CARD

ROWS = 30


@page("/learning/appeals", RIGHT, "边界申诉")
async def appeals(visit: Visit) -> None:
    """Those that wait, the oldest first; below, on request, those that were judged."""
    async with visit.services.database.reading() as session:
        known = await counts(session)
        waiting = await _objections(visit, session).listed(open_only=True, limit=100)
    ways(APPEALS, known, len(waiting))
    with ui.column().classes("w-full gap-2").props("data-ready"):
        if not waiting:
            ui.label("没有等着看的边界申诉。").classes("text-lg text-grey-8")
            ui.label(
                "居民读到“这件事要走别处”不同意，点“我不同意”就会来这里；要在答应的日子前看完，写明理由。"
            ).classes("text-grey-8 wrap")
        for case in waiting:
            _row(visit, case)
    over = ui.column().classes("w-full gap-2")
    last = 0

    @action
    async def older() -> None:
        nonlocal last
        await visit.check(RIGHT)
        async with visit.services.database.reading() as session:
            found = await _objections(visit, session).listed(open_only=False, before=last, limit=ROWS)
        with over:
            if not last:
                heading("看过的")
                if not found:
                    ui.label("还没有。").classes("text-grey-8")
            for case in found:
                _row(visit, case)
        last = (found[-1].id or 0) if found else last
        button.text = "更早的"
        button.set_visibility(len(found) == ROWS)

    button = ui.button("看过的申诉", on_click=older).props("flat")


def _row(visit: Visit, case: Case) -> None:
    due = due_of(case, visit.services.clock.now(), visit.services.region.calendar)
    with (
        ui.link(target=appeal_path(case.receipt)).classes("no-underline text-grey-10 w-full"),
        ui.card().classes("w-full p-3 gap-1").props("flat bordered"),
    ):
        with ui.row().classes("items-center gap-2 w-full"):
            ui.label(case.receipt).classes("text-weight-medium")
            ui.label(due.words).classes(f"rounded px-2 {due.colour}")
            ui.label(name_of_state(case)).classes("text-grey-8")
        ui.label(case.title or str(case.data.get("about", ""))).classes("wrap")
        words = str(case.data.get(CARD, {}).get("words", ""))
        ui.label(f"“{visit.hidden(words)}”" if words else "（居民的话已按规定删除）").classes(
            "text-grey-8 wrap ellipsis-2-lines"
        )


@page("/learning/appeals/{receipt}", RIGHT, "边界申诉")
async def one_appeal(visit: Visit, receipt: str) -> None:
    """What was said and decided, the steps so far, and the verdict or what to learn of it."""
    ui.link("← 边界申诉", APPEALS).classes("no-underline")
    try:
        async with visit.services.database.reading() as session:
            objections = _objections(visit, session)
            case = await objections.get(receipt)
            events = await objections.cases.events(case)
            item = await item_of(session, source_of(case.receipt))
    except CaseNotFound:
        ui.label("没有这件边界申诉，请核对编号。").classes("text-lg")
        return
    with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap").props("data-ready"):
        with ui.column().classes("grow min-w-0 gap-3"):
            _matter(visit, case)
            _steps(case, events)
        with ui.column().classes("w-[26rem] max-w-full shrink-0 gap-3"):
            if case.state == "asked":
                VerdictForm(visit, case)
            elif item is not None:
                _learn(visit, item)


def _matter(visit: Visit, case: Case) -> None:
    said = case.data.get(CARD, {})
    due = due_of(case, visit.services.clock.now(), visit.services.region.calendar)
    with ui.card().classes("w-full gap-2").props("flat bordered"):
        with ui.row().classes("items-center gap-2"):
            heading(case.receipt)
            ui.label(name_of_state(case)).classes("text-grey-8")
            ui.label(due.words).classes(f"rounded px-2 {due.colour}")
        for name, text in _said(said):
            ui.label(name).classes("text-grey-8 text-sm")
            ui.label(visit.hidden(text)).classes("wrap")
        about = str(case.data.get("about", ""))
        place = name_of("destinations", str(case.data.get("destination", "")))
        ui.label("当时怎么答的").classes("text-grey-8 text-sm")
        with ui.row().classes("items-center gap-2"):
            ui.label(f"{case.title or about}，走{place}").classes("wrap")
            ui.link("看这张卡片", f"/knowledge/{about}", new_tab=True)
        for name, text in _reasons(visit, said.get("decision") or {}):
            ui.label(f"{name}：{visit.hidden(text)}").classes("text-grey-8 text-sm wrap")


def _said(said: Mapping[str, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    gone = "（已按规定删除）"
    why = str(said.get("why") or "没有说") if said else gone
    return ("居民说的", str(said.get("words") or gone)), ("为什么不同意", why)


def _reasons(visit: Visit, decision: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why it was answered so."""
    if not decision:
        return []
    library = desk_of(visit).engine.whole
    near = [
        f"{card_name(library, str(one['card']))} {float(one['score']):.0%}" for one in decision.get("candidates", ())
    ]
    words = [f"{word} {float(share):.0%}" for word, share in decision.get("words", ())[:6]]
    told = [("把握", f"{float(decision.get('confidence') or 0):.0%}"), ("候选", "、".join(near))]
    return [one for one in (*told, ("起作用的词", "、".join(words))) if one[1]]


def _steps(case: Case, events: Sequence[CaseEvent]) -> None:
    moves = table(KIND)
    with ui.card().classes("w-full gap-1").props("flat bordered"):
        heading("经过")
        for event in events:
            who = ROLES_ZH["resident"] if event.role == "resident" else event.actor
            name = next(row.name for row in moves.moves if row.move == event.move)
            ui.label(f"{event.at:%m-%d %H:%M}　{who}　{name}").classes("wrap")
            for key, label in (("reason", "理由"), ("next_step", "下一步")):
                if event.data.get(key):
                    ui.label(f"{label}：{event.data[key]}").classes("wrap text-grey-8")
        if case.state in ("upheld", "kept"):
            ui.label("结果已经写给居民，他离开了也收得到。").classes("text-grey-8 text-sm")


def _learn(visit: Visit, item: LearningItem) -> None:
    """One click makes what was upheld a test question of the right card."""
    with ui.card().classes("w-full gap-2").props("flat bordered data-learn") as card:

        def draw() -> None:
            card.clear()
            with card:
                heading("让以后答对")
                ui.label("选对卡片，点“作为测试问句”：以后每次发布前都会考这一句。").classes("text-grey-8 wrap")
                near = [one for one in item.candidates if one != item.card_id]
                likely = [item.right_card, *near] if item.right_card else near
                known = bool(item.right_card)
                TeachForm(
                    visit, card, [item.id or 0], words=item.words, likely=likely, again=draw, to_test=True, known=known
                )

        if item.state == "open":
            draw()
        elif item.state != "forgotten":
            heading("让以后答对")
            taught = Taught((item.id or 0,), item.state, item.taught_card, item.taught, item.revision_id)
            done_line(visit, taught, draw, f"{item.done_by}：")


def _objections(visit: Visit, session: object) -> Objections:
    return Objections(Cases(session, visit.services.region, visit.services.clock))  # type: ignore[arg-type]
