"""How orders are drawn: the board, the table, the map."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.gate import ROOT
from bot.pages.staff.orders.board import MOST, Column, Place, Point, Row
from bot.pages.staff.orders.filters import Filters
from config.region import Region

HEADS = (
    ("number", "工单编号"), ("title", "标题"), ("state", "状态"), ("due", "答复时限"), ("unit", "主办单位"),
    ("place", "地点"), ("received", "受理"),
)  # fmt: skip
NUMBER = """<q-td :props="props"><a :href="props.row.href" class="text-primary">{{ props.row.number }}</a></q-td>"""
TITLE = """<q-td :props="props" style="white-space: normal; min-width: 12em"><a :href="props.row.href" tabindex="-1"
class="text-grey-10 no-underline">{{ props.row.title }}</a>
<span v-for="mark in props.row.marks" :key="mark" class="bg-grey-3 text-grey-9 rounded q-px-xs q-ml-xs text-caption"
style="white-space: nowrap">{{ mark }}</span></q-td>"""
DUE = """<q-td :props="props"><span :class="props.row.tone" class="rounded q-px-sm">{{ props.row.due }}</span></q-td>"""
ITEM = """<div class="col-12 q-pa-xs"><a :href="props.row.href"
class="no-underline bg-white rounded-borders q-pa-sm text-grey-10" style="display: block; border: 1px solid #ddd">
<div class="row justify-between"><span class="text-primary">{{ props.row.number }}</span>
<span>{{ props.row.state }}</span></div><div class="text-subtitle1">{{ props.row.title }}</div>
<div class="row q-gutter-xs text-caption"><span :class="props.row.tone" class="rounded q-px-sm">
{{ props.row.due }}</span>
<span v-for="mark in props.row.marks" :key="mark" class="bg-grey-3 text-grey-9 rounded q-px-xs">{{ mark }}</span></div>
<div class="text-grey-8">{{ props.row.unit }}　{{ props.row.place }}</div></a></div>"""
TONES = {"late": "#b71c1c", "today": "#bf360c", "soon": "#8d6e00", "fine": "#1b5e20", "paused": "#455a64"}


def path_of(number: str) -> str:
    """An order's page, as the library's links want it: they begin under /staff."""
    return f"/orders/{number}"


def href(number: str) -> str:
    """The same, whole."""
    return f"{ROOT}{path_of(number)}"


def board(columns: Sequence[Column], filters: Filters) -> None:
    """States side by side; on a telephone one below the other."""
    with ui.row().classes("w-full no-wrap gap-3 overflow-x-auto items-start max-sm:flex-col").props("tabindex=0"):
        for column in columns:
            with (
                ui.column()
                .classes("gap-2 w-64 max-sm:w-full shrink-0 bg-grey-2 rounded p-2")
                .props(f'role=region aria-label="{column.state}"')
            ):
                count = str(column.count) if column.count < MOST else f"{MOST}+"
                whole = filters.but(view="table", state=column.status, sort="due")
                ui.link(f"{column.state} {count}", whole.address()).classes("text-grey-10 no-underline")
                for row in column.rows:
                    card(row)
                if not column.rows:
                    ui.label("没有").classes("text-grey-8")
                if column.count > len(column.rows):
                    ui.link("看全部", whole.address()).classes("text-primary")


def card(row: Row) -> None:
    """One order on the board."""
    with (
        ui.link(target=path_of(row.number)).classes("no-underline w-full"),
        ui.card().classes("w-full p-2 gap-1").props("flat bordered"),
    ):
        ui.label(row.title).classes("text-grey-10 wrap leading-tight")
        ui.label(row.due.words).classes(f"rounded px-2 text-caption {row.due.colour}")
        chips(row.marks)
        ui.label("　".join(filter(None, (row.unit, row.place)))).classes("text-caption text-grey-8 wrap")
        ui.label(row.number).classes("text-caption text-grey-8")


def chips(marks: Sequence[str]) -> None:
    """Words beside a title."""
    if marks:
        with ui.row().classes("gap-1"):
            for mark in marks:
                ui.label(mark).classes("bg-grey-3 text-grey-9 rounded px-1 text-caption")


def table(rows: Sequence[Row], page: int, *, more: bool, turn: Callable[[int], Awaitable[None]]) -> None:
    """A page of rows; on a telephone a card each."""
    if not rows and page == 1:
        return
    columns = [{"name": name, "label": label, "field": name, "align": "left"} for name, label in HEADS]
    shown = ui.table(columns=columns, rows=[_plain(row) for row in rows], row_key="number").classes("w-full")
    shown.props('flat bordered dense :grid="Quasar.Screen.lt.sm" hide-pagination :rows-per-page-options="[0]"')
    for name, slot in (("number", NUMBER), ("title", TITLE), ("due", DUE)):
        shown.add_slot(f"body-cell-{name}", slot)
    shown.add_slot("item", ITEM)
    with ui.row().classes("items-center gap-2"):
        back = ui.button("上一页", on_click=action(lambda: turn(page - 1))).props("outline")
        ui.label(f"第 {page} 页")
        on = ui.button("下一页", on_click=action(lambda: turn(page + 1))).props("outline")
    back.set_enabled(page > 1)
    on.set_enabled(more)


def town(region: Region, filters: Filters, places: Sequence[Place], points: Sequence[Point]) -> None:
    """Where the open orders are: outlines and points without anybody's tiles, and a list by community."""
    if points:
        ui.label(f"在办的、有定位的 {len(points)} 张（保密的不显示）；点一个点打开工单。").classes("text-grey-8")
        chart = ui.echart(_chart(region, points), on_point_click=lambda event: _open(points, event))
        chart.classes("w-full h-[28rem]").props('role=img aria-label="工单的位置，下面是按社区的清单"')
    else:
        ui.label("没有带定位的在办工单，下面按社区列出。").classes("text-grey-8")
    most = max((place.count for place in places), default=1)
    with ui.column().classes("w-full gap-1"):
        for place in places:
            here = {"place": place.code} if place.code else {}
            target = filters.but(view="table", state="open", **here).address()
            with ui.row().classes("items-center gap-2 w-full no-wrap"):
                ui.link(place.name, target).classes("w-48 wrap")
                ui.label(str(place.count)).classes("w-12 text-right")
                ui.element("div").classes("bg-blue-3 rounded h-3").style(f"width: {60 * place.count / most:.1f}%")


def _chart(region: Region, points: Sequence[Point]) -> dict[str, Any]:
    outlines = [
        {
            "type": "line", "data": [*map(list, one.area), list(one.area[0])], "showSymbol": False, "silent": True,
            "lineStyle": {"color": "#90a4ae", "width": 1}, "name": one.name,
            "markPoint": {"silent": True, "symbolSize": 1, "data": [{"coord": _middle(one.area), "name": one.name}],
                          "label": {"formatter": one.name, "color": "#455a64"}},
        }
        for one in region.places.communities.values()
        if one.area
    ]  # fmt: skip
    dots = [
        {"value": [one.lng, one.lat], "name": one.number, "itemStyle": {"color": TONES.get(one.tone, "#455a64")}}
        for one in points
    ]
    axis = {"type": "value", "scale": True, "show": False}
    scatter = {"type": "scatter", "data": dots, "symbolSize": 10, "name": "工单"}
    return {
        "xAxis": axis, "yAxis": axis, "tooltip": {"formatter": "{b}"}, "animation": False,
        "dataZoom": [{"type": "inside", "xAxisIndex": 0}, {"type": "inside", "yAxisIndex": 0}],
        "series": [*outlines, scatter],
    }  # fmt: skip


def _middle(area: Sequence[tuple[float, float]]) -> list[float]:
    return [sum(corner[axis] for corner in area) / len(area) for axis in (0, 1)]


def _open(points: Sequence[Point], event: Any) -> None:
    if any(point.number == event.name for point in points):
        ui.navigate.to(path_of(event.name))


def _plain(row: Row) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "state": row.state, "due": row.due.words, "tone": row.due.colour,
        "unit": row.unit, "place": row.place, "received": row.received, "marks": list(row.marks),
        "href": href(row.number),
    }  # fmt: skip
