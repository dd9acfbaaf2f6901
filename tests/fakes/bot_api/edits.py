"""Methods that change what is already in a chat."""

from __future__ import annotations

import time

from .call import Call
from .errors import bad, refused
from .messages import shown, text_content
from .state import Json

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def edit_text(call: Call) -> Json:
    """Another text; without a markup the buttons go."""
    content = text_content(call.params)
    return _edited(call, {key: content.get(key) for key in ("text", "entities")})


def edit_markup(call: Call) -> Json:
    """Other buttons, or none."""
    return _edited(call, {})


def _edited(call: Call, content: Json) -> Json:
    message = _own(call)
    if content and "text" not in message:
        raise refused("there is no text in the message to edit")
    markup = call.params.get("reply_markup")
    change = {**content, "reply_markup": markup if markup and any(markup["inline_keyboard"]) else None}
    if all(message.get(key) == value for key, value in change.items()):
        raise refused(SAME)
    for key, value in change.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    message["edit_date"] = int(time.time())
    call.record(message)
    return dict(shown(message))


def _own(call: Call) -> Json:
    message = call.open_chat().messages.get(call.params["message_id"])
    if message is None:
        raise refused("message to edit not found")
    if message["from"]["id"] != call.bot.info["id"]:
        raise refused("message can't be edited")
    return message


def delete_message(call: Call) -> bool:
    """Takes a message away; in a private chat the person's too."""
    if call.chat().messages.pop(call.params["message_id"], None) is None:
        raise refused("message to delete not found")
    return True


def answer_callback_query(call: Call) -> bool:
    """Ends the little clock on a button; twice does no harm."""
    if call.params["callback_query_id"] not in call.bot.queries:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    return True
