"""One update in: read, dispatched, and acknowledged only when that has come to its end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.channels.clean import clean_json, is_storable
from bot.channels.telegram.dispatcher import ALLOWED
from bot.channels.telegram.updates import number_of
from bot.database import is_gone
from config.log import log_failure, log_notice

TRIES = 5
"""An update that broke the handlers so often is passed over, so that it does not keep the others waiting."""
REMEMBERED = 1000
UNREADABLE = "unreadable"
CORE = {
    "message": ("message_id", "date", "edit_date", "chat", "from", "text", "caption"),
    "callback_query": ("id", "from", "chat_instance", "data", "message"),
}
CORE["edited_message"] = CORE["message"]
CHAT, PERSON = ("id", "type"), ("id", "is_bot", "first_name")
Dead = Callable[[Mapping[str, Any], str], Awaitable[None]]
"""Keeps an update that was passed over, with the reason."""


Note = Callable[[int], Awaitable[None]]
"""Notes the number of an update that made no message."""


async def forget(_update: Mapping[str, Any], _reason: str) -> None:
    """Keeps nothing: for tests."""


async def unnoted(_number: int) -> None:
    """Notes nothing: for tests."""


class Receiver:
    """Feeds updates as they come over the wire to the dispatcher. `passed_over` counts those that were given up."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, *, dead: Dead = forget, note: Note = unnoted) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self.dead = dead
        self.note = note
        self.passed_over = 0
        self._failures: OrderedDict[int, int] = OrderedDict()

    async def feed(self, raw: Any) -> None:
        """Returns when the update is on disk, or is none of ours; it may then be acknowledged.

        Raises:
            Exception: it failed and is to come again; after `TRIES` times it is passed over instead.
        """
        number = number_of(raw)
        if number is not None and not await self._taken(raw, number):
            await self.note(number)

    async def _taken(self, raw: Any, number: int) -> bool:
        """Whether the update is in the inbox now, under its number."""
        if not any(isinstance(raw.get(kind), dict) for kind in ALLOWED):
            return False
        update = self._parsed(clean_json(raw))
        if update is None:
            await self._pass_over(raw, number, UNREADABLE)
            return False
        taken = None
        try:
            taken = await self.dispatcher.feed_update(self.bot, update)
        except Exception as error:
            if is_gone(error) or not self._too_often(number):
                raise
            log_failure("update failed", error, update_id=number)
            await self._pass_over(raw, number, type(error).__name__)
        self._failures.pop(number, None)
        return taken is True

    def _parsed(self, raw: dict[str, Any]) -> Update | None:
        """The update; where a later Telegram wrote it in an unknown way, its core."""
        for form in (raw, core(raw)):
            if not is_storable(form):
                continue
            try:
                update = Update.model_validate(form, context={"bot": self.bot})
            except (ValidationError, RecursionError):
                continue
            if any(getattr(update, kind) is not None for kind in ALLOWED):
                return update
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


def core(raw: dict[str, Any]) -> dict[str, Any]:
    """The update with only what was always there: who, where, when, and the words."""
    out: dict[str, Any] = {"update_id": raw.get("update_id")}
    for kind, names in CORE.items():
        event = raw.get(kind)
        if isinstance(event, dict):
            out[kind] = _trimmed(event, names)
    return out


def _trimmed(event: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    kept = {name: event[name] for name in names if name in event}
    for name, inner in (("chat", CHAT), ("from", PERSON), ("message", CORE["message"])):
        if isinstance(kept.get(name), dict):
            kept[name] = _trimmed(kept[name], inner)
    return kept
