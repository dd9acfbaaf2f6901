"""The parts of an order's page that only tell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from nicegui import ui

from bot.cli_words import unit_name
from bot.pages.staff.gate import ROOT
from bot.pages.staff.orders.board_views import chips, path_of
from bot.pages.staff.orders.dossier import Dossier, Line, why
from bot.pages.staff.orders.story import Told
from bot.pages.staff.visit import Visit
from bot.photos import VOICE
from config.region import Region
from config.vocabulary import name_of
from orders.cases.kinds import table
from orders.cases.rows import name_of_state
from orders.status import OPEN


@contextmanager
def part(title: str, *, count: int = 0, open_: bool = True) -> Iterator[None]:
    """A part with a heading that can be folded."""
    name = f"{title}（{count}）" if count else title
    with (
        ui.expansion(name, value=open_)
        .classes("w-full bg-white border border-gray-300 rounded")
        .props(f'header-class="text-subtitle1" duration=0 role=region aria-label="{title}"'),
        ui.column().classes("w-full gap-2"),
    ):
        yield


def lines(rows: Sequence[Line]) -> None:
    """Names and contents."""
    with ui.element("dl").classes("w-full grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1 m-0"):
        for name, content in rows:
            with ui.element("dt").classes("text-grey-8"):
                ui.label(name)
            with ui.element("dd").classes("m-0 min-w-0"):
                ui.label(content).classes("wrap")


def head(dossier: Dossier, visit: Visit) -> None:
    """Number, title, where it stands, and what may be taken away."""
    row, order = dossier.row, dossier.order
    with ui.column().classes("w-full gap-1"):
        ui.link("回到工单", "/orders").classes("text-grey-8")
        with ui.row().classes("items-center gap-3"):
            ui.label(row.title).classes("text-xl wrap").props('role="heading" aria-level="2"')
            ui.label(row.state).classes("bg-primary text-white rounded px-2").props("data-state")
            ui.label(row.due.words).classes(f"rounded px-2 {row.due.colour}")
            chips(row.marks)
        with ui.row().classes("items-center gap-x-4 gap-y-1 text-grey-8"):
            ui.label(row.number)
            ui.label(f"主办：{row.unit}" if row.unit else "还没有派")
            ui.label(row.place)
            if dossier.main:
                ui.link(f"并在主单 {dossier.main} 里一起办", path_of(dossier.main))
        with ui.row().classes("items-center gap-3"):
            _record(dossier)
            if order.status != "merged" and visit.may("orders"):
                name = "处理说明书草稿" if order.status in OPEN else "处理说明书"
                for form, called in (("pdf", "PDF"), ("docx", "Word")):
                    ui.link(f"{name} {called}", f"{path_of(row.number)}/statement.{form}").props("download")


def _record(dossier: Dossier) -> None:
    if dossier.wrong:
        ui.label(dossier.wrong).classes("bg-red-1 text-red-10 rounded px-2 wrap").props("role=alert")
        return
    ui.label(f"记录完整（{dossier.order.sequence} 步前后相连）").classes("text-green-10")


def words(dossier: Dossier, visit: Visit, unmask: Callable[[], Awaitable[None]] | None) -> None:
    """What the resident told."""
    secret = dossier.order.confidential
    with part("诉求"):
        lines(dossier.words)
        _files(dossier.order.number, dossier.files)
        if secret:
            ui.label("这是保密工单：姓名、电话、地址在哪里都不显示，不能让被反映的一方知道是谁说的。").classes(
                "wrap text-grey-8"
            )
            if dossier.order.attachments and visit.may("orders.judge"):
                _files(dossier.order.number, dossier.order.attachments, as_links=True)
        elif unmask is not None and visit.may("orders.move"):
            ui.button("显示联系方式和门牌（会记下来）", on_click=unmask).props("flat dense")


def _files(number: str, refs: Sequence[str], *, as_links: bool = False) -> None:
    with ui.row().classes("gap-2"):
        for place, ref in enumerate(refs, start=1):
            target = f"{path_of(number)}/files/{ref}"
            if ref.startswith(VOICE):
                ui.audio(target).props('aria-label="语音"')
            elif as_links:
                ui.link(f"打开照片 {place}（会记下来）", target, new_tab=True)
            else:
                with ui.link(target=target, new_tab=True):
                    ui.element("img").props(f'src="{ROOT}{target}" alt="照片 {place}" loading=lazy').classes(
                        "h-24 rounded border border-gray-300"
                    )


def timeline(dossier: Dossier) -> None:
    """Every step, newest first."""
    with part("经过", count=len(dossier.story)), ui.element("ol").classes("w-full list-none m-0 p-0"):
        for told in dossier.story:
            with ui.element("li").classes("border-l-2 border-blue-300 pl-3 pb-3"):
                _step(told)


def _step(told: Told) -> None:
    with ui.row().classes("items-center gap-2"):
        ui.icon(told.icon).classes("text-primary").props("aria-hidden=true")
        ui.label(told.name).classes("text-weight-medium")
        ui.label(told.by).classes("text-grey-8")
        ui.label(told.at).classes("text-grey-8")
        if told.decision:
            ui.label("决定").classes("bg-blue-1 text-blue-10 rounded px-1 text-caption")
    for name, content in told.said:
        ui.label(f"{name}：{content}").classes("wrap")
    ui.label(f"第 {told.sequence} 步　到“{told.state}”　摘要 {told.digest}").classes("text-caption text-grey-8")


def facts(dossier: Dossier) -> None:
    """Where it went, until when, and how it was closed."""
    with part("派单、时限和办结", open_=False):
        lines(dossier.facts)


def returns(dossier: Dossier) -> None:
    """Each return with what was judged of it."""
    found = dossier.record.returns()
    if found:
        with part("退单", count=len(found)):
            for one in found:
                lines([
                    ("谁退的", f"{one.by}　{_at(one.at)}"), ("理由", one.reason), ("依据", one.basis),
                    ("建议单位", one.proposed), ("怎么定的", one.judgement or "还没有审"),
                ])  # fmt: skip


def consultation(dossier: Dossier, region: Region) -> None:
    """What is being settled, and the minutes of what was."""
    held, settled = dossier.consultation, dossier.record.consultations()
    talks = dossier.record.coordinations()
    if held is None and not settled and not talks:
        return
    with part("会商和协调"):
        if held is not None:
            candidates = "、".join(unit_name(region, code) for code in held.candidates)
            lines([("为什么会商", held.reason), ("从何时起", _at(held.opened_at)), ("候选单位", candidates or "没有")])
        for one in settled:
            lines([
                ("会商", _at(one.at)), ("参加", "、".join(one.participants)), ("纪要", one.conclusion),
                ("由谁主办", one.assigned),
            ])  # fmt: skip
        for talk in talks:
            lines([("协调", _at(talk.at)), ("参加", "、".join(talk.participants)), ("结果", talk.what)])


def voices(dossier: Dossier) -> None:
    """The orders of others that joined it."""
    if dossier.voices:
        with part("并进来的诉求", count=len(dossier.voices)):
            for row in dossier.voices:
                with ui.row().classes("items-center gap-3"):
                    ui.link(row.number, path_of(row.number))
                    ui.label(row.title).classes("wrap")
                    ui.label(row.received).classes("text-grey-8")


def added(dossier: Dossier) -> None:
    """What was told later."""
    if dossier.added:
        with part("追加记录", count=len(dossier.added)):
            for one in dossier.added:
                ui.label(f"{one.at}　{one.number}").classes("text-grey-8")
                ui.label(one.words).classes("wrap")
                _files(dossier.order.number, one.files)


def pairs(dossier: Dossier) -> None:
    """Who wants the contrary."""
    if dossier.pairs:
        with part("相反的诉求", count=len(dossier.pairs)):
            for one in dossier.pairs:
                with ui.row().classes("items-center gap-3"):
                    ui.link(one.number, path_of(one.number))
                    ui.label(f"{one.title}　{one.state}").classes("wrap")
                    ui.label(f"商议结果：{one.outcome}" if one.outcome else "等着商议").classes("wrap")


def cases(dossier: Dossier) -> None:
    """Councils, exemptions and the like."""
    if dossier.cases:
        with part("旁路事项", count=len(dossier.cases)):
            for one in dossier.cases:
                with ui.row().classes("items-center gap-3"):
                    ui.link(f"{table(one.kind).head['name']} {one.receipt}", f"/orders/cases/{one.receipt}")
                    ui.label(f"{name_of_state(one)}　{_at(one.opened_at)}").classes("wrap")


def elsewhere(dossier: Dossier) -> None:
    """Other orders of the same telephone."""
    if dossier.elsewhere:
        with part("同一电话的其他工单", count=len(dossier.elsewhere), open_=False):
            for one in dossier.elsewhere:
                with ui.row().classes("items-center gap-3"):
                    ui.link(one.number, path_of(one.number))
                    ui.label(f"{one.title}　{name_of('channels', one.channel)}　{one.status_zh}").classes("wrap")


def why_order(dossier: Dossier) -> None:
    """Why it became an order."""
    with part("为什么立单", open_=False):
        lines(why(dossier.order))


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
