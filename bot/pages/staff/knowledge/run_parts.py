"""What a check of the gate found: questions that fail, answers that change from one to another, remarks."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.knowledge.ways import heading
from config.vocabulary import name_of
from knowledge_base.revisions.tables import GateChange, GateRun

MOST = 40
"""Changes shown at once; those nobody accepted yet come first."""

WAY_OUT = (
    "这些话现在答得对，发布后就不对了。把新加的说法改得更像它自己的事；看着不相干的，多半本来就差一点，"
    "给那张卡片也加一两句这样的说法，审核后勾在一起再检查。"
)


class Accept(Protocol):
    """Wants one answer to change, or not after all."""

    def __call__(self, change: GateChange, *, wanted: bool) -> Awaitable[None]:
        """Does it."""
        ...


def failures(run: GateRun) -> None:
    """The questions that must pass and do not: nothing can be published with them."""
    if not run.failures:
        return
    with ui.card().classes("w-full gap-2 border-l-4 border-red-700").props("data-failures"):
        heading(f"必过的测试问句没有过：{len(run.failures)} 句", level=3)
        ui.label(WAY_OUT).classes("wrap")
        for one in run.failures[:MOST]:
            _from_to(str(one["question"]), one["before"], one["after"], f"{one['day']} 起")
            ui.link(f"打开 {one['card']}，它的这句会答错", f"/knowledge/{one['card']}", new_tab=True)
        if len(run.failures) > MOST:
            ui.label(f"……一共 {len(run.failures)} 句").classes("text-grey-8")


def changes(found: Sequence[GateChange], accept: Accept | None) -> None:
    """The answers that change, each to be accepted by itself; `accept` is None for whoever may not."""
    waiting = [one for one in found if not one.accepted_by]
    with ui.card().classes("w-full gap-2").props("data-changes"):
        title = f"答复会变的：{len(found)} 处" + (f"，还有 {len(waiting)} 处没人认可" if waiting else "")
        heading(title if found else "最近的来话，答复都不变。", level=3)
        for one in [*waiting, *(one for one in found if one.accepted_by)][:MOST]:
            _change(one, accept)
        if len(found) > MOST:
            ui.label(f"先列 {MOST} 处，认可了的往后排。").classes("text-grey-8")


def notes(run: GateRun) -> None:
    """Questions that need not pass, and do not."""
    if run.notes:
        title = f"没答对的一般问句（{len(run.notes)}，不挡发布）"
        with ui.expansion(title).classes("w-full bg-white rounded border border-gray-300"):
            for one in run.notes[:MOST]:
                _from_to(str(one["question"]), one["before"], one["after"], str(one["card"]))


def said(answer: Mapping[str, Any]) -> str:
    """An answer in a few words: cards and where they go, or the outcome."""
    titles = "、".join(str(one) for one in answer.get("titles") or ())
    where = name_of("destinations", answer.get("destination"))
    outcome = name_of("outcomes", answer.get("outcome"))
    told = f"{titles}（{where}）" if titles else outcome
    signals = "、".join(answer.get("signals") or ())
    return f"{told}，先看到信号 {signals}" if signals else told


def _change(one: GateChange, accept: Accept | None) -> None:
    kind = "不再考的问句" if one.kind == "question" else f"{one.count} 条来话"
    with (
        ui.row()
        .classes("w-full items-center gap-3 border-b border-gray-300 pb-2 no-wrap max-md:flex-wrap")
        .props("data-change")
    ):
        with ui.column().classes("grow min-w-0 gap-0"):
            _from_to(one.message or "（原话过期，已清掉）", one.before, one.after, f"{kind}，{one.day} 起")
        with ui.column().classes("shrink-0 items-end gap-0"):
            if one.accepted_by:
                ui.label(f"{one.accepted_by} 认可了").classes("text-green-10")
            if accept is not None:
                _button(one, accept)


def _button(one: GateChange, accept: Accept) -> None:
    wanted = not one.accepted_by
    name = "认可" if wanted else "收回认可"
    button = ui.button(name, on_click=action(lambda: accept(one, wanted=wanted)))
    button.props("outline" if wanted else "flat dense")


def _from_to(text: str, before: Mapping[str, Any], after: Mapping[str, Any], beside: str) -> None:
    with ui.column().classes("w-full gap-0"):
        ui.label(text).classes("wrap text-weight-medium")
        with ui.row().classes("items-baseline gap-x-2 gap-y-0"):
            ui.label(said(before)).classes("wrap text-red-10")
            ui.label("→").props('aria-label="变成"')
            ui.label(said(after)).classes("wrap text-green-10")
        ui.label(beside).classes("text-grey-8 text-sm")
