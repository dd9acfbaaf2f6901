"""`fenliu orders gather | ideas`: orders that are really one quarrel, and ideas for old compounds."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli_open import reading, writing
from bot.cli_table import show
from bot.cli_words import Who
from config.masking import mask
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Cluster
from orders.cases.book import Cases
from orders.cases.root_conflicts import RootConflicts
from orders.ideas import ideas
from orders.tables import Order

Numbers = Annotated[list[str], typer.Argument(metavar="工单编号...", help="两张以上")]


def gather(
    numbers: Numbers,
    who: Who,
    conflict: Annotated[str, typer.Option(help="核心矛盾，例如 两家争一面墙")],
    basis: Annotated[str, typer.Option(help="凭什么说是同一个矛盾")],
) -> None:
    """换理由再打的并成一簇，建议转调解；每一张照常答复，居民看不到。"""

    async def together(book: OrderBook) -> Cluster:
        orders = [await book.get(number) for number in numbers]
        cases = Cases(book.session, book.region, book.clock)
        return await RootConflicts(cases).gather(orders, Actor(who, "dispatcher"), conflict=conflict, basis=basis)

    cluster = writing(together)
    typer.echo(f"已并成一簇：{cluster.title}（{cluster.voices} 位居民）。已提醒派单员请两边调解。")


def list_ideas(community: Annotated[str, typer.Option(help="只看一个社区（代码）")] = "") -> None:
    """老旧小区改造的意见，收在一处给规划的人看。"""

    async def collected(book: OrderBook) -> list[tuple[str, ...]]:
        found = await ideas(book.session, community=community)
        return [(one.number, _place(book, one), mask(one.title), mask(one.demand or one.content)) for one in found]

    rows = reading(collected)
    if not rows:
        typer.echo("还没有老旧小区改造的意见。")
        return
    show(("工单编号", "社区", "标题", "意见"), rows)


def _place(book: OrderBook, order: Order) -> str:
    known = book.region.places.communities.get(order.community)
    return known.name if known else order.community


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("gather")(gather)
    app.command("ideas")(list_ideas)
