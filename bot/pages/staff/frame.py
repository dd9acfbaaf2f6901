"""What every page of staff has in common: who may open it, the bar at the top, the ways to the other pages, errors.

Links and `ui.navigate.to` take addresses under /staff (`/desk`): the library puts /staff before every one.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

from fastapi import Request
from nicegui import ui

from bot.accounts.rights import NotAllowed
from bot.pages.staff.gate import ROOT
from bot.pages.staff.visit import SignedOut, Visit
from config.errors import FenliuError
from config.log import log_failure
from config.vocabulary import name_of

WAYS = (
    ("desk", "/desk", "接待", "support_agent"),
    ("orders", "/orders", "工单", "assignment"),
    ("knowledge", "/knowledge", "知识库", "menu_book"),
    ("learning", "/learning", "学习", "school"),
    ("insight", "/insight", "数据", "insights"),
    ("audit", "/audit", "操作记录", "history"),
    ("accounts", "/accounts", "账号", "manage_accounts"),
)
"""Right, address under /staff, name, icon; shown to whoever has the right, once the page is there."""
LOOK = Path(__file__).parent / "look"
TABLE = 'flat wrap-cells :grid="window.innerWidth < 600"'
"""How a table looks: rows where there is room, one card a row on a phone."""
P = ParamSpec("P")
Body = Callable[..., Awaitable[None]]
RIGHTS: dict[str, str] = {}
"""Every page there is: address under /staff -> the right that it asks for."""


def page(path: str, right: str, title: str) -> Callable[[Body], Body]:
    """Makes a function a page under /staff. It gets the `Visit` first, then what stands in the address; the frame is
    around it already. Whoever may not see it reads why."""

    def made(body: Body) -> Body:
        RIGHTS[path] = right

        async def shown(request: Request, **values: Any) -> None:
            visit = Visit.of(request.scope)
            with frame(visit, title, path):
                if not visit.may(right):
                    ui.label("先改一下初始密码" if visit.me.must_change else NotAllowed(right).say).classes("text-lg")
                    ui.link("改密码", "/me")
                    return
                await body(visit, **values)

        shown.__signature__ = _signature(body)  # type: ignore[attr-defined]
        ui.page(path, title=f"{title} · 分流工作台", response_timeout=20.0)(shown)
        return body

    return made


def there(path: str) -> bool:
    """Whether there is such a page yet."""
    return path in RIGHTS


@contextmanager
def frame(visit: Visit, title: str, path: str = "") -> Iterator[None]:
    """Bar, ways and the middle of a page."""
    ui.add_css(_look("frame.css"))
    ui.add_body_html(f"<script>{_look('frame.js')}</script>")
    ui.query("body").classes("ours")
    ui.colors(primary="#1a5fb4", positive="#1a7a3c")
    drawer = ui.left_drawer(value=False, bordered=True).props("width=180 breakpoint=900 show-if-above")
    drawer.value = None  # as the width has it; asked for in the constructor, every page would wait for the browser
    with drawer.classes("bg-white p-2"), ui.element("nav").props("aria-label=栏目").classes("w-full column gap-2"):
        for right, way, name, icon in WAYS:
            if way in RIGHTS and visit.may(right):
                here = "bg-blue-1 text-primary" if path.startswith(way) else "text-grey-9"
                with ui.link(target=way).classes(f"no-underline rounded w-full p-2 row items-center gap-2 {here}"):
                    ui.icon(icon)
                    ui.label(name)
    middle = ui.column().classes("w-full max-w-[1400px] mx-auto p-2 md:p-4 gap-4").props("tabindex=-1 data-page")
    with ui.header().classes("items-center no-wrap bg-white text-grey-9 border-b py-1"):
        ui.link("跳到正文", f"#{middle.html_id}").classes("skip")
        ui.button(icon="menu", on_click=drawer.toggle).props('flat round dense aria-label="菜单"')
        ui.label(title).classes("text-lg shrink-0").props('role="heading" aria-level="1"')
        ui.space()
        ui.link(f"{visit.me.name}（{name_of('roles', visit.me.role)}）", "/me").classes(
            "text-grey-9 no-underline ellipsis min-w-0"
        )
        with ui.element("form").props(f'method="post" action="{ROOT}/sign-out"').classes("shrink-0"):
            ui.button("退出").props("flat dense no-wrap type=submit")
    with middle:
        yield


@asynccontextmanager
async def told() -> AsyncIterator[None]:
    """Around an action of a page: an error that a person can meet is shown as its sentence, anything else is logged and
    said to have failed; nothing typed is lost."""
    try:
        yield
    except SignedOut as error:
        ui.notify(error.say, type="warning", timeout=0, close_button="登录", multi_line=True)
        with suppress(RuntimeError):
            ui.navigate.to("/sign-in", new_tab=True)
    except FenliuError as error:
        ui.notify(error.say, type="warning", multi_line=True, timeout=8000, close_button="知道了")
    except Exception as error:  # noqa: BLE001 - whoever sits there must read something
        log_failure("page action failed", error)
        ui.notify("没有办成，请再试一次；还不行请告诉管理员。", type="negative", close_button="知道了")


def action(work: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """An event handler whose errors are told (`told`)."""

    @wraps(work)
    async def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        async with told():
            await work(*args, **kwargs)

    return safe


def reload(said: str) -> None:
    """Opens the page anew, and says that there: said here it would go with the page."""
    ui.run_javascript(f"sessionStorage.setItem('fenliu-said', {json.dumps(said)}); location.reload()")


@cache
def _look(name: str) -> str:
    return (LOOK / name).read_text(encoding="utf-8")


def _signature(body: Body) -> Any:
    """The parameters of a page's body as FastAPI should read them: the request instead of the visit."""
    own = inspect.signature(body, eval_str=True)
    names = list(own.parameters.values())[1:]
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    return own.replace(parameters=[first, *names])
