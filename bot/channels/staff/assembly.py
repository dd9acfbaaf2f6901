"""Joins the parts of the staff bot. Importing this imports python-telegram-bot."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

os.environ.setdefault("PTB_TIMEDELTA", "true")  # before the import: its old way of telling seconds warns

from bot.channels.staff.application import App, Context, Switchboard, new_application
from bot.channels.staff.asking import Asking
from bot.channels.staff.files import Files
from bot.channels.staff.introduction import introduce_at_last
from bot.channels.staff.jobs import EVERY_SECONDS, Jobs
from bot.channels.staff.receiving import Dead, Receiver
from bot.channels.staff.sending import StaffSender
from bot.channels.staff.staff_bot import StaffBot
from bot.channels.staff.visit import Hands
from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.passed_over import STAFF, PassedOver
from bot.channels.telegram.polling import Leases, Polling
from bot.channels.telegram.webhook import SECRET, Webhook, secret_for
from config.errors import SettingsError

if TYPE_CHECKING:
    from bot.services import Services

PATH: Final = "/telegram/staff"
MEGABYTE = 1024 * 1024
TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,}")
MISCOPIED = "设置 FENLIU_STAFF_TOKEN 不像机器人的令牌，请从 @BotFather 那里整个复制过来"
BAD_SECRET = "设置 FENLIU_STAFF_SECRET 只能用 1–256 个字母、数字、_ 或 -"  # noqa: S105 - a sentence
SAME_TOKEN = "设置 FENLIU_STAFF_TOKEN 和 FENLIU_TELEGRAM_TOKEN 不能是同一个令牌，请另申请一个"  # noqa: S105


def assemble(
    services: Services,
    *,
    leases: Leases | None = None,
    dead: Dead | None = None,
    heard: Callable[[int], None] = lambda _count: None,
    trouble: Callable[[str], None] = lambda _error: None,
) -> StaffBot:
    """See `StaffBot.build`."""
    settings = services.settings
    token, secret = checked(settings.staff_token.get_secret_value(), settings.staff_secret.get_secret_value())
    if token == settings.telegram_token.get_secret_value():
        raise SettingsError(SAME_TOKEN, say=SAME_TOKEN)
    application, courtesies = new_application(token, settings.telegram_api), Courtesies()
    files = Files(application.bot, services.photos, photo_bytes=settings.photo_megabytes * MEGABYTE)
    hands = Hands(services, files, courtesies, bot_id=int(token.partition(":")[0]))
    keep = dead or PassedOver(settings.data / STAFF, keep_days=settings.keep_days)
    receiver = Receiver(application.bot, Switchboard(application, hands), dead=keep)
    webhook = f"{settings.public_url.rstrip('/')}{PATH}" if settings.public_url else ""
    asking, jobs = Asking(application.bot), Jobs(services)
    schedule(application, jobs)

    async def pushed(update: Any) -> None:
        await receiver.feed(update)
        heard(1)

    return StaffBot(
        application=application,
        receiver=receiver,
        courtesies=courtesies,
        asking=asking,
        polling=Polling(hands.bot_id, asking, receiver.feed, leases or services.leases, heard=heard, trouble=trouble),
        channel=StaffSender(application.bot, settings.photos),
        jobs=jobs,
        webhook=webhook,
        introduce=lambda: introduce_at_last(application, webhook, secret),
        router=Webhook(pushed, secret, PATH).router if webhook else None,
    )


def schedule(application: App, jobs: Jobs) -> None:
    """Puts the jobs into the JobQueue."""

    async def every_minute(_context: Context) -> None:
        await jobs.every_minute()

    if application.job_queue is not None:
        application.job_queue.run_repeating(every_minute, EVERY_SECONDS, first=1, name="every_minute")


def checked(token: str, secret: str) -> tuple[str, str]:
    """Token and secret as they are used.

    Raises:
        SettingsError: one of them cannot be used.
    """
    if not TOKEN.fullmatch(token):
        raise SettingsError(MISCOPIED, say=MISCOPIED)
    if secret and not SECRET.fullmatch(secret):
        raise SettingsError(BAD_SECRET, say=BAD_SECRET)
    return token, secret_for(token, secret)
