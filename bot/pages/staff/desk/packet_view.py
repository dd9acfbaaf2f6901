"""The packet at the right, in sections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from bot.pages.staff.desk.packet import Considered, Judgement, Packet
from bot.pages.staff.frame import there

FAINT = "text-sm text-grey-8"


def draw_packet(packet: Packet) -> None:
    """All sections that have something in them."""
    with _section("居民的话"):
        for words in packet.words:
            ui.label(f"“{words}”").classes("wrap")
        if not packet.words:
            ui.label("没有留下文字").classes(FAINT)
    if packet.judgement is not None:
        with _section("机器人的判断"):
            _judgement(packet.judgement)
    with _section("材料"):
        for name, value in packet.rows:
            _row(name, value)
        if packet.place:
            _row("属于", packet.place)
    with _section(f"这位居民的工单（最近 {len(packet.orders)} 张）" if packet.orders else "这位居民的工单"):
        for order in packet.orders:
            with ui.row().classes("w-full items-baseline gap-2"):
                if there("/orders/{number}"):
                    ui.link(order.number, f"/orders/{order.number}", new_tab=True)
                else:
                    ui.label(order.number)
                ui.label(f"{order.title}（{order.status}，{order.unit}，{order.received_at:%m-%d}）").classes(
                    "wrap text-sm"
                )
        if not packet.orders:
            ui.label("没有").classes(FAINT)
    with _section("经过"):
        for step in packet.steps:
            said = f"：{step.note}" if step.note else ""
            ui.label(f"{step.at:%m-%d %H:%M} {step.actor}{step.what}{said}").classes("wrap text-sm")


def _judgement(found: Judgement) -> None:
    if found.first is not None:
        ui.label(_considered(found.first)).classes("font-medium wrap")
    if found.doubt:
        ui.label(found.doubt).classes("text-amber-900 wrap text-sm")
    if found.reasons:
        words = "、".join(f"{word} {share:.0%}" for word, share in found.reasons)
        ui.label(f"看的是这些词：{words}").classes("wrap text-sm")
    for place, one in enumerate(found.others):
        ui.label(f"{'第二名' if not place else '再往后'}：{_considered(one)}").classes("wrap text-sm")
    if found.why:
        _row("为什么", found.why)
    if found.next_steps:
        _row("下一步", "；".join(found.next_steps))
    if found.bring:
        _row("要带", "、".join(found.bring))
    if found.versions:
        ui.label(found.versions).classes("text-xs text-grey-8")


def _considered(one: Considered) -> str:
    down = "，居民说不是" if one.turned_down else ""
    return f"{one.title}（{one.way}，{one.score:.0%}{down}）" if one.way else f"{one.title}（{one.score:.0%}{down}）"


def _row(name: str, value: str) -> None:
    with ui.row().classes("w-full no-wrap gap-2 items-baseline"):
        ui.label(name).classes("text-sm text-grey-8 shrink-0 w-20")
        ui.label(value).classes("wrap grow text-sm")


@contextmanager
def _section(title: str) -> Iterator[None]:
    with ui.column().classes("w-full gap-1 bg-white rounded p-3"):
        ui.label(title).classes("text-sm font-medium text-primary").props('role=heading aria-level="2"')
        yield
