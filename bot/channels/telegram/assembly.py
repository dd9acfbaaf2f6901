"""Joins the parts of the residents' bot. Importing this imports aiogram."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.utils.token import TokenValidationError

from bot.channels.clean import clean_json
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.dispatcher import Hands, Intake, build_dispatcher
from bot.channels.telegram.fetching import Fetching
from bot.channels.telegram.files import Files
from bot.channels.telegram.introduction import introduce_at_last
from bot.channels.telegram.passed_over import RESIDENTS, PassedOver
from bot.channels.telegram.polling import Leases, Polling
from bot.channels.telegram.receiving import Dead, Receiver
from bot.channels.telegram.resident_bot import ResidentBot
from bot.channels.telegram.sending import TelegramSender
from bot.channels.telegram.webhook import PATH, Webhook, secret_for
from bot.seen_updates import SeenUpdates
from config.errors import SettingsError

if TYPE_CHECKING:
    from bot.services import Services

MEGABYTE = 1024 * 1024
MISCOPIED = "设置 FENLIU_TELEGRAM_TOKEN 不像机器人的令牌，请从 @BotFather 那里整个复制过来"


def connect(token: str, api: str) -> Bot:
    """A bot of aiogram at Telegram's server, or at one's own.

    Raises:
        SettingsError: the token cannot be one.
    """
    server = TelegramAPIServer.from_base(api) if api else PRODUCTION
    try:
        return Bot(token, session=AiohttpSession(api=server, json_loads=_loads))
    except TokenValidationError:
        raise SettingsError(MISCOPIED, say=MISCOPIED) from None


def _loads(text: str) -> Any:
    """JSON without halves of cut emoji, which nothing behind could write down."""
    return clean_json(json.loads(text))


def assemble(
    services: Services,
    *,
    intake: Intake | None = None,
    leases: Leases | None = None,
    dead: Dead | None = None,
    heard: Callable[[int], None] = lambda _count: None,
    trouble: Callable[[str], None] = lambda _error: None,
) -> ResidentBot:
    """See `ResidentBot.build`."""
    settings, token = services.settings, services.settings.telegram_token.get_secret_value()
    secret = secret_for(token, settings.telegram_secret.get_secret_value())
    bot, courtesies = connect(token, settings.telegram_api), Courtesies()
    files = Files(bot, services.photos, photo_bytes=settings.photo_megabytes * MEGABYTE)
    hands = Hands(
        intake=intake or services.intake,
        asides=Asides(services.database, services.clock, services.wake, services.region.numbers),
        photo_bytes=settings.photo_megabytes * MEGABYTE,
        courtesies=courtesies,
        clock=services.clock,
    )
    keep = dead or PassedOver(settings.data / RESIDENTS, keep_days=settings.keep_days)
    webhook = f"{settings.public_url.rstrip('/')}{PATH}" if settings.public_url else ""
    seen = SeenUpdates(services.database, services.clock, services.wake, wanted=bool(webhook))
    receiver = Receiver(bot, build_dispatcher(hands), dead=keep, note=seen.note)

    async def pushed(update: Any) -> None:
        await receiver.feed(update)
        heard(1)

    return ResidentBot(
        bot=bot,
        receiver=receiver,
        courtesies=courtesies,
        polling=Polling(bot.id, Asking(bot), receiver.feed, leases or services.leases, heard=heard, trouble=trouble),
        channel=TelegramSender(bot, settings.photos),
        resolve=hands.asides.resolve,
        webhook=webhook,
        fetching=Fetching(files, services.intake, leases or services.leases, services.wake),
        introduce=lambda: introduce_at_last(bot, webhook, secret),
        router=Webhook(pushed, secret).router if webhook else None,
    )
