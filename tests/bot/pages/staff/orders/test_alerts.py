"""The list of alerts, narrowed: by what they are about, by unit, by number and words."""

from __future__ import annotations

import pytest

from bot.pages.staff.orders.alerts import OTHER, AlertList, Asked, groups
from orders.book import OrderBook
from orders.follow_up.alerts import Alerts, kinds
from tests.orders.drafts import draft


def test_every_kind_is_in_one_group() -> None:
    """But for what is told so rarely that nobody looks for it."""
    named = [kind for one in groups().values() for kind in one.kinds]
    assert len(named) == len(set(named))
    assert set(kinds()) - set(named) == {"stuck"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), [0, 1, 2]),
        (Asked(group="late"), [0]),
        (Asked(group="unsolved"), [1]),
        (Asked(group=OTHER), [2]),
        (Asked(group="hot"), []),
        (Asked(q="还在吵"), [1]),
        (Asked(q="还在吵 过了"), []),
        (Asked(q="13812345678"), []),
        (Asked(q="%"), []),
        (Asked(unit="nowhere"), []),
    ],
)
async def test_what_fits(asked: Asked, found: list[int], book: OrderBook) -> None:
    alerts = Alerts(book.session, book.clock)
    order = await book.file(draft(), key="k")
    await book.file(draft(account="other"), key="k2")
    before = {one.id for one in (await AlertList(book).page())[0]}
    await alerts.raise_("due_late", "a", order=order)
    await alerts.raise_("not_solved", "b", order=order, data={"reason": "还在吵，电话13812345678"})
    await alerts.raise_("stuck", "c", data={"number": "X"})
    page, more = await AlertList(book).page(max(before, default=0))
    ids = [one.id for one in page]
    assert not more
    narrowed, _ = await AlertList(book).page(max(before, default=0), asked)
    assert [ids.index(one.id) for one in narrowed] == found


async def test_by_number_and_unit(book: OrderBook) -> None:
    """A part of the number is enough."""
    order = await book.file(draft(), key="k")
    await Alerts(book.session, book.clock).raise_("due_late", "a", order=order)
    found, _ = await AlertList(book).page(0, Asked(group="late", unit=order.lead_code, q=order.number[-7:]))
    assert [one.number for one in found] == [order.number]


def test_the_address_keeps_what_was_asked() -> None:
    """And whatever else stands there is as good as not said."""
    asked = Asked.read("late", "city_management", "路灯 & 井盖")
    assert (
        asked.address() == "/orders/alerts?group=late&unit=city_management&q=%E8%B7%AF%E7%81%AF+%26+%E4%BA%95%E7%9B%96"
    )
    assert Asked.read("'; drop", "", "\0" * 80) == Asked()
    assert Asked().address() == "/orders/alerts"
