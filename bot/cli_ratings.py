"""`fenliu orders`: what a person decides after the answer: doubtful ratings and “没有解决”."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli_open import reading, writing
from bot.cli_said import SOLVED_ZH
from bot.cli_table import show
from bot.cli_words import Number, Who, number_of, role_of
from config.errors import BadInput
from config.masking import mask
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Rating
from orders.follow_up.alerts import Alerts
from orders.follow_up.denials import DENIED, Denials
from orders.follow_up.doubts import reasons
from orders.follow_up.leads import lead_of
from orders.follow_up.reviews import JUDGES, UPHELD, VOID, Reviews
from orders.status import STATUS_ZH
from orders.tables import Order

MOST = 30
"""Ratings that are listed at once."""
Id = Annotated[str, typer.Argument(metavar="编号", help="fenliu orders ratings 里的编号")]
Judge = Annotated[str, typer.Option("--role", help="reviewer 审核员；supervisor 主管")]


def show_ratings() -> None:
    """等人核实的评价，旧的在前。"""

    async def read(book: OrderBook) -> list[tuple[str, ...]]:
        found = await Reviews(book.session, book.clock).pending(MOST + 1)
        return [await _rating(book, rating) for rating in found]

    rows = reading(read)
    if not rows:
        typer.echo("没有等核实的评价。")
        return
    headings = ("编号", "工单编号", "主办单位", "评价时间", "联系", "解决", "满意", "可疑之处", "诉求人的话")
    show(headings, rows[:MOST])
    if len(rows) > MOST:
        typer.echo("还有更多，核实完上面的再看。")


def review(
    number: Id,
    who: Who,
    basis: Annotated[str, typer.Option(help="核实的依据：问过谁、看了什么")],
    verdict: Annotated[bool | None, typer.Option("--uphold/--void", help="真实有效／不计入统计")] = None,
    role: Judge = "reviewer",
) -> None:
    """核实一个可疑的评价：由没有经办过的审核员或主管。"""
    actor = Actor(who, role_of(role, JUDGES))
    if verdict is None:
        raise BadInput(say="请写明结论：--uphold（真实有效），或者 --void（不计入统计）。")

    async def judge(book: OrderBook) -> Rating:
        rating = await book.session.get(Rating, number_of(number, "评价"))
        if rating is None:
            raise BadInput(say=f"没有编号 {number} 的评价；fenliu orders ratings 列出等核实的。")
        return await Reviews(book.session, book.clock).review(rating, actor, UPHELD if verdict else VOID, basis)

    judged = writing(judge)
    typer.echo(f"评价 {judged.id}：{'真实有效' if verdict else '不计入统计'}。核实人{who}，依据：{basis}")


def decide(
    number: Number,
    who: Who,
    basis: Annotated[str, typer.Option(help="依据：为什么重办，或者为什么维持原答复")],
    again: Annotated[bool | None, typer.Option("--redo/--stand", help="重办／维持原答复")] = None,
    role: Judge = "reviewer",
) -> None:
    """诉求人说没有解决、由人决定的：重办，还是写明依据维持原答复。"""
    actor = Actor(who, role_of(role, JUDGES))
    if again is None:
        raise BadInput(say="请写明决定：--redo（重办），或者 --stand（维持原答复）。")

    async def settle(book: OrderBook) -> Order:
        lead = await lead_of(book.session, await book.get(number))
        open_ = await Alerts(book.session, book.clock).open_(order=lead)
        if not any(alert.kind in DENIED for alert in open_):
            raise BadInput(
                say=f"工单 {lead.number} 没有等人决定的“没有解决”；要重办，用 fenliu orders move 编号 redo。"
            )
        await Denials(book.session, book.region, book.clock).decide(lead, actor, redo=bool(again), basis=basis)
        return lead

    lead = writing(settle)
    what = "退回重办" if again else "维持原答复"
    typer.echo(f"工单 {lead.number}：{what}，现在是“{STATUS_ZH[lead.status]}”。依据：{basis}")


async def _rating(book: OrderBook, rating: Rating) -> tuple[str, ...]:
    order = await book.session.get(Order, rating.order_id)
    lead = await lead_of(book.session, order) if order else None
    return (
        str(rating.id),
        order.number if order else "",
        lead.lead_unit if lead else "",
        f"{rating.at:%m-%d %H:%M}",
        {True: "联系了", False: "没联系", None: "没说"}[rating.contacted],
        SOLVED_ZH.get(rating.solved, rating.solved),
        f"{rating.satisfied} 分" if rating.satisfied is not None else "没说",
        "；".join(reasons().get(code, code) for code in rating.doubts),
        mask(rating.reason),
    )


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("ratings")(show_ratings)
    app.command("review")(review)
    app.command("decide")(decide)
