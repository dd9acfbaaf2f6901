"""`fenliu cases`: councils, exemptions, calls for joint help, soft limits, early warnings and labels."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from bot.case_open import open_one, put_rest
from bot.cli_open import reading, writing
from bot.cli_said import case_reader, told
from bot.cli_table import show
from bot.cli_words import RoleName, Said, UnitCode, Who, choice, role_of, unit_name, unit_of
from config.errors import BadInput, MoveNotAllowed
from config.masking import mask
from orders.actor import ROLES_ZH, Actor
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.council import Council
from orders.cases.guards import WORDS_ZH
from orders.cases.kinds import KINDS, table
from orders.cases.rows import name_of_state

app = typer.Typer(help="旁路事项：群评、剔除、吹哨、软限制、预警、标签。", no_args_is_help=True)
Kind = Annotated[str, typer.Argument(metavar="种类", help="、".join(KINDS))]
Receipt = Annotated[str, typer.Argument(metavar="回执号", help="例如 C20261122-0003-7")]
KEY_BYTES = 8
NAMES = {kind: str(table(kind).head["name"]) for kind in KINDS}


@app.command("list")
def list_cases(
    kind: Annotated[str, typer.Option(help=f"只看一种：{'、'.join(KINDS)}")] = "",
    everything: Annotated[bool, typer.Option("--all", help="结束了的也列出来")] = False,
) -> None:
    """列出还没结束的事项，旧的在前。"""
    kinds = (choice("种类", kind, NAMES),) if kind else KINDS

    async def read(book: OrderBook) -> list[tuple[str, ...]]:
        cases = Cases(book.session, book.region, book.clock)
        found = [case for one in kinds for case in await cases.list(one, open_only=not everything)]
        return [await _line(cases, case) for case in sorted(found, key=lambda case: case.id or 0)]

    rows = reading(read)
    if not rows:
        typer.echo("没有这样的事项。" if everything else "没有还没结束的事项。")
        return
    show(("回执号", "种类", "到哪一步", "什么事", "交给谁", "工单编号", "从何时起"), rows)


@app.command("show")
def show_case(receipt: Receipt) -> None:
    """一件事项走过的每一步，并核对有没有被改动过。"""

    async def read(book: OrderBook) -> tuple[list[str], list[tuple[str, ...]], str]:
        cases = Cases(book.session, book.region, book.clock)
        case = await cases.get(receipt)
        moves = table(case.kind)
        rows: list[tuple[str, ...]] = [
            (
                str(event.sequence),
                f"{event.at:%Y-%m-%d %H:%M}",
                next(row.name for row in moves.moves if row.move == event.move and event.role in row.by),
                moves.states[event.state].name,
                f"{event.actor}（{ROLES_ZH.get(event.role, event.role)}）",
                mask(told(book.region, {k: v for k, v in event.data.items() if k != "key"}, WORDS_ZH)),
            )
            for event in await cases.events(case)
        ]
        receipt_, kind, state, *rest = await _line(cases, case)
        head = [f"{receipt_}　{kind}　{state}", "　".join(part for part in rest if part)]
        head += [f"到 {case.expires_at:%Y-%m-%d %H:%M} 自动失效"] if case.expires_at else []
        return head, rows, await cases.check(case)

    head, rows, wrong = reading(read)
    for line in head:
        typer.echo(line)
    show(("步", "时间", "做了什么", "到了", "谁", "依据和内容"), rows)
    typer.echo(wrong or f"{len(rows)} 步记录前后相连，和现在的状态一致。")
    if wrong:
        raise typer.Exit(1)


@app.command("moves")
def show_moves(kind: Kind) -> None:
    """一种事项能走的每一步：从哪到哪、谁来做、要写明什么。"""
    moves = table(choice("种类", kind, NAMES))
    rows = (
        (
            move.move,
            move.name,
            "、".join(state.name for code, state in moves.states.items() if code in move.sources) or "（新）",
            moves.states[move.to].name if move.to else "不变",
            "、".join(ROLES_ZH[role] for role in ROLES_ZH if role in move.by),
            "、".join(f"{name}（{WORDS_ZH.get(name, name)}）" for name in move.needs),
        )
        for move in moves.moves
    )
    show(("步骤", "名称", "从", "到", "谁来做", "要写明"), rows)


@app.command("open")
def open_case(  # noqa: PLR0917 - each is an option of the command
    kind: Kind,
    who: Who,
    number: Annotated[str, typer.Option("--order", metavar="工单编号", help="为哪张工单")] = "",
    role: RoleName = "dispatcher",
    unit: UnitCode = "",
    to: Annotated[str, typer.Option(help="群评：交给哪个村（社区）；不写就按工单的地点")] = "",
    say: Said = None,
) -> None:
    """开一件：群评、剔除、吹哨、软限制、预警、标签；要写明什么看 fenliu cases moves 种类。"""
    kind, acts = choice("种类", kind, NAMES), role_of(role)

    async def opened(book: OrderBook) -> tuple[Case, str]:
        cases = Cases(book.session, book.region, book.clock)
        order = await book.get(number) if number else None
        actor = Actor(who, acts, _unit(book, unit, acts, order.lead_code if order else ""))
        given = case_reader(book.region).said(say or [], [row for row in table(kind).moves if row.move == "open"])
        council = unit_of(book.region, to) if to else ""
        key = f"cli:{secrets.token_hex(KEY_BYTES)}"
        case = await open_one(cases, kind, actor, given, key=key, order=order, council=council)
        return case, str(case.data.get("hint", ""))

    case, hint = writing(opened)
    typer.echo(f"{NAMES[kind]} {case.receipt}：现在是“{name_of_state(case)}”。")
    if hint:
        typer.echo(f"提示（不拦）：{hint}")


@app.command("move")
def move_case(  # noqa: PLR0917 - each is an option of the command
    receipt: Receipt,
    step: Annotated[str, typer.Argument(metavar="步骤", help="fenliu cases moves 种类 里的步骤")],
    who: Who,
    role: RoleName = "dispatcher",
    unit: UnitCode = "",
    say: Said = None,
) -> None:
    """让一件事项往前走一步。"""
    acts = role_of(role)

    async def step_on(book: OrderBook) -> tuple[Case, str]:
        cases = Cases(book.session, book.region, book.clock)
        case = await cases.get(receipt)
        moves = table(case.kind)
        rows = [row for row in moves.moves if row.move == step and step != "open"]
        if not rows:
            there = "、".join(f"{row.move}（{row.name}）" for row in moves.moves if case.state in row.sources)
            state = name_of_state(case)
            raise MoveNotAllowed(say=f"没有“{step}”这一步。现在是“{state}”，能走：{there or '没有，已经结束'}。")
        actor = Actor(who, acts, _unit(book, unit, acts, case.unit))
        given = case_reader(book.region).said(say or [], rows)
        return await cases.move(case, step, actor, **put_rest(cases, rows, given)), moves.name_of_move(step)

    case, name = writing(step_on)
    typer.echo(f"{NAMES[case.kind]} {case.receipt}：{name}，现在是“{name_of_state(case)}”。")


@app.command("card")
def show_card(receipt: Receipt) -> None:
    """群评交接卡：只有居民同意一起交的内容。"""

    async def read(book: OrderBook) -> str:
        cases = Cases(book.session, book.region, book.clock)
        case = await cases.get(receipt)
        if case.kind != "council":
            raise BadInput(say=f"{case.receipt} 是{NAMES[case.kind]}，只有群评有交接卡。")
        return Council(cases).card(case).text

    typer.echo(reading(read))


async def _line(cases: Cases, case: Case) -> tuple[str, ...]:
    order = await cases.order(case)
    return (
        case.receipt,
        NAMES[case.kind],
        name_of_state(case),
        mask(case.title),
        unit_name(cases.region, case.unit),
        order.number if order else "",
        f"{case.opened_at:%m-%d %H:%M}",
    )


def _unit(book: OrderBook, typed: str, role: str, usual: str) -> str:
    if typed:
        return unit_of(book.region, typed)
    if role not in {"unit", "co_unit"}:
        return ""
    if not usual:
        raise BadInput(say="请用 --unit 写明是哪个单位；fenliu orders units 列出全部。")
    return usual
