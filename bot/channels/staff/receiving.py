"""One update in: read, processed, and acknowledged only when what it asks for is written down."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Bot, Update

from bot.channels.clean import clean_json, is_storable
from bot.channels.staff.application import Switchboard
from bot.channels.staff.reading import Heard, read
from bot.channels.staff.shape import fits
from bot.channels.telegram.updates import number_of
from bot.database import is_gone
from bot.staff_post import Once, Repeated
from config.log import log_failure, log_notice
from handlers.message import Reply
from orders.staff import StaffBook

ALLOWED = ("message", "edited_message", "callback_query")
"""The kinds of updates this bot asks for."""
TRIES = 5
"""An update that broke the handlers so often is passed over, so that it does not keep the others waiting."""
REMEMBERED = 1000
UNREADABLE = "unreadable"
PASSED_OVER = "刚才那条消息没有处理成功，居民没有收到。请再发一次；还不行，请告诉维护人员。"
Dead = Callable[[Mapping[str, Any], str], Awaitable[None]]
"""Keeps an update that was passed over, with the reason."""


class Receiver:
    """Feeds updates as they come over the wire to the Application. `passed_over` counts those that were given up."""

    def __init__(self, bot: Bot, switchboard: Switchboard, *, dead: Dead) -> None:
        self.bot = bot
        self.switchboard = switchboard
        self.dead = dead
        self.passed_over = 0
        self._failures: OrderedDict[int, int] = OrderedDict()

    async def feed(self, raw: Any) -> None:
        """Returns when the update is done with, or is none of ours; it may then be acknowledged.

        Raises:
            Exception: it failed and is to come again; after `TRIES` times it is passed over instead.
        """
        number = number_of(raw)
        if number is None or not any(isinstance(raw.get(kind), dict) for kind in ALLOWED):
            return
        update = self._parsed(raw)
        if update is None:
            await self._pass_over(raw, number, UNREADABLE)
            return
        self._ready()
        try:
            await self.switchboard.process(update)
        except Exception as error:
            if is_gone(error) or not self._too_often(number):
                raise
            log_failure("update failed", error, update_id=number)
            await self._pass_over(raw, number, type(error).__name__)
            await self._tell(update)
        self._failures.pop(number, None)

    def _ready(self) -> int:
        """The bot's number.

        Raises:
            RuntimeError: Telegram was not reached yet; the update comes again, and that is not its fault.
        """
        return self.bot.id

    def _parsed(self, raw: dict[str, Any]) -> Update | None:
        try:
            clean = clean_json(raw)
            return Update.de_json(clean, self.bot) if is_storable(clean) and fits(clean) else None
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it: it cannot be read
            log_failure("update not readable", error)
            return None

    def _too_often(self, number: int) -> bool:
        count = self._failures.pop(number, 0) + 1
        self._failures[number] = count
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
        return count >= TRIES

    async def _pass_over(self, raw: Mapping[str, Any], number: int, reason: str) -> None:
        await self.dead(raw, reason)
        self.passed_over += 1
        log_notice("update passed over", update_id=number, reason=reason)

    async def _tell(self, update: Update) -> None:
        """The worker reads that nothing came of it."""
        hands = self.switchboard.hands
        heard = read(update, hands.bot_id, hands.services.clock.now())
        if heard is None or not await self._is_staff(heard):
            return
        try:
            await hands.services.people.answer(Once(heard.account, heard.number, heard.at), Reply(PASSED_OVER))
        except Repeated:
            return

    async def _is_staff(self, heard: Heard) -> bool:
        services = self.switchboard.hands.services
        async with services.database.reading() as session:
            return await StaffBook(session, services.clock).by_account(heard.account) is not None
