"""/staff/accounts: who may sign in, for admins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from nicegui import ui
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.book import LoginBook
from bot.accounts.keeping import Keeping
from bot.accounts.passwords import given
from bot.accounts.tables import StaffLogin
from bot.dismissal import dismiss
from bot.pages.staff.frame import TABLE, action, page
from bot.pages.staff.visit import Visit
from config.vocabulary import name_of, vocabulary
from orders.tables import Staff

RIGHT = "accounts"
LOGIN = """<q-td :props="props"><q-btn flat dense no-caps color="primary" :label="props.row.login"
:aria-label="props.row.login + '：可以办什么'" @click.stop="$parent.$emit('open', props.row)" /></q-td>"""
"""A row opens with a click anywhere; its first cell is a button, for the keyboard."""
ITEM = """<div class="col-12 q-pa-xs"><q-card flat bordered role="button" tabindex="0" class="q-pa-sm cursor-pointer"
@click="$parent.$emit('open', props.row)" @keydown.enter="$parent.$emit('open', props.row)"
@keydown.space.prevent="$parent.$emit('open', props.row)">
<div class="row justify-between"><span class="text-primary">{{ props.row.login }}</span>
<span>{{ props.row.state }}</span></div><div class="text-subtitle1">{{ props.row.name }}（{{ props.row.role }}）</div>
<div class="text-grey-8">地区：{{ props.row.where }}　手机验证：{{ props.row.factor }}</div></q-card></div>"""
MOST_NAMES = 5
WITHOUT = "在岗的同事里有 {count} 位还不能登录网页：{names}。点“新建账号”，在“给谁”里选他。"
NEWCOMER = 0
Fill = Callable[[], Awaitable[None]]
"""Reads the table anew."""
NAMES = {"login": "登录名", "name": "姓名", "role": "角色", "where": "地区", "factor": "手机验证", "state": "状态"}
COLUMNS = [{"name": name, "label": label, "field": name, "align": "left"} for name, label in NAMES.items()]


@page("/accounts", RIGHT, "账号")
async def accounts(visit: Visit) -> None:
    """A table; a click on a row opens what can be done."""
    ui.label("点一行，可以改角色和地区、重设密码、解锁、退出所有设备、离岗。").classes("text-grey-8")
    table = ui.table(columns=COLUMNS, rows=[], row_key="login").classes("w-full cursor-pointer").props(TABLE)
    without = ui.label().classes("text-grey-8")
    people: list[Staff] = []
    ui.button("新建账号", icon="add", on_click=lambda: NewLogin(visit, people, fill)).classes("self-start")

    async def fill() -> None:
        async with visit.services.database.reading() as session:
            book = LoginBook(session, visit.services.clock)
            rows, people[:] = await book.everybody(), await book.without_login()
        table.rows = [_row(row, staff, visit) for row, staff in rows]
        names = "、".join(one.name for one in people[:MOST_NAMES]) + ("等" if len(people) > MOST_NAMES else "")
        without.set_text(WITHOUT.format(count=len(people), names=names))
        without.set_visibility(bool(people))

    table.add_slot("body-cell-login", LOGIN)
    table.add_slot("item", ITEM)
    table.on("rowClick", lambda event: _open(visit, event.args[1], fill))
    table.on("open", lambda event: _open(visit, event.args, fill))
    await fill()


def _row(row: StaffLogin, staff: Staff, visit: Visit) -> dict[str, Any]:
    locked = row.locked_until is not None and row.locked_until > visit.services.clock.now()
    state = "离岗" if not staff.active else f"锁到 {row.locked_until:%H:%M}" if locked else "在用"
    return {
        "login": row.login, "name": staff.name, "role": name_of("roles", staff.role), "code": staff.role,
        "where": "、".join(row.regions) or "全部", "regions": list(row.regions), "state": state,
        "factor": "开" if row.totp_secret else "关", "active": staff.active,
    }  # fmt: skip


class NewLogin:
    """A login for somebody new, or for whoever is on the staff already: what they hold and did stays theirs."""

    def __init__(self, visit: Visit, people: Sequence[Staff], fill: Fill) -> None:
        self.visit, self.fill = visit, fill
        self.people = {one.id: one for one in people}
        choices = {one.id: f"{one.name}（{name_of('roles', one.role)}，编号 {one.id}）" for one in people}
        with ui.dialog().props('aria-label="新建账号"') as self.dialog, ui.card().classes("w-full max-w-md"):
            ui.label("新建账号").classes("text-lg")
            self.who = ui.select({NEWCOMER: "新来的同事"} | choices, value=NEWCOMER, label="给谁").classes("w-full")
            self.who.on_value_change(self._chosen)
            self.who.set_visibility(bool(people))
            self.name = ui.input("姓名（居民和同事会看到）").classes("w-full").props("autofocus")
            self.login = ui.input("登录名（小写字母、数字、点、横线）").classes("w-full")
            self.role = ui.select(dict(vocabulary()["roles"]), value="worker", label="角色").classes("w-full")
            self.here = ui.checkbox(f"只管{visit.services.region.name}", value=True)
            with ui.row():
                ui.button("新建", on_click=action(self.make))
                ui.button("不建了", on_click=self.dialog.close).props("flat")
        self.dialog.open()

    async def make(self) -> None:
        """Makes it, and shows the password to begin with."""
        password, code = given(), self.visit.services.settings.region
        login, name, staff_id = self.login.value or "", self.name.value or "", self.who.value or None
        more = {"staff": staff_id} if staff_id else {}
        async with self.visit.acting(RIGHT, "account.create", login, as_role=self.role.value, **more) as session:
            book = LoginBook(session, self.visit.services.clock)
            regions = [code] if self.here.value else []
            await book.create(name, login, self.role.value, password, regions=regions, staff_id=staff_id)
        self.dialog.close()
        _told(f"{name}的初始密码", password)
        await self.fill()

    def _chosen(self) -> None:
        chosen = self.people.get(self.who.value)
        self.name.value = chosen.name if chosen else ""
        self.role.value = chosen.role if chosen else "worker"


def _told(title: str, password: str) -> None:
    """A password that is shown once."""
    with ui.dialog().props(f'persistent aria-label="{title.replace(chr(34), "")}"') as dialog, ui.card():
        ui.label(title).classes("text-lg")
        ui.label(password).classes("text-xl font-mono").props("data-password")
        ui.label("只显示这一次。请单独告诉本人，第一次登录会要求换成自己的。")
        ui.button("我记下了", on_click=dialog.close)
    dialog.open()


def _open(visit: Visit, row: dict[str, Any], fill: Fill) -> None:
    if row["active"]:
        Opened(visit, row, fill)
    else:
        ui.notify("这位同事已经离岗。要回来，请用新的登录名新建账号。")


class Opened:
    """What can be done with one login."""

    def __init__(self, visit: Visit, row: dict[str, Any], fill: Fill) -> None:
        self.visit, self.row, self.fill = visit, row, fill
        self.login, self.clock = str(row["login"]), visit.services.clock
        with ui.dialog().props(f'aria-label="{self.login}"') as self.dialog, ui.card().classes("w-full max-w-md"):
            ui.label(f"{row['name']}（{self.login}）").classes("text-lg")
            self.role = ui.select(dict(vocabulary()["roles"]), value=row["code"], label="角色").classes("w-full")
            self.where = ui.select(self._regions(), value=",".join(row["regions"]), label="地区").classes("w-full")
            with ui.row():
                ui.button("保存", on_click=action(self.save))
                ui.button("重设密码", on_click=action(self.reset)).props("outline")
                ui.button("解锁", on_click=action(self.unlock)).props("outline")
                ui.button("退出所有设备", on_click=action(self.sign_out)).props("outline")
                ui.button("离岗", on_click=action(self.leave)).props("outline color=negative")
                ui.button("关闭", on_click=self.dialog.close).props("flat")
        self.dialog.open()

    def _regions(self) -> dict[str, str]:
        here, own = self.visit.services.settings.region, ",".join(self.row["regions"])
        choices = {"": "全部地区", here: f"只管{self.visit.services.region.name}"}
        return choices | ({} if own in choices else {own: self.row["where"]})

    async def save(self) -> None:
        """Role and regions."""
        regions, role = [one for one in self.where.value.split(",") if one], self.role.value
        async with self._acting("account.change", as_role=role, regions=regions) as session:
            found = await LoginBook(session, self.clock).get(self.login)
            await Keeping(session, self.clock).change(*found, role=role, regions=regions)
        await self._done("改好了。")

    async def reset(self) -> None:
        """A new password to begin with."""
        password = given()
        async with self._acting("account.reset") as session:
            book = LoginBook(session, self.clock)
            found, _ = await book.get(self.login)
            await book.set_password(found, password, given=True)
            await book.drop_second_factor(found)
        await self._done("密码重设了，手机验证已关闭。")
        _told(f"{self.row['name']}的新密码", password)

    async def unlock(self) -> None:
        """Lets them try again."""
        async with self._acting("account.unlock") as session:
            found, _ = await LoginBook(session, self.clock).get(self.login)
            await Keeping(session, self.clock).unlock(found)
        await self._done("解锁了。")

    async def sign_out(self) -> None:
        """Out everywhere."""
        async with self._acting("account.sign_out") as session:
            found, _ = await LoginBook(session, self.clock).get(self.login)
            await Keeping(session, self.clock).sign_out(found)
        await self._done("已从所有设备退出。")

    async def leave(self) -> None:
        """Off the staff; what they hold goes back to waiting within a minute."""
        async with self._acting("account.leave") as session:
            found, staff = await LoginBook(session, self.clock).get(self.login)
            keeping = Keeping(session, self.clock)
            await keeping.may_leave(staff)
            await keeping.sign_out(found)
            await dismiss(session, self.clock, staff.id or 0)
        await self._done("已离岗，手里没办完的一分钟内退回等候。")

    def _acting(self, what: str, **data: Any) -> AbstractAsyncContextManager[AsyncSession]:
        return self.visit.acting(RIGHT, what, self.login, **data)

    async def _done(self, said: str) -> None:
        self.dialog.close()
        ui.notify(said, type="positive")
        await self.fill()
