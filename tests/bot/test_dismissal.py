"""Whoever is removed reads nothing more: not what waits, not what is tried again, not what somebody sends again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.delivery import Refused, TryLater
from bot.dismissal import LEFT, dismiss
from bot.outbox import Sender
from bot.services import Services
from bot.staff_post import CHANNEL, StaffPost
from bot.tables import Outbox
from config.errors import StaffNotFound
from handlers.message import Reply
from orders.staff import StaffBook
from orders.tables import Staff
from tests.conftest import StandingClock
from tests.orders.colleagues import hire

PHONE = "13812345678"


class Line:
    """The staff channel: fails as it is told, and removes the person in the middle of sending if asked."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails: Exception | None = None
        self.meanwhile: Any = None

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Any]:
        """The text alone."""
        return (reply.text,)

    async def send(self, account: str, part: Any) -> str:
        """Notes what was sent."""
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.fails is not None:
            raise self.fails
        self.sent.append((account, part))
        return "1"


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def sender(services: Services, line: Line) -> Sender:
    return Sender(services.database, services.clock, services.wake, services.region, {CHANNEL: line})


@pytest.fixture
async def staff(services: Services) -> list[Staff]:
    """Two colleagues with one message each."""
    async with services.database.writing() as session, session.begin():
        book = StaffBook(session, services.clock)
        found = [await hire(book, name) for name in ("张三", "王五")]
        await StaffPost(session, services.clock).tell_all([(one.id or 0, Reply(f"居民电话{PHONE}")) for one in found])
    return found


async def remove(services: Services, staff: Staff) -> None:
    async with services.database.writing() as session, session.begin():
        await dismiss(session, services.clock, staff.id or 0)


async def outbox(database: Database, error: str) -> list[Outbox]:
    async with database.reading() as session:
        return list((await session.execute(select(Outbox).where(Outbox.error == error))).scalars())  # type: ignore[arg-type]


async def test_what_waits_is_withheld_and_masked(
    services: Services, staff: list[Staff], sender: Sender, line: Line
) -> None:
    """The colleague gets theirs."""
    await remove(services, staff[0])
    await sender.send_all()
    assert line.sent == [("chat-王五", f"居民电话{PHONE}")]
    (row,) = await outbox(services.database, LEFT)
    assert (row.try_at, row.sent_at, row.withheld_at) == (None, None, services.clock.now())
    assert PHONE not in str(row.reply)
    with pytest.raises(StaffNotFound):
        await remove(services, staff[0])


async def test_a_dead_letter_to_them_cannot_be_sent_again(
    services: Services, staff: list[Staff], sender: Sender, line: Line
) -> None:
    line.fails = Refused("Forbidden", "对方停用了机器人。")
    await sender.send_all()
    await remove(services, staff[0])
    assert [one.account for one in await services.dead_letters.list()] == ["chat-王五"]


async def test_what_failed_while_they_were_removed_is_not_tried_again(
    services: Services, staff: list[Staff], sender: Sender, line: Line, clock: StandingClock
) -> None:
    await remove(services, staff[1])
    line.fails = TryLater("Timeout")

    async def meanwhile() -> None:
        await remove(services, staff[0])

    line.meanwhile = meanwhile
    await sender.send_all()
    assert len(await outbox(services.database, LEFT)) == 2
    clock.forward(hours=1)
    line.fails, line.meanwhile = None, None
    await sender.send_all()
    assert line.sent == []
