"""A list that is narrowed by what stands in its address, and grows on request."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from nicegui import ui
from sqlalchemy.ext.asyncio import AsyncSession

from bot.pages.staff.frame import action
from bot.pages.staff.gate import ROOT
from bot.pages.staff.narrowed import Narrowed
from bot.pages.staff.retry import Retry
from bot.pages.staff.visit import Visit


class Numbered(Protocol):
    """One row of a list; the list goes on after its number."""

    @property
    def id(self) -> int:
        """Its number."""


AskedT = TypeVar("AskedT", bound=Narrowed)
NumberedT = TypeVar("NumberedT", bound=Numbered)


class Listing(ABC, Generic[AskedT, NumberedT]):
    """One open list.

    `right`: what whoever looks must be allowed; `further`: what stands on the button for the next ones.
    """

    right = "orders"
    further = "再看一些"

    def __init__(self, visit: Visit, asked: AskedT) -> None:
        self.visit = visit
        self.asked = asked
        self._last = 0

    @abstractmethod
    def filters(self) -> None:
        """What narrows the list; each calls `change`."""

    @abstractmethod
    async def read(self, session: AsyncSession, asked: AskedT, after: int) -> tuple[Sequence[NumberedT], bool]:
        """The next ones after that number (0: the first), and whether there are more."""

    @abstractmethod
    def place(self) -> None:
        """Draws what the list stands in."""

    @abstractmethod
    def add(self, found: Sequence[NumberedT], *, anew: bool) -> None:
        """Shows these below the others; `anew`: instead of them."""

    @abstractmethod
    def nothing(self) -> str:
        """What is said where the list is empty."""

    def draw(self) -> None:
        """The filters, and place for the list."""
        with ui.row().classes("items-center gap-2 w-full").props('role=search aria-label="挑着看"'):
            self.filters()
        self.retry = Retry(self.show)
        with ui.column().classes("w-full gap-2") as self.whole:
            self.place()
            self.say = ui.label().classes("text-lg text-grey-8").props("data-ready role=status")
            self.button = ui.button(self.further, on_click=action(self.more)).props("flat")

    async def change(self, **said: Any) -> None:
        """Another filter: shows what fits, and the address with it."""
        after = replace(self.asked, **said)
        if after != self.asked:
            self.asked = after
            ui.navigate.history.replace(f"{ROOT}{after.address()}")
            await self.show()

    async def show(self) -> None:
        """From the first one."""
        self._last = 0
        await action(self.more)()

    async def more(self) -> None:
        """The next ones."""
        asked, after = self.asked, self._last
        async with nullcontext() if after else self.retry.instead_of(self.whole):
            await self.visit.check(self.right)
            async with self.visit.services.database.reading() as session:
                found, left = await self.read(session, asked, after)
        if (asked, after) != (self.asked, self._last):  # somebody chose on meanwhile
            return
        self.add(found, anew=not after)
        self._last = found[-1].id if found else after
        self.say.set_text(self.nothing())
        self.say.set_visibility(not self._last)
        self.button.set_visibility(left)


class Cards(Listing[AskedT, NumberedT]):
    """A list with a card for each."""

    @abstractmethod
    def card(self, one: NumberedT) -> None:
        """Draws one."""

    def place(self) -> None:
        """A column of cards."""
        self.cards = ui.column().classes("w-full gap-2")

    def add(self, found: Sequence[NumberedT], *, anew: bool) -> None:
        """A card for each."""
        if anew:
            self.cards.clear()
        with self.cards:
            for one in found:
                self.card(one)
