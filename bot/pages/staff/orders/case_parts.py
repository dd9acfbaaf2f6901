"""The parts of a case's page that only tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from nicegui import ui

from bot.cli_said import told_apart
from bot.cli_words import unit_name
from bot.pages.staff.orders.case_list import Line
from bot.pages.staff.orders.parts import lines, part
from config.clock import CHINA
from config.region import Region
from orders.actor import ROLES_ZH
from orders.case_tables import Case, CaseEvent
from orders.cases.guards import WORDS_ZH
from orders.cases.kinds import table
from orders.cases.labels import names as problem_kinds

Hide = Callable[[str], str]


def head(line: Line, count: int, wrong: str) -> None:
    """What it is, where it stands, and whether its record is whole."""
    with ui.row().classes("items-center gap-3"):
        ui.label(f"{line.kind} {line.receipt}").classes("text-xl").props('role="heading" aria-level="2"')
        ui.label(line.state).classes("bg-primary text-white rounded px-2").props("data-state")
        if line.until:
            ui.label(f"到 {line.until:%Y-%m-%d %H:%M} 自己结束").classes("text-grey-8")
    if wrong:
        ui.label(wrong).classes("bg-red-1 text-red-10 rounded px-2 wrap").props("role=alert")
    else:
        ui.label(f"记录完整（{count} 步前后相连）").classes("text-green-10")


def facts(region: Region, case: Case, hide: Hide) -> None:
    """What it is about, with whom it is, and what is still owed."""
    rows = [("什么事", hide(case.title)), ("交给", unit_name(region, case.unit) if case.unit else "")]
    rows += [("提示（不拦）", str(case.data.get("hint", "")))]
    rows += _of_kind(region, case)
    told = [(name, text) for name, text in rows if text]
    if told:
        with part("情况"):
            lines(told)


def story(region: Region, case: Case, events: Sequence[CaseEvent], hide: Hide) -> None:
    """Every step, newest first."""
    moves = table(case.kind)
    with part("经过", count=len(events)), ui.element("ol").classes("w-full list-none m-0 p-0"):
        for event in reversed(events):
            name = next((row.name for row in moves.moves if row.move == event.move and event.role in row.by), "")
            who = event.actor or ROLES_ZH.get(event.role, event.role)
            with ui.element("li").classes("border-l-2 border-blue-300 pl-3 pb-3"):
                ui.label(f"{name or event.move}　到“{moves.states[event.state].name}”").classes("text-weight-medium")
                ui.label(f"{event.at:%Y-%m-%d %H:%M}　{who}").classes("text-grey-8")
                said = {key: value for key, value in event.data.items() if key not in ("key", "order", "hint")}
                lines([(key, hide(text)) for key, text in told_apart(region, said, WORDS_ZH)])


def _of_kind(region: Region, case: Case) -> list[tuple[str, str]]:
    if case.kind == "label":
        kind = problem_kinds().get(str(case.data.get("problem_kind", "")), "")
        return [("问题类型", kind), ("核心矛盾", str(case.data.get("root_conflict", "")))]
    if case.kind == "council":
        return [("议过", f"{len(case.data['rounds'])} 次" if case.data.get("rounds") else ""),
                ("下次议事", str(case.data.get("next_meeting", "")))]  # fmt: skip
    return [(unit_name(region, unit), _answer(given)) for unit, given in case.data.get("answers", {}).items()]


def _answer(given: dict[str, Any]) -> str:
    """Whether a unit that was called came."""
    if "reported_at" in given:
        return f"{_moment(given['reported_at'])} 报到"
    if "declined_at" in given:
        return f"{_moment(given['declined_at'])} 说来不了：{given.get('basis', '')}"
    return f"还没有答复，到 {_moment(given['by'])}"


def _moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(CHINA):%m-%d %H:%M}"
