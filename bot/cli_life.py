"""`fenliu orders`: the steps of an order's life, from dispatch to the archive, and its log."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_open import reading, writing
from config.errors import MoveIncomplete
from config.masking import mask
from orders.actor import ROLES_ZH, Actor
from orders.book import OrderBook
from orders.dispatch.consultations import Consultations
from orders.dispatch.dispatcher import Dispatcher
from orders.guards import WORDS_ZH
from orders.joining import Joining
from orders.moves import moves, name_of_move, states
from orders.status import STATUS_ZH
from orders.tables import Order

Number = Annotated[str, typer.Argument(metavar="工单编号", help="例如 20261122-00017-4")]
Who = Annotated[str, typer.Option("--as", metavar="姓名", help="谁来做，会记在流转记录里")]
Why = Annotated[str, typer.Option("--why", help="理由")]
RoleName = Literal["dispatcher", "reviewer", "supervisor", "unit", "co_unit", "resident"]
Role = Annotated[RoleName, typer.Option(help="；".join(f"{k} {v}" for k, v in ROLES_ZH.items() if k != "system"))]
Basis = Annotated[str, typer.Option(help="依据")]


def show_moves(status: Annotated[str | None, typer.Option(help="只看从这个状态能走的步骤")] = None) -> None:
    """列出工单能走的每一步：从哪到哪、谁来做、要写明什么。"""
    table = Table("步骤", "名称", "从", "到", "谁来做", "要写明")
    for move in moves():
        if status is None or status in move.sources:
            table.add_row(
                move.move,
                move.name,
                "、".join(state.name for code, state in states().items() if code in move.sources) or "（新）",
                STATUS_ZH.get(move.to, "回到并单前" if move.to.startswith("=") else "不变"),
                "、".join(ROLES_ZH[role] for role in ROLES_ZH if role in move.by),
                "、".join(f"{name}（{WORDS_ZH.get(name, name)}）" for name in move.needs),
            )
    Console().print(table)


def make_move(  # noqa: PLR0917 - each is an option of the command
    number: Number,
    step: Annotated[str, typer.Argument(metavar="步骤", help="fenliu orders moves 里的步骤，例如 accept")],
    who: Who,
    role: Role = "unit",
    unit: Annotated[str, typer.Option(help="承办单位代码；不写就是这张工单的主办单位")] = "",
    say: Annotated[
        list[str] | None, typer.Option(help="要写明的内容，例如 --say 'note=电话联系了'；可以写多次")
    ] = None,
) -> None:
    """让一张工单往前走一步。"""

    async def step_on(book: OrderBook) -> Order:
        order = await book.get(number)
        actor = Actor(who, role, (unit or order.lead_code) if role in {"unit", "co_unit"} else "")
        return await book.life.move(order, step, actor, **_said(say or []))

    order = writing(step_on)
    typer.echo(f"工单 {order.number}：{name_of_move(step)}，现在是“{STATUS_ZH[order.status]}”。")


def dispatch(
    number: Number,
    who: Who,
    to: Annotated[str, typer.Option(help="派给哪个单位（代码）；不写就按派单目录")] = "",
    basis: Basis = "",
) -> None:
    """派单：按目录，或由派单员指定并写明依据。"""

    async def send(book: OrderBook) -> Order:
        order, actor = await book.get(number), Actor(who, "dispatcher")
        dispatcher = Dispatcher(book.life)
        return await (dispatcher.by_hand(order, actor, to, basis) if to else dispatcher.dispatch(order, actor))

    order = writing(send)
    where = order.lead_unit if order.status == "dispatched" else "疑难队列，等会商"
    typer.echo(f"工单 {order.number} 已派到：{where}。依据：{order.dispatch_basis or '没有唯一的承办单位'}")


def hard_cases() -> None:
    """疑难队列：等会商定责的工单和候选牵头单位。"""
    waiting = reading(lambda book: Consultations(book.life).open())
    if not waiting:
        typer.echo("没有等会商的工单。")
        return
    table = Table("工单编号", "标题", "为什么", "候选单位", "从何时起")
    for held, order in waiting:
        table.add_row(
            order.number, order.title, held.reason, "、".join(held.candidates), f"{held.opened_at:%m-%d %H:%M}"
        )
    Console().print(table)


def assign(  # noqa: PLR0917 - each is an option of the command
    number: Number,
    who: Who,
    lead: Annotated[str, typer.Option(help="由哪个单位主办（代码）")],
    minutes: Annotated[str, typer.Option(help="会商纪要")],
    basis: Basis,
    participants: Annotated[str, typer.Option("--with", help="参加的单位，用顿号隔开")],
    co: Annotated[str, typer.Option(help="协办单位代码，用顿号隔开")] = "",
    rule: Annotated[bool, typer.Option("--rule", help="以后同样的事也这样派")] = False,
) -> None:
    """会商定责：主办、协办、纪要，并可形成以后的规则。"""

    async def settle(book: OrderBook) -> Order:
        return await Consultations(book.life).assign(
            await book.get(number), Actor(who, "supervisor"), lead=lead, minutes=minutes, basis=basis,
            participants=_parts(participants), co=_parts(co), as_rule=rule,
        )  # fmt: skip

    order = writing(settle)
    typer.echo(f"工单 {order.number} 会商定责：{order.lead_unit}主办，不能再退单。{'已形成规则。' if rule else ''}")


def merge(number: Number, into: Annotated[str, typer.Argument(metavar="主单编号")], who: Who, why: Why) -> None:
    """并单：把一张工单并到同一件事的主单里。"""

    async def join(book: OrderBook) -> Order:
        voice, lead = await book.get(number), await book.get(into)
        return await Joining(book.life).merge(voice, lead, Actor(who, "dispatcher"), why)

    lead = writing(join)
    typer.echo(f"已并到 {lead.number}（共 {lead.voices} 份诉求）。原来的工单号和查询码仍然能查。")


def unmerge(number: Number, who: Who, why: Why) -> None:
    """拆单：撤销并单，恢复成单独的一张。"""

    async def part(book: OrderBook) -> Order:
        return await Joining(book.life).unmerge(await book.get(number), Actor(who, "dispatcher"), why)

    order = writing(part)
    typer.echo(f"工单 {order.number} 已拆出来，现在是“{STATUS_ZH[order.status]}”。")


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
                mask("；".join(f"{WORDS_ZH.get(k, k)}：{v}" for k, v in event.data.items() if v not in ("", [], None))),
                event.digest[:8],
            )
            for event in await book.events(order)
            if event.move in kept
        ]
        return order, rows, await book.life.check(order)

    order, rows, wrong = reading(read)
    table = Table("步", "时间", "做了什么", "谁", "依据和内容", "摘要")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    typer.echo(wrong or f"工单 {order.number} 的 {order.sequence} 步记录前后相连，和现在的状态一致。")
    if wrong:
        raise typer.Exit(1)


def _said(pairs: list[str]) -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark:
            raise MoveIncomplete(say=f"“{pair}”要写成 名称=内容，例如 --say 'note=电话联系了'。")
        said[name.strip()] = _parts(value) if name.strip() == "participants" else value
    return said


def _parts(words: str) -> list[str]:
    return [part.strip() for part in words.replace(",", "、").replace("，", "、").split("、") if part.strip()]


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("moves")(show_moves)
    app.command("move")(make_move)
    app.command("dispatch")(dispatch)
    app.command("hard")(hard_cases)
    app.command("assign")(assign)
    app.command("merge")(merge)
    app.command("unmerge")(unmerge)
    app.command("log")(show_log)
