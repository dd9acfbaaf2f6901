"""Puts the pages of staff on the application: the library's own application under /staff, behind the gate."""

from __future__ import annotations

import hashlib

from fastapi import FastAPI
from nicegui import ui

from bot.pages.staff import home, pages
from bot.pages.staff.desk import files
from bot.pages.staff.door import Door
from bot.pages.staff.gate import ROOT, StaffGate
from bot.pages.staff.orders import downloads
from bot.services import Services


def add_staff_pages(app: FastAPI, services: Services) -> None:
    """Adds door, gate and pages. The pages find their services in the request, so that one process may have several
    applications, as tests do."""
    app.include_router(Door(services).router)
    app.include_router(home.router)
    app.include_router(files.router)
    app.include_router(downloads.router)
    pages.register()
    ui.run_with(
        app, mount_path=ROOT, title="分流工作台", language="zh-CN", storage_secret=_secret(services), favicon="🧭",
        reconnect_timeout=20.0, show_welcome_message=False,
    )  # fmt: skip
    app.add_middleware(StaffGate, services=services)


def _secret(services: Services) -> str:
    """Signs the library's own cookie, which holds nothing but a number of the browser; the same in every process."""
    return hashlib.sha256(f"staff pages {services.settings.database_url}".encode()).hexdigest()
