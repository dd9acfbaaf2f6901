"""Methods about the bot itself, its files and its way of getting updates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from .call import Call
from .errors import bad, refused
from .state import DEFAULT_KINDS, Json, Webhook

MOST_BYTES = 20 * 1024 * 1024
"""A bot cannot fetch a larger file."""
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/.*)?")


def listen(call: Call) -> None:
    """Remembers which kinds of updates the bot wants from now on."""
    kinds = call.params.get("allowed_updates")
    if kinds is not None:
        call.bot.kinds = frozenset(kinds) or DEFAULT_KINDS


def set_webhook(call: Call) -> bool:
    """Updates go to an address from now on; real ones need HTTPS, the loopback does not."""
    url = call.params["url"]
    if url and not url.startswith("https://") and not LOOPBACK.fullmatch(url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    listen(call)
    _drop(call)
    hook = Webhook(url, call.params.get("secret_token"), call.params.get("max_connections", 40)) if url else None
    call.bot.webhook = hook
    call.world.follow(call.bot)
    return True


def delete_webhook(call: Call) -> bool:
    """Back to polling."""
    _drop(call)
    call.bot.webhook = None
    call.world.follow(call.bot)
    return True


def _drop(call: Call) -> None:
    if call.params.get("drop_pending_updates"):
        call.bot.pending.clear()


def get_webhook_info(call: Call) -> Json:
    """Where updates go, how many wait, and what went wrong."""
    bot, hook = call.bot, call.bot.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.pending),
    }
    if hook:
        info["max_connections"] = hook.max_connections
        if hook.last_error:
            info["last_error_date"], info["last_error_message"] = hook.last_error
    if bot.kinds != DEFAULT_KINDS:
        info["allowed_updates"] = sorted(bot.kinds)
    return info


def get_file(call: Call) -> Json:
    """The path of a file, for /file/bot<token>/<path>."""
    number = call.params["file_id"]
    if number not in call.bot.files:
        raise bad("invalid file_id")
    if len(call.bot.files[number].data) > MOST_BYTES:
        raise refused("file is too big")
    return {**call.bot.file(number), "file_path": f"files/{number}"}


def get_chat(call: Call) -> Json:
    """All that is known of a chat."""
    chat = call.chat()
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def _place(call: Call) -> str:
    return json.dumps([call.params.get("scope", {"type": "default"}), call.params.get("language_code", "")])


def set_commands(call: Call) -> bool:
    """The menu of commands."""
    call.bot.commands[_place(call)] = call.params["commands"]
    return True


def get_commands(call: Call) -> list[Json]:
    """The menu of commands of one scope and language."""
    return call.bot.commands.get(_place(call), [])


def delete_commands(call: Call) -> bool:
    """No menu."""
    call.bot.commands.pop(_place(call), None)
    return True


def setting(call: Call) -> bool:
    """Keeps what was set; `Bot.settings` has it by method."""
    if call.params.get("chat_id") is not None:
        call.chat()
    call.bot.settings[call.method] = call.params
    return True


def get_me(call: Call) -> Json:
    """The bot as a user."""
    return call.bot.info


def fine(_call: Call) -> bool:
    """Nothing to do."""
    return True


ACCOUNT: dict[str, Callable[[Call], Any]] = {
    "getMe": get_me,
    "logOut": fine,
    "close": fine,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
    "getChat": get_chat,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyDescription": setting,
    "setMyShortDescription": setting,
    "setChatMenuButton": setting,
}
