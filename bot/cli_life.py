"""`fenliu orders`: the steps of an order's life, from dispatch to the archive."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli_open import reading, writing
from bot.cli_said import order_reader
from bot.cli_table import show
from bot.cli_words import (
    Number,
    RoleName,
    Said,
    UnitCode,
    Who,
    choice,
    parts,
    role_of,
    unit_name,
    unit_of,
)
from config.errors import MoveNotAllowed
from orders.actor import ROLES_ZH, Actor
from orders.book import OrderBook
from orders.dispatch.consultations import Consultations
from orders.dispatch.dispatcher import Dispatcher
from orders.guards import WORDS_ZH
from orders.joining import Joining
from orders.making import COMPUTED
from orders.moves import moves, name_of_move, states
from orders.status import STATUS_ZH
from orders.tables import Order

Basis = Annotated[str, typer.Option(help="依据")]
OWN_COMMAND = {
    "file": "居民在窗口里说，或由工作人员在转接单上立单",
    "assign": "fenliu orders assign",
    "merge": "fenliu orders merge",
    "join": "fenliu orders merge",
    "unmerge": "fenliu orders unmerge",
    "part": "fenliu orders unmerge",
    "pair": "立单时自动配对；结束用 fenliu orders conflict-end",
    "unpair": "fenliu orders conflict-end",
    "exempt": "fenliu cases open exemption，由别人审核",
    "unexempt": "fenliu cases move 回执 revoke",
}
"""Moves that are one part of something: alone they would lose a voice, a consultation or a case."""


def show_moves(status: Annotated[str | None, typer.Option(help="只看从这个状态能走的步骤")] = None) -> None:
    """列出工单能走的每一步：从哪到哪、谁来做、要写明什么。"""
    status = choice("状态", status, STATUS_ZH) if status else None
    rows = (
        (
            move.move,
            move.name,
            "、".join(state.name for code, state in states().items() if code in move.sources) or "（新）",
            STATUS_ZH.get(move.to, "回到并单前" if move.to.startswith("=") else "不变"),
            "、".join(ROLES_ZH[role] for role in ROLES_ZH if role in move.by),
            "、".join(f"{name}（{WORDS_ZH.get(name, name)}）" for name in move.needs if name not in COMPUTED),
        )
        for move in moves()
        if status is None or status in move.sources
    )
    show(("步骤", "名称", "从", "到", "谁来做", "要写明"), rows)


def make_move(  # noqa: PLR0917 - each is an option of the command
    number: Number,
    step: Annotated[str, typer.Argument(metavar="步骤", help="fenliu orders moves 里的步骤，例如 accept")],
    who: Who,
    role: RoleName = "unit",
    unit: UnitCode = "",
    say: Said = None,
) -> None:
    """让一张工单往前走一步。主办单位不写 --unit 就是这张工单的主办单位。"""
    acts = role_of(role)

    async def step_on(book: OrderBook) -> Order:
        order = await book.get(number)
        rows = [move for move in moves() if move.move == step]
        if not rows:
            raise MoveNotAllowed(say=f"没有“{step}”这一步。{_possible(order)}")
        if step in OWN_COMMAND:
            raise MoveNotAllowed(say=f"“{name_of_move(step)}”不单独做：{OWN_COMMAND[step]}。")
        for_unit = unit_of(book.region, unit) if unit else order.lead_code
        actor = Actor(who, acts, for_unit if acts in {"unit", "co_unit"} else "")
        told = order_reader(book.region, step).said(say or [], rows)
        if step == "withdraw":
            return await Joining(book.life).withdraw(order, actor, **told)
        return await book.life.move(order, step, actor, **told)

    order = writing(step_on)
    typer.echo(f"工单 {order.number}：{name_of_move(step)}，现在是“{STATUS_ZH[order.status]}”。")


def dispatch(
    number: Number,
    who: Who,
    to: Annotated[str, typer.Option(help="派给哪个单位（代码或名称）；不写就按派单目录")] = "",
    basis: Basis = "",
) -> None:
    """派单：按目录，或由派单员指定并写明依据。"""

    async def send(book: OrderBook) -> Order:
        order, actor = await book.get(number), Actor(who, "dispatcher")
        dispatcher = Dispatcher(book.life)
        if not to:
            return await dispatcher.dispatch(order, actor)
        return await dispatcher.by_hand(order, actor, unit_of(book.region, to), basis)

    order = writing(send)
    where = order.lead_unit if order.status == "dispatched" else "疑难队列，等会商"
    typer.echo(f"工单 {order.number} 已派到：{where}。依据：{order.dispatch_basis or '没有唯一的承办单位'}")


def hard_cases() -> None:
    """疑难队列：等会商定责的工单和候选牵头单位。"""

    async def read(book: OrderBook) -> list[tuple[str, ...]]:
        held_now = Consultations(book.life)
        return [
            (
                order.number,
                order.title,
                held.reason,
                "、".join(
                    f"{code}（{unit_name(book.region, code)}）" for code in held.candidates or held_now.proposed(order)
                ),
                f"{held.opened_at:%m-%d %H:%M}",
            )
            for held, order in await held_now.open()
        ]

    waiting = reading(read)
    if not waiting:
        typer.echo("没有等会商的工单。")
        return
    show(("工单编号", "标题", "为什么", "候选单位", "从何时起"), waiting)


def assign(  # noqa: PLR0917 - each is an option of the command
    number: Number,
    who: Who,
    lead: Annotated[str, typer.Option(help="由哪个单位主办（代码或名称）")],
    minutes: Annotated[str, typer.Option(help="会商纪要")],
    basis: Basis,
    participants: Annotated[str, typer.Option("--with", help="参加的单位，用顿号隔开")],
    co: Annotated[str, typer.Option(help="协办单位代码或名称，用顿号隔开")] = "",
    rule: Annotated[bool, typer.Option("--rule", help="以后同样的事也这样派")] = False,
) -> None:
    """会商定责：主办、协办、纪要，并可形成以后的规则。"""

    async def settle(book: OrderBook) -> Order:
        order, helpers = await book.get(number), [unit_of(book.region, one) for one in parts(co)]
        return await Consultations(book.life).assign(
            order, Actor(who, "supervisor"), lead=unit_of(book.region, lead), minutes=minutes, basis=basis,
            participants=parts(participants), co=helpers, as_rule=rule,
        )  # fmt: skip

    order = writing(settle)
    typer.echo(f"工单 {order.number} 会商定责：{order.lead_unit}主办，不能再退单。{'已形成规则。' if rule else ''}")


def _possible(order: Order) -> str:
    """The steps that lead on from where it stands."""
    rows = {row.move: row.name for row in reversed(moves()) if order.status in row.sources}
    there = "、".join(f"{code}（{name}）" for code, name in reversed(rows.items()) if code not in OWN_COMMAND)
    return f"工单现在是“{STATUS_ZH[order.status]}”，能走：{there}。"


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("moves")(show_moves)
    app.command("move")(make_move)
    app.command("dispatch")(dispatch)
    app.command("hard")(hard_cases)
    app.command("assign")(assign)
