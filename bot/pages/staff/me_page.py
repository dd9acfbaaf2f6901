"""/staff/me: the own password and the second factor."""

from __future__ import annotations

import segno
from nicegui import ui

from bot.accounts import second_factor
from bot.accounts.book import LoginBook
from bot.accounts.passwords import SHORTEST
from bot.pages.staff.frame import action, page, reload
from bot.pages.staff.visit import Visit


@page("/me", "own", "我的账号")
async def me(visit: Visit) -> None:
    """Two cards, one below the other."""
    if visit.me.must_change:
        ui.label("这是管理员给的初始密码，请先换成自己的，换好就能用其他页面。").classes("text-lg text-negative")
    _password(visit)
    async with visit.services.database.reading() as session:
        row, _ = await LoginBook(session, visit.services.clock).get(visit.me.login)
    _second(visit, on=bool(row.totp_secret))


def _password(visit: Visit) -> None:
    with ui.card().classes("w-full max-w-md"):
        ui.label("改密码").classes("text-lg")
        fields = [
            ui.input(name, password=True, password_toggle_button=True).classes("w-full").props(f"autocomplete={fill}")
            for name, fill in (
                ("原来的密码", "current-password"),
                (f"新密码（至少 {SHORTEST} 个字符）", "new-password"),
                ("再输一次新密码", "new-password"),
            )
        ]

        @action
        async def change() -> None:
            old, new, again = (field.value or "" for field in fields)
            if new != again:
                ui.notify("两次输的新密码不一样，请再输一次。", type="warning")
                return
            signed = await visit.check("own")
            async with visit.acting("own", "password.change", signed.login) as session:
                book = LoginBook(session, visit.services.clock)
                row, _ = await book.get(signed.login)
                await book.change_own(row, old, new, signed.session_id)
            for field in fields:
                field.value = ""
            ui.notify("密码改好了，别的设备上已经退出。", type="positive")
            if signed.must_change:
                ui.navigate.to("/")

        ui.button("改密码", on_click=change)


def _second(visit: Visit, *, on: bool) -> None:
    with ui.card().classes("w-full max-w-md") as card:
        ui.label("手机验证（动态码）").classes("text-lg")
        ui.label(
            "已经开启：登录时除了密码，还要输手机上的 6 位动态码。" if on else "没有开启。开启后，光有密码进不来。"
        )

        @action
        async def drop() -> None:
            async with visit.acting("own", "second_factor.off", visit.me.login) as session:
                book = LoginBook(session, visit.services.clock)
                await book.drop_second_factor((await book.get(visit.me.login))[0])
            reload("关闭了。下次登录只要密码。")

        if on:
            ui.button("关闭手机验证", on_click=drop).props("outline")
        else:
            ui.button("开启手机验证", on_click=lambda: _set_up(visit, card)).props("outline")


def _set_up(visit: Visit, card: ui.card) -> None:
    secret = second_factor.new_secret()
    card.clear()
    with card:
        ui.label(
            "用手机上的验证器（微信小程序“腾讯身份验证器”、Google Authenticator 等）扫这个码，再输入它显示的 6 位数。"
        )
        code = segno.make(second_factor.address(secret, visit.me.login)).svg_data_uri(scale=5)
        ui.image(code).classes("w-48").props('alt="二维码"')
        ui.label(f"扫不了就手工输入密钥：{secret}").classes("wrap text-grey-8")
        digits = ui.input("6 位动态码").props("inputmode=numeric autocomplete=one-time-code maxlength=8")

        @action
        async def turn_on() -> None:
            async with visit.acting("own", "second_factor.on", visit.me.login) as session:
                book = LoginBook(session, visit.services.clock)
                await book.set_second_factor((await book.get(visit.me.login))[0], secret, digits.value or "")
            reload("开启了。下次登录要输动态码。")

        ui.button("开启", on_click=turn_on)
