"""Which function does which method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import edits, messages
from .account import ACCOUNT
from .call import Call
from .polling import get_updates

DO: dict[str, Callable[[Call], Any]] = {
    **ACCOUNT,
    "getUpdates": get_updates,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.sending_file("photo", messages.photo),
    "sendVoice": messages.sending_file("voice", messages.voice),
    "sendDocument": messages.sending_file("document", messages.document),
    "sendLocation": messages.send_location,
    "sendChatAction": messages.send_chat_action,
    "copyMessage": messages.copy_message,
    "editMessageText": edits.edit_text,
    "editMessageReplyMarkup": edits.edit_markup,
    "deleteMessage": edits.delete_message,
    "answerCallbackQuery": edits.answer_callback_query,
}
LIMITED = {name for name in DO if name.startswith(("send", "edit", "copy"))} - {"sendChatAction"}
