"""The bots of one process, as far as settings name them and its role needs them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.channels.staff.staff_bot import StaffBot
from bot.channels.telegram.resident_bot import ResidentBot
from bot.delivery import Channel
from bot.pulses import Pulses
from bot.roles import Role
from bot.spooling import SpoolingIntake

if TYPE_CHECKING:
    from fastapi import APIRouter

    from bot.services import Services

RESIDENTS, STAFF = "telegram", "staff"


class Bots:
    """Built in every process that receives or sends; without a token there is no bot, and nothing is imported."""

    def __init__(self, services: Services, role: Role) -> None:
        settings, self.role = services.settings, role
        self.pulses = Pulses(services.database, services.clock)
        wanted = role.does(Role.TELEGRAM) or role.does(Role.WORKER)
        self.resident: ResidentBot | None = None
        if wanted and settings.telegram_token.get_secret_value():
            intake = SpoolingIntake(RESIDENTS, services.intake, services.degraded, services.metrics)
            self.resident = ResidentBot.build(services, intake=intake, heard=self.pulses.of(RESIDENTS))
            intake.channel, intake.resolve = self.resident.channel, self.resident.resolve
        self.staff: StaffBot | None = None
        if wanted and settings.staff_token.get_secret_value():
            self.staff = StaffBot.build(services, heard=self.pulses.of(STAFF))

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Where replies leave."""
        found: dict[str, Channel] = {RESIDENTS: self.resident.channel} if self.resident else {}
        return found | ({STAFF: self.staff.channel} if self.staff else {})

    @property
    def routers(self) -> list[APIRouter]:
        """Where Telegram posts updates; none where they are polled."""
        found = [bot.router for bot in (self.resident, self.staff) if bot is not None]
        return [one for one in found if one is not None and self.role.does(Role.TELEGRAM)]

    async def run(self) -> None:
        """Receives, and does what the staff bot does by itself, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.pulses.run())
            if self.resident is not None and self.role.does(Role.TELEGRAM):
                tasks.create_task(self.resident.run())
            if self.staff is not None and self.role.does(Role.TELEGRAM):
                tasks.create_task(self.staff.run_receiving())
            if self.staff is not None and self.role.does(Role.WORKER):
                tasks.create_task(self.staff.run_jobs())

    async def close(self) -> None:
        """Closes connections."""
        if self.resident is not None:
            await self.resident.stop()
        if self.staff is not None:
            await self.staff.stop()
