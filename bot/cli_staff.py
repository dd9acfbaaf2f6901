"""`fenliu staff`: invite, list, remove, duty."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Literal, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot.database import Database
from bot.dismissal import dismiss
from config.clock import Clock
from config.log import set_up_logging
from config.settings import ensure_writable, load_settings
from config.vocabulary import name_of
from orders.handoffs import HandoffBook
from orders.staff import StaffBook, role_name
from orders.tables import Staff

app = typer.Typer(help="工作人员：邀请、列表、移除、值班。", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="编号", help="fenliu staff list 里的编号")]
Result = TypeVar("Result")


@app.command("invite")
def invite(
    name: Annotated[str, typer.Argument(help="姓名，居民和同事会看到")],
    role: Annotated[Literal["worker", "supervisor", "admin"], typer.Option(help="角色：工作人员、主管、管理员")],
    days: Annotated[int, typer.Option(help="几天内有效", min=1, max=90)] = 7,
) -> None:
    """生成一个邀请码。只显示这一次，用一次就失效。"""
    code = _with_staff(lambda book, _: book.invite(name, role, days=days))
    typer.echo(f"邀请码：{code}")
    typer.echo(f"请{name}在工作人员机器人里发送：/start {code}")
    typer.echo(f"角色：{name_of('roles', role)}；{days} 天内有效，只能用一次，不会再显示。请单独发给本人。")


@app.command("list")
def list_staff() -> None:
    """列出在岗的工作人员。"""
    people = _with_staff(_with_counts)
    if not people:
        typer.echo("还没有工作人员。用 fenliu staff invite 姓名 --role worker 邀请第一位。")
        return
    table = Table("编号", "姓名", "角色", "值班", "手里几件", "加入时间")
    for one, held in people:
        duty = "值班" if one.on_duty else "休息"
        table.add_row(str(one.id), one.name, role_name(one), duty, str(held), f"{one.created_at:%Y-%m-%d}")
    Console().print(table)


@app.command("remove")
def remove(number: Number) -> None:
    """移除一位工作人员；手里没办完的会退回等候。"""
    gone, held = _with_staff(lambda book, handoffs: _remove(book, handoffs, number))
    typer.echo(f"已移除 {gone.name}，他的账号不能再用。")
    if held:
        typer.echo(f"他手里还有 {held} 件，运行中的服务会在一分钟内把它们退回等候，并通知值班人员。")


@app.command("duty")
def duty(number: Number, state: Annotated[Literal["on", "off"], typer.Argument(help="on 值班，off 休息")]) -> None:
    """改一位工作人员的值班状态。"""
    staff = _with_staff(lambda book, _: book.set_duty(number, state == "on"))
    typer.echo(f"{staff.name} 现在{'值班' if staff.on_duty else '休息'}。")


async def _with_counts(book: StaffBook, handoffs: HandoffBook) -> Sequence[tuple[Staff, int]]:
    return [(one, len(await handoffs.of(one.id or 0))) for one in await book.everybody()]


async def _remove(book: StaffBook, handoffs: HandoffBook, number: int) -> tuple[Staff, int]:
    held = len(await handoffs.of(number))
    return await dismiss(book.session, book.clock, number), held


def _with_staff(ask: Callable[[StaffBook, HandoffBook], Awaitable[Result]]) -> Result:
    """Opens the database of the settings, asks or changes the books in one transaction, closes it."""

    async def asked() -> Result:
        clock = Clock()
        async with Database(settings.database_url) as database:
            await database.migrate()
            async with database.writing() as session, session.begin():
                return await ask(StaffBook(session, clock), HandoffBook(session, clock))

    settings = load_settings()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)
    return asyncio.run(asked())
