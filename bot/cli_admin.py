"""`fenliu admin`: the first login, and help where nobody can sign in any more."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot.accounts.audit import AuditLog
from bot.accounts.book import LoginBook
from bot.accounts.passwords import SHORTEST, given
from bot.database import Database
from config.clock import Clock
from config.log import set_up_logging
from config.settings import ensure_writable, load_settings
from config.vocabulary import name_of
from orders.staff import ADMIN, StaffBook, role_name
from orders.tables import Staff

app = typer.Typer(help="网页工作台的账号：建第一个管理员、重设密码、解锁。", no_args_is_help=True)
Login = Annotated[str, typer.Argument(metavar="登录名", help="小写字母、数字、点、横线")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码，不在屏幕上问")]
Result = TypeVar("Result")
WHO: dict[str, Any] = {"actor": "命令行", "role": "admin"}


@app.command("create")
def create(  # noqa: PLR0917 - each is an option of the command
    login: Login,
    name: Annotated[str, typer.Option(help="姓名，居民和同事会看到；给在岗的同事建时可以不写")] = "",
    role: Annotated[
        Literal["worker", "supervisor", "admin"] | None, typer.Option(help="角色，不写是 admin；在岗的同事不写就不变")
    ] = None,
    region: Annotated[list[str] | None, typer.Option(help="只管这个地区，可以写多次；不写是全部")] = None,
    staff: Annotated[int | None, typer.Option(metavar="编号", help="给在岗的同事建，编号见 fenliu staff list")] = None,
    password_stdin: FromInput = False,
) -> None:
    """建一个账号。第一个管理员就这样建，其余的可以在网页上建。"""
    password = _password(from_input=password_stdin)

    async def make(book: LoginBook, audit: AuditLog) -> Staff:
        known = await StaffBook(book.session, book.clock).get(staff) if staff is not None else None
        named, as_role = name or (known.name if known else ""), role or (known.role if known else ADMIN)
        regions = region or ()
        row = await book.create(named, login, as_role, password, regions=regions, given=False, staff_id=staff)
        await audit.write("account.create", row.login, **WHO, as_role=as_role, staff=row.staff_id)
        return await StaffBook(book.session, book.clock).get(row.staff_id)

    made = _with_logins(make)
    typer.echo(f"建好了：{made.name}（{role_name(made)}），登录名 {login}。打开 /staff 登录。")


@app.command("reset")
def reset(login: Login) -> None:
    """给一个人重设密码、解锁，并关掉手机验证。新密码只显示这一次。"""
    password = given()

    async def change(book: LoginBook, audit: AuditLog) -> str:
        row, staff = await book.get(login)
        await book.set_password(row, password, given=True)
        await book.drop_second_factor(row)
        await audit.write("account.reset", row.login, **WHO)
        return staff.name

    typer.echo(f"{_with_logins(change)}的新密码：{password}\n只显示这一次，登录后要换成自己的。手机验证已关闭。")


@app.command("list")
def list_logins() -> None:
    """列出账号。"""
    rows = _with_logins(lambda book, _: book.everybody())
    if not rows:
        typer.echo("还没有账号。先建第一个管理员：fenliu admin create 登录名 --name 姓名")
        return
    table = Table("登录名", "姓名", "角色", "地区", "手机验证", "状态")
    for row, staff in rows:
        state = "离岗" if not staff.active else f"锁到 {row.locked_until:%H:%M}" if row.locked_until else "在用"
        factor, where = "开" if row.totp_secret else "关", "、".join(row.regions) or "全部"
        table.add_row(row.login, staff.name, name_of("roles", staff.role), where, factor, state)
    Console().print(table)


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    typer.echo(f"密码至少 {SHORTEST} 个字符，可以是一句好记的话。输入时不显示。")
    return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))


def _with_logins(work: Callable[[LoginBook, AuditLog], Awaitable[Result]]) -> Result:
    settings, clock = load_settings(), Clock()
    set_up_logging("warning", as_json=settings.log_json)
    ensure_writable(settings.data)

    async def run() -> Result:
        async with Database(settings.database_url) as database:
            await database.migrate()
            async with database.writing() as session, session.begin():
                return await work(LoginBook(session, clock), AuditLog(session, clock))

    return asyncio.run(run())
