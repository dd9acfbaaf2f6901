"""Puts the pages of staff on the application: the library's own application under /staff, behind the gate."""

from __future__ import annotations

from fastapi import FastAPI, Request
from nicegui import app as library
from nicegui import ui
from starlette.responses import Response

from bot.pages.staff import home, pages
from bot.pages.staff.desk import files
from bot.pages.staff.door import Door
from bot.pages.staff.gate import BROKEN, ROOT, StaffGate
from bot.pages.staff.knowledge import exchange_files
from bot.pages.staff.orders import downloads
from bot.plain_page import plain_page
from bot.services import Services
from config.log import log_failure


def add_staff_pages(app: FastAPI, services: Services) -> None:
    """Adds door, gate and pages. The pages find their services in the request, so that one process may have several
    applications, as tests do. The library gets no secret of its own: nothing of anybody is kept in its storage."""
    app.include_router(Door(services).router)
    app.include_router(home.router)
    app.include_router(files.router)
    app.include_router(downloads.router)
    app.include_router(exchange_files.router)
    pages.register()
    ui.run_with(
        app, mount_path=ROOT, title="分流工作台", language="zh-CN", favicon="🧭",
        reconnect_timeout=20.0, show_welcome_message=False,
    )  # fmt: skip
    library.add_exception_handler(404, _nothing_here)
    library.add_exception_handler(Exception, _broken)
    app.add_middleware(StaffGate, services=services)


async def _nothing_here(_request: Request, _error: Exception) -> Response:
    """The library's own says it in English."""
    return plain_page("工作台没有这一页，可能网址抄错了。", ROOT, "回到工作台", 404)


async def _broken(_request: Request, error: Exception) -> Response:
    """The library's own shows the exception."""
    log_failure("page of staff failed", error)
    return plain_page(BROKEN, ROOT, "回到工作台", 500)
