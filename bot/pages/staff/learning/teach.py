"""The form under messages: their words, the card, and one click that makes them a phrase or a test question of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import ui
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.queue import STATES
from bot.learning.teaching import LONGEST, As, Taught, Teaching
from bot.pages.staff.frame import action
from bot.pages.staff.knowledge.ways import EDIT, desk_of, draft_path
from bot.pages.staff.learning.choice import CardChoice
from bot.pages.staff.learning.ways import RIGHT, card_name, new_card_path
from bot.pages.staff.typed import Kept
from bot.pages.staff.visit import Visit

WORDS = "words"
Again = Callable[[], None]
"""Draws a card of the page anew, once everything in it is undone."""


class TeachForm:
    """Stands in a `card` of the page; when something was done, the card shows what, with the way back by `again`."""

    def __init__(
        self, visit: Visit, card: ui.card, numbers: list[int], *, words: str, likely: Sequence[str], again: Again,
        to_test: bool = False, known: bool = True, kept: Kept | None = None,
    ) -> None:  # fmt: skip
        """`to_test`: it is here to be asked before every publishing. `known`: the first of the cards is chosen.
        `kept`: what was typed before a reload."""
        self.visit = visit
        self.card = card
        self.numbers = numbers
        """The messages; others may take some out of the list while the form stands."""
        self.again = again
        self.kept, self.key = kept, f"{numbers[0]}{'+' * (len(numbers) > 1)}"
        """Under which name its words are kept while nobody has sent them."""
        said = visit.hidden(words)[:LONGEST]
        said = kept.text(self.key, WORDS, said) if kept else said
        self.words = ui.textarea("写进卡片的话（可以改；不留姓名、电话、门牌）", value=said)
        if kept:
            self.words.on("update:model-value", js_handler=kept.typed.typing(self.key, WORDS))
        self.words.props(f"outlined dense autogrow maxlength={LONGEST}").classes("w-full")
        self.choice = CardChoice(visit, likely, "是哪张卡片的事", preselect=known)
        looks = ("outline", "unelevated") if to_test else ("unelevated", "outline")
        with ui.row().classes("items-center gap-2"):
            ui.button("作为说法", on_click=self._phrase).props(looks[0])
            ui.button("作为测试问句", on_click=self._question).props(looks[1])
            ui.button("不用处理", on_click=self._dismiss).props("flat")
            ui.button("写一张新卡片", on_click=self._new_card).props("flat")

    def _new_card(self) -> None:
        ui.navigate.to(new_card_path(str(self.words.value or "")))

    @action
    async def _phrase(self) -> None:
        await self._teach("phrase")

    @action
    async def _question(self) -> None:
        await self._teach("question")

    async def _teach(self, as_: As) -> None:
        card = self.choice.needed()
        await self.visit.check(EDIT)
        async with self.visit.acting(RIGHT, f"learning.{as_}", card, messages=len(self.numbers)) as session:
            taught = await teaching(self.visit, session).teach(
                self.numbers, as_, card, str(self.words.value or ""), self.visit.me.name
            )
        self._done(taught)

    @action
    async def _dismiss(self) -> None:
        async with self.visit.acting(RIGHT, "learning.dismiss", messages=len(self.numbers)) as session:
            taught = await teaching(self.visit, session).dismiss(self.numbers, self.visit.me.name)
        self._done(taught)

    def _done(self, taught: Taught) -> None:
        if self.kept:
            self.kept.forget(self.key)
        self.card.clear()
        with self.card:
            done_line(self.visit, taught, self.again)


def done_line(visit: Visit, taught: Taught, again: Again, who: str = "") -> None:
    """What was done, with the draft to open and the way back."""
    with ui.row().classes("items-center gap-2 w-full").props("role=status"):
        ui.icon("check_circle").classes("text-positive").props("aria-hidden=true")
        count = f"{len(taught.numbers)} 句" if len(taught.numbers) > 1 else "这句"
        if taught.state == "dismissed":
            ui.label(f"{who}{count}不用处理。")
        else:
            card = card_name(desk_of(visit).engine.whole, taught.card_id)
            ui.label(f"{who}{count}{STATES[taught.state]}写进了{card}的草稿：“{visit.hidden(taught.words)}”").classes(
                "wrap"
            )
            ui.link("打开草稿", draft_path(taught.revision))

        @action
        async def undo() -> None:
            async with visit.acting(RIGHT, "learning.undo", taught.card_id, messages=len(taught.numbers)) as session:
                await teaching(visit, session).undo(taught.numbers, visit.me.name)
            ui.notify("撤销了，草稿里的这句也拿掉了。", type="positive")
            again()

        ui.button("撤销", on_click=undo).props("flat dense")


def teaching(visit: Visit, session: AsyncSession) -> Teaching:
    """What teaches, within a transaction of the page."""
    services = visit.services
    return Teaching(session, services.region, services.clock, services.knowledge.served)
