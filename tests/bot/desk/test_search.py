"""The search of the queue: by matter, words, number, colleague; what is hidden is not found either."""

from __future__ import annotations

import pytest

from bot.pages.staff.desk.queue import Queue
from bot.pages.staff.desk.search import Search
from bot.services import Services
from tests.bot.desk.conftest import Office


async def found(services: Services, words: str, limit: int = 30) -> list[int]:
    """The handoffs that are found."""
    async with services.database.reading() as session:
        return [one.id for one in await Search(Queue(session, services.cards)).lines(words, limit)]


@pytest.mark.parametrize(
    ("words", "is_there"),
    [
        ("路灯", True),
        ("ｌｅｄ 路灯", True),
        ("坏了 幸福路", True),
        ("路灯 下水道", False),
        ("13812345678", False),
        ("\0", False),
        ("   ", False),
        ("%", False),
        ("路" * 500, False),
    ],
)
async def test_every_word_has_to_occur(words: str, is_there: bool, office: Office, services: Services) -> None:
    """In whatever order and width; the number of a person is nobody's way to find them."""
    number = await office.hands("a", words=["LED路灯坏了", "电话13812345678"], added=["在幸福路"])
    await office.hands("b", words=["水管漏了"])
    assert await found(services, words) == ([number] if is_there else [])


async def test_matter_receipt_and_colleague(office: Office, services: Services) -> None:
    """Whoever has it, as long as it is open."""
    desk = await office.desk("李四", "li.si")
    waits, held = await office.hands("a", title="公租房申请", words=["问一下"]), await office.asks("v1")
    await desk.claim(held)
    receipt = (await office.handoff(waits)).receipt
    assert await found(services, "公租房") == [waits]
    assert await found(services, receipt.lower()) == [waits]
    assert await found(services, "李四") == [held]
    await desk.end(held, "answered")
    assert await found(services, "李四") == []


async def test_the_most_pressing_come_first(office: Office, services: Services) -> None:
    """And no more than asked for."""
    first, second = await office.hands("a", words=["路灯"]), await office.hands("b", words=["路灯"])
    urgent = await office.hands("c", "danger", words=["路灯倒了"])
    assert await found(services, "路灯") == [urgent, first, second]
    assert await found(services, "路灯", 2) == [urgent, first]
