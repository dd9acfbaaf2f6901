"""What each error of aiogram means for the outbox: try later, or never. Every one of them has its line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import aiohttp
from aiogram import exceptions as telegram

from bot.delivery import Refused, TryLater

LONG: Final = 60.0
"""Seconds, where an admin has to mend something first."""
BLOCKED = "对方停用了机器人或注销了账号，消息送不到。"
NO_CHAT = "Telegram 不收这条消息（找不到对话，或内容不合它的规定）。"
MOVED = "这个对话已变成群，机器人只在私聊里办事。"
TOO_LARGE = "文件太大，Telegram 不收。"
OUR_MISTAKE = "程序没有处理好这条消息，请转给维护人员。"

LATER: Final[Mapping[type[BaseException], float | None]] = {
    telegram.TelegramRetryAfter: None,
    telegram.TelegramNetworkError: None,
    telegram.TelegramServerError: None,
    telegram.RestartingTelegram: None,
    telegram.TelegramConflictError: None,
    telegram.TelegramAPIError: None,
    telegram.ClientDecodeError: None,
    telegram.TelegramUnauthorizedError: LONG,
    telegram.TelegramNotFound: LONG,
    aiohttp.ClientError: None,
    TimeoutError: None,
    OSError: None,
    UnicodeError: None,
}
"""Passing -> seconds to wait, None for the outbox's own pace. 401 and 404 mean a wrong token, not a wrong message."""
NEVER: Final[Mapping[type[BaseException], str]] = {
    telegram.TelegramForbiddenError: BLOCKED,
    telegram.TelegramBadRequest: NO_CHAT,
    telegram.TelegramMigrateToChat: MOVED,
    telegram.TelegramEntityTooLarge: TOO_LARGE,
    telegram.AiogramError: OUR_MISTAKE,
    telegram.DetailedAiogramError: OUR_MISTAKE,
    telegram.CallbackAnswerException: OUR_MISTAKE,
    telegram.SceneException: OUR_MISTAKE,
    telegram.UnsupportedKeywordArgument: OUR_MISTAKE,
    telegram.DataNotDictLikeError: OUR_MISTAKE,
}
"""Lasting -> what staff read."""
PASSING = tuple(LATER)
GARBLED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What aiogram falls over where an answer is none of the Bot API: a page of a proxy, say."""
KNOWN = (telegram.AiogramError, aiohttp.ClientError, TimeoutError, OSError, *GARBLED)
"""All that a call of the Bot API raises."""


def meaning(error: BaseException) -> TryLater | Refused:
    """The same trouble in the words of the outbox. Nothing of what was written, and no token, is in its text."""
    reason = type(error).__name__
    for kind in type(error).__mro__:
        if kind in LATER:
            asked = getattr(error, "retry_after", None)
            return TryLater(reason, float(asked) if asked is not None else LATER[kind])
        if kind in NEVER:
            return Refused(reason, NEVER[kind])
    return TryLater(reason)
