"""Builds the web application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.passed_over import RESIDENTS, STAFF, PassedOver
from bot.channels.web_chat import WebChat
from bot.health import Health
from bot.pages import CHAT
from bot.roles import Role
from bot.services import Services
from bot.web_errors import speak_errors
from bot.web_guard import Guard
from config.log import log_event, log_failure

DAY = 24 * 3600


def build_app(services: Services, role: Role = Role.ALL, routers: Iterable[APIRouter] = ()) -> FastAPI:
    """The application over these services. The database must have its newest shape."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            daily = tasks.create_task(_forget_daily(services))
            spooled = tasks.create_task(services.degraded.run())
            yield
            daily.cancel()
            spooled.cancel()

    app = FastAPI(
        title="Fenliu 分流", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=lifespan
    )
    app.add_middleware(Guard, photo_megabytes=services.settings.photo_megabytes)
    speak_errors(app)
    for router in (Health(services).router, *routers):
        app.include_router(router)
    if role.does(Role.WEB):
        app.include_router(WebChat(services).router)
        app.mount("/chat", StaticFiles(directory=CHAT), name="chat")
        from bot.pages.staff.site import add_staff_pages  # noqa: PLC0415 - two seconds, only where pages are served

        add_staff_pages(app, services)
    return app


async def _forget_daily(services: Services) -> None:
    while True:
        try:
            await asyncio.to_thread(clear_files, services)
            log_event("old conversations forgotten", count=await services.retention.forget_old())
        except (OSError, SQLAlchemyError, ValueError) as error:  # ValueError: a log that is closed
            log_failure("forgetting failed", error)
        await asyncio.sleep(DAY)


def clear_files(services: Services) -> None:
    """Removes the files with residents' words that nobody mended in time."""
    settings, days = services.settings, services.settings.keep_days
    services.degraded.spool.clear((services.clock.now() - timedelta(days=days)).timestamp())
    for folder in (RESIDENTS, STAFF):
        PassedOver(settings.data / folder, keep_days=days).clear()
