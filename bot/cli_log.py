"""`fenliu orders log` and `verify`: what was done, and that nobody changed it afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import col

from bot.cli_open import reading
from bot.cli_said import told
from bot.cli_table import show
from bot.cli_words import Number
from config.masking import mask
from orders.actor import ROLES_ZH
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.guards import WORDS_ZH
from orders.moves import moves, name_of_move
from orders.tables import Order

PORTION = 200
"""Orders in memory at once."""


def show_log(
    number: Number, decisions: Annotated[bool, typer.Option("--decisions", help="只看谁凭什么定的（容错）")] = False
) -> None:
    """流转记录：谁、何时、做了什么、凭什么；并核对有没有被改动过。"""

    async def read(book: OrderBook) -> tuple[Order, list[tuple[str, ...]], str]:
        order = await book.get(number)
        kept = {move.move for move in moves() if move.decision or not decisions}
        rows: list[tuple[str, ...]] = [
            (
                str(event.sequence),
                f"{event.at:%Y-%m-%d %H:%M}",
                name_of_move(event.move),
                f"{event.actor}（{ROLES_ZH.get(event.role, event.role)}）",
                mask(told(book.region, event.data, WORDS_ZH)),
                event.digest[:8],
            )
            for event in await book.events(order)
            if event.move in kept
        ]
        return order, rows, await book.life.check(order)

    order, rows, wrong = reading(read)
    show(("步", "时间", "做了什么", "谁", "依据和内容", "摘要"), rows)
    typer.echo(wrong or f"工单 {order.number} 的 {order.sequence} 步记录前后相连，和现在的状态一致。")
    if wrong:
        raise typer.Exit(1)


def verify() -> None:
    """核对全部工单和旁路事项的流转记录：前后相连、没有改动、和现在的状态一致。"""

    async def look(book: OrderBook) -> tuple[int, int, list[str]]:
        cases = Cases(book.session, book.region, book.clock)
        orders, wrong = await _checked(book, Order, book.life.check)
        count, more = await _checked(book, Case, cases.check)
        return orders, count, [*wrong, *more]

    orders, cases, wrong = reading(look)
    for one in wrong:
        typer.echo(one)
    if wrong:
        typer.echo(f"核对了 {orders} 张工单、{cases} 件事项，{len(wrong)} 处不一致。")
        raise typer.Exit(1)
    typer.echo(f"核对了 {orders} 张工单、{cases} 件事项：流转记录前后相连，和现在的状态一致。")


async def _checked(book: OrderBook, what: type[Any], check: Callable[[Any], Awaitable[str]]) -> tuple[int, list[str]]:
    """How many there are, and what is wrong with them; in portions, however many there are."""
    count, last = 0, 0
    wrong: list[str] = []
    after = select(what).order_by(col(what.id)).limit(PORTION)
    while rows := (await book.session.execute(after.where(col(what.id) > last))).scalars().all():
        for row in rows:
            if await check(row):  # somebody may have moved it between the two readings
                await book.session.refresh(row)
                wrong += filter(None, [await check(row)])
        count, last = count + len(rows), rows[-1].id
        book.session.expunge_all()
    return count, wrong


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("log")(show_log)
    app.command("verify")(verify)
