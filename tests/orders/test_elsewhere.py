"""The same person on other channels: for workers, masked, and never of who wants not to be known."""

from __future__ import annotations

import sqlalchemy as sa

from orders.book import OrderBook
from orders.elsewhere import SamePerson
from tests.orders.dispatching import filed


async def test_the_same_person_by_another_way(book: OrderBook) -> None:
    """绕路进入 (facts 5.2): web, street counter and grid app, one telephone; newest first and masked."""
    web = await filed(book)
    grid = await filed(book, channel="grid_app", account="", contact_phone="138 1234 5678")
    counter = await filed(book, channel="counter", account="窗口3", contact_phone="+86-138-1234-5678")
    await filed(book, channel="counter", account="窗口3", contact_phone="13912345678")
    found = await SamePerson(book.session).elsewhere(web)
    assert [(one.number, one.channel) for one in found] == [(counter.number, "counter"), (grid.number, "grid_app")]
    assert [one.number for one in await SamePerson(book.session).elsewhere(grid)] == [counter.number, web.number]
    assert all("12345678" not in one.phone.replace(" ", "").replace("-", "") for one in found)
    assert {one.status_zh for one in found} == {"已受理"}


async def test_who_wants_not_to_be_known_is_not_found(book: OrderBook) -> None:
    """绕路进入 ends where a report is confidential (济南条例32) or anonymous, and where no number was left."""
    plain = await filed(book)
    secret = await filed(book, confidential=True)
    nobody = await filed(book, contact_phone="")
    people = SamePerson(book.session)
    assert [one.number for one in await people.elsewhere(plain)] == []
    assert [one.number for one in await people.elsewhere(secret)] == []
    assert [one.number for one in await people.elsewhere(nobody)] == []


async def test_it_is_answered_from_an_index(book: OrderBook) -> None:
    """Among 100,000 orders everything else reads each of them, whenever a worker opens one."""
    mine = await filed(book)
    asked: list[tuple[str, object]] = []
    engine = book.session.get_bind().engine

    def keep(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    sa.event.listen(engine, "before_cursor_execute", keep)
    await SamePerson(book.session).elsewhere(mine)
    sa.event.remove(engine, "before_cursor_execute", keep)
    ((statement, values),) = [one for one in asked if "contact_phone), ' '" in one[0]]
    connection = await book.session.connection()
    explain = "EXPLAIN QUERY PLAN "
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN "
    plan = await connection.exec_driver_sql(explain + statement, values)  # type: ignore[arg-type]
    assert "ix_orders_plain_phone" in str(plan.all())
