"""/staff/learning: what was not understood, hardly, wrongly, or went to the wrong place; in clusters."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from bot.learning.gathering import Gathering
from bot.learning.queue import KINDS, Group, Members, counts, done, open_groups, read_groups
from bot.learning.tables import LearningItem
from bot.learning.teaching import Taught
from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge.ways import desk_of
from bot.pages.staff.learning.teach import TeachForm, done_line
from bot.pages.staff.learning.ways import ALL, COLOURS, DONE, RIGHT, card_name, ways
from bot.pages.staff.retry import Retry
from bot.pages.staff.typed import Kept, Typed
from bot.pages.staff.visit import Visit
from orders.cases.book import Cases
from orders.cases.objections import Objections

FIRST = 10
"""Clusters at once; more on request."""
EXAMPLES = 3
MOST_SINGLE = 30
"""Messages of a cluster that can be done one by one."""
EMPTY = {
    ALL: "眼下没有要学的话。居民说的都答上了；新的会自己出现在这里。",
    "unmatched": "没有没匹配上的话。",
    "low_margin": "没有拿不准的话。",
    "disputed": "没有居民说答得不对的话。",
    "rerouted": "没有派错了又改派的。",
}


@page("/learning", RIGHT, "学习")
async def learning(visit: Visit, kind: str = "") -> None:
    """Kinds at the top, clusters below, the largest first."""
    kind = kind if kind in {*KINDS, DONE} else ""
    services = visit.services
    async with services.database.writing() as session, session.begin():
        gathering = Gathering(session, services.region, services.clock, keep_days=services.settings.keep_days)
        await gathering.gather()
    async with services.database.reading() as session:
        known = await counts(session)
        cases = Cases(session, services.region, services.clock)
        waiting = len(await Objections(cases).listed(open_only=True, limit=100))
        over = await done(session) if kind == DONE else []
    ways(kind or ALL, known, waiting)
    if kind == DONE:
        _done(visit, over)
        return
    with ui.column().classes("w-full gap-3") as place:
        ui.label("正在归组…").classes("text-grey-8").props("role=status")

    @action
    async def fill() -> None:
        """The page is there at once; putting thousands of messages together may take a second."""
        async with retry.instead_of(place):
            async with services.database.reading() as session:
                groups = await open_groups(session, kind)
            typed = Typed(visit.me.staff_id, "learning")
            kept = Kept(typed, await typed.read())
        place.clear()
        with place:
            if groups:
                await _groups(visit, groups, kept)
            else:
                _empty(kind or ALL)

    retry = Retry(fill)
    ui.timer(0.05, fill, once=True)


async def _groups(visit: Visit, groups: Sequence[Members], kept: Kept) -> None:
    """Of the clusters only those that are shown are read: an open page should not hold thousands of messages."""
    said = sum(len(members) for members in groups)
    ui.label(
        f"{said} 句，{len(groups)} 组，多的在前。作为说法：以后这样说也能认出来；作为测试问句：每次发布前都考一遍。"
    ).classes("text-grey-8 wrap")
    shown = ui.column().classes("w-full gap-3").props("data-ready")
    place = 0

    @action
    async def more() -> None:
        nonlocal place
        first = place
        async with visit.services.database.reading() as session:
            read = await read_groups(session, groups[first : first + FIRST])
        if first != place:  # pressed twice: the other press has shown them
            return
        place += FIRST
        button.set_visibility(place < len(groups))
        with shown:
            for group in read:
                group_card(visit, group, kept)

    button = ui.button("再看一些", on_click=more).props("flat")
    await more()


def group_card(visit: Visit, group: Group, kept: Kept) -> None:
    """One cluster: what was said, what was answered, and the form."""
    with ui.card().classes("w-full p-3 gap-2").props("flat bordered data-group") as card:

        def draw() -> None:
            card.clear()
            numbers = group.numbers
            with card:
                _head(visit, group)
                TeachForm(visit, card, numbers, words=group.words[0], likely=group.likely, again=draw, kept=kept)
                if len(group.items) > 1:
                    _one_by_one(visit, group, numbers, kept)

        draw()


def _head(visit: Visit, group: Group) -> None:
    with ui.row().classes("items-center gap-2 w-full"):
        for kind in group.kinds:
            ui.label(KINDS.get(kind, kind)).classes(f"bg-{COLOURS.get(kind, 'grey-3')} rounded px-2 text-grey-10")
        people = f" · {group.people} 人" if group.people > 1 else ""
        ui.label(f"{len(group.items)} 句{people}").classes("text-weight-medium")
        ui.label(f"最近 {max(item.at for item in group.items):%m-%d %H:%M}").classes("text-grey-8")
    for words in group.words[:EXAMPLES]:
        ui.label(f"“{visit.hidden(words)}”").classes("wrap")
    if (left := len(group.words) - EXAMPLES) > 0:
        ui.label(f"还有 {left} 种说法").classes("text-grey-8 text-sm")
    library = desk_of(visit).engine.whole
    answered = "、".join(card_name(library, card) for card in group.answered[:EXAMPLES])
    facts = (("当时答的", answered or "没答上"), ("后来归", "、".join(group.units)))
    for name, value in facts:
        if value:
            ui.label(f"{name}：{value}").classes("text-grey-8 text-sm wrap")


def _one_by_one(visit: Visit, group: Group, numbers: list[int], kept: Kept) -> None:
    """The messages of a cluster, each with a form of its own, made when somebody looks. `numbers`: what the form of the
    whole cluster is still for."""
    with ui.expansion("一句一句处理").props("dense duration=0").classes("w-full") as fold:
        inside = ui.column().classes("w-full gap-3")

    def open_() -> None:
        if fold.value and not list(inside.default_slot.children):
            with inside:
                for item in group.items[:MOST_SINGLE]:
                    _single(visit, item, numbers, kept)

    fold.on_value_change(open_)


def _single(visit: Visit, item: LearningItem, numbers: list[int], kept: Kept) -> None:
    own = item.id or 0
    with ui.card().classes("w-full p-2 gap-1").props("flat bordered data-single") as card:

        def draw() -> None:
            card.clear()
            with card:
                ui.label(f"“{visit.hidden(item.words)}”　{item.at:%m-%d %H:%M}").classes("wrap")
                Single(visit, card, [own], words=item.words, likely=Group((item,)).likely, again=back, kept=kept)

        def back() -> None:
            numbers.append(own)
            draw()

        class Single(TeachForm):
            """Takes its message out of the cluster's form."""

            def _done(self, taught: Taught) -> None:
                numbers.remove(own)
                super()._done(taught)

        draw()


def _done(visit: Visit, items: Sequence[LearningItem]) -> None:
    """What was done of late, by whom, what was done together in one line."""
    together: dict[tuple[object, ...], list[LearningItem]] = {}
    for item in items:
        together.setdefault((item.done_at, item.done_by, item.state, item.revision_id, item.taught), []).append(item)
    if not together:
        ui.label("还没有处理过。在“全部”里挑一组，选好卡片，点“作为说法”就行。").classes("text-lg text-grey-8")
    for several in together.values():
        first = several[0]
        taught = Taught(
            tuple(item.id or 0 for item in several), first.state, first.taught_card, first.taught, first.revision_id
        )
        with ui.card().classes("w-full p-3 gap-1").props("flat bordered data-done") as card:
            ui.label(f"“{visit.hidden(first.words)}”").classes("wrap")
            done_line(visit, taught, card.delete, f"{first.done_by} {first.done_at:%m-%d %H:%M}：")


def _empty(kind: str) -> None:
    with ui.column().classes("gap-2").props("data-ready"):
        ui.label(EMPTY[kind]).classes("text-lg text-grey-8 wrap")
        ui.label(
            "没答上的、勉强答上的、居民点“不是这个意思”的、派错又改派的，都会来这里。也可以在知识库里试一句。"
        ).classes("text-grey-8 wrap")
        ui.link("到知识库试一句", "/knowledge")
