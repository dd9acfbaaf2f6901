"""One look for all pages: each is told of what changed, and of nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.pages.staff.desk.lookout import AGES_SECONDS, Lookout, Seat
from bot.services import Services
from tests.bot.desk.conftest import Office
from tests.conftest import StandingClock


class Page:
    """Writes down what it is told."""

    def __init__(self, lookout: Lookout, handoff: int | None = None) -> None:
        self.told: list[tuple[bool, bool]] = []
        lookout.seats.add(Seat(self.changed, handoff))

    async def changed(self, queue: bool, talk: bool) -> None:
        """As the lookout calls it."""
        self.told.append((queue, talk))

    def news(self) -> list[tuple[bool, bool]]:
        """What it was told since the last look."""
        told, self.told = self.told, []
        return told


@contextmanager
def statements(services: Services) -> Iterator[list[str]]:
    """Every SELECT that reaches the database."""
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    engine = services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_each_page_is_told_of_what_it_shows(office: Office, services: Services) -> None:
    """A claim is news for every list, a resident's words for the page that shows them; quiet seconds for nobody."""
    desk = await office.desk("李四", "li.si")
    number = await office.asks("v1")
    lookout = Lookout(services.database, office.clock)
    alone, beside = Page(lookout), Page(lookout, number)
    await lookout.look()
    assert (alone.news(), beside.news()) == ([(True, False)], [(True, True)])
    await lookout.look()
    assert (alone.news(), beside.news()) == ([], [])
    await desk.claim(number)
    await lookout.look()
    assert (alone.news(), beside.news()) == ([(True, False)], [(True, True)])
    await office.says("v1", "还在吗")
    await office.says("v1", "喂")
    await lookout.look()
    assert (alone.news(), beside.news()) == ([], [(False, True)])
    await desk.say(number, "在的", "t")
    await lookout.look()
    assert (alone.news(), beside.news()) == ([(True, False)], [(True, True)])


async def test_whoever_did_something_is_told_first(office: Office, services: Services) -> None:
    """What changed on that page can leave before any other page is drawn; the others hear of it too."""
    lookout = Lookout(services.database, office.clock)
    told: list[str] = []

    def seat(name: str) -> Seat:
        async def changed(_queue: bool, _talk: bool) -> None:
            told.append(name)
            if name == "mine":
                asyncio.get_running_loop().call_soon(told.append, "sent")

        lookout.seats.add(one := Seat(changed))
        return one

    for _ in range(9):
        seat("other")
    mine = seat("mine")
    for _ in range(3):
        await office.asks("v1")
        await lookout.look(mine)
        assert told == ["mine", "sent", *["other"] * 9]
        told.clear()
        lookout.seats = {mine, *(one for one in lookout.seats if one is not mine)}
        office.clock.forward(seconds=AGES_SECONDS)


async def test_a_new_handoff_and_the_time(office: Office, services: Services, clock: StandingClock) -> None:
    """Lists hear of what arrives; and every half minute, for they tell how long somebody waits."""
    lookout = Lookout(services.database, office.clock)
    page = Page(lookout)
    await lookout.look()
    page.news()
    await office.asks("v1")
    await lookout.look()
    assert page.news() == [(True, False)]
    clock.forward(seconds=AGES_SECONDS)
    await lookout.look()
    assert page.news() == [(True, False)]


async def test_many_pages_cost_as_much_as_one(office: Office, services: Services) -> None:
    """Two statements a look, however many pages are open; one where none shows a handoff."""
    number = await office.asks("v1")
    lookout = Lookout(services.database, office.clock)
    for _ in range(50):
        Page(lookout, number)
    await lookout.look()
    with statements(services) as seen:
        await lookout.look()
    assert len(seen) == 2
    lookout.seats.clear()
    Page(lookout)
    with statements(services) as seen:
        await lookout.look()
    assert len(seen) == 1


async def test_what_all_pages_ask_for_is_read_once(office: Office, services: Services) -> None:
    """Until something changes; a reading that breaks is tried again."""
    lookout = Lookout(services.database, office.clock)
    await lookout.look()
    count = 0

    async def read() -> int:
        nonlocal count
        count += 1
        await asyncio.sleep(0)
        if count == 1:
            msg = "away"
            raise ConnectionError(msg)
        return count

    done = await asyncio.gather(lookout.once("lines", read), return_exceptions=True)
    assert isinstance(done[0], ConnectionError)
    assert await asyncio.gather(*(lookout.once("lines", read) for _ in range(20))) == [2] * 20
    await office.asks("v1")
    await lookout.look()
    assert await lookout.once("lines", read) == 3


async def test_a_page_that_breaks_keeps_no_other_from_being_told(office: Office, services: Services) -> None:
    lookout = Lookout(services.database, office.clock)

    async def breaks(queue: bool, talk: bool) -> None:
        msg = f"closed {queue} {talk}"
        raise RuntimeError(msg)

    lookout.seats |= {Seat(breaks), Seat(breaks)}
    page = Page(lookout)
    await lookout.look()
    assert page.news() == [(True, False)]


async def test_a_page_may_leave_while_others_are_told(office: Office, services: Services) -> None:
    """Somebody closes a page in the very moment of the look."""
    lookout = Lookout(services.database, office.clock)
    seats: list[Seat] = []

    async def leaves(queue: bool, talk: bool) -> None:
        for seat in seats:
            lookout.leave(seat)

    seats += [Seat(leaves), Seat(leaves)]
    lookout.seats |= set(seats)
    await lookout.look()
    assert lookout.seats == set()
