"""What each error of python-telegram-bot means for the outbox: try later, or never. Every one has its line here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from telegram import error as telegram

from bot.delivery import Refused, TryLater

LONG: Final = 60.0
"""Seconds, where an admin has to mend something first."""
BLOCKED = "同事停用了工作人员机器人，消息送不到。"
NOT_TAKEN = "Telegram 不收这条消息（找不到对话，或内容不合它的规定）。"
MOVED = "这个对话已变成群，机器人只在私聊里办事。"
OUR_MISTAKE = "程序没有处理好这条消息，请转给维护人员。"

LATER: Final[Mapping[type[BaseException], float | None]] = {
    telegram.RetryAfter: None,
    telegram.TimedOut: None,
    telegram.NetworkError: None,
    telegram.Conflict: None,
    telegram.TelegramError: None,
    telegram.InvalidToken: LONG,
    telegram.EndPointNotFound: LONG,
    TimeoutError: None,
    OSError: None,
}
"""Passing -> seconds to wait, None for the outbox's own pace. A wrong token is not a wrong message."""
NEVER: Final[Mapping[type[BaseException], str]] = {
    telegram.Forbidden: BLOCKED,
    telegram.BadRequest: NOT_TAKEN,
    telegram.ChatMigrated: MOVED,
    telegram.PassportDecryptionError: OUR_MISTAKE,
}
"""Lasting -> what staff read."""
GARBLED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What python-telegram-bot falls over where an answer is none of the Bot API: a page of a proxy, say."""
KNOWN = (telegram.TelegramError, TimeoutError, OSError, *GARBLED)
"""All that a call of the Bot API raises."""


def meaning(error: BaseException) -> TryLater | Refused:
    """The same trouble in the words of the outbox. Nothing of what was written, and no token, is in its text."""
    reason = type(error).__name__
    for kind in type(error).__mro__:
        if kind in LATER:
            return TryLater(reason, _asked(error) if isinstance(error, telegram.RetryAfter) else LATER[kind])
        if kind in NEVER:
            return Refused(reason, NEVER[kind])
    return TryLater(reason)


def _asked(error: telegram.RetryAfter) -> float | None:
    """What Telegram asked for; None where it is no number of seconds."""
    try:
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    except GARBLED:
        return None
