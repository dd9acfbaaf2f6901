"""Methods that put a new message in a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .call import Call
from .errors import bad, refused
from .formatting import formatted
from .state import Chat, Json
from .values import Upload

MOST_TEXT = 4096
MOST_CAPTION = 1024


def text_content(params: dict[str, Any]) -> Json:
    """The text of a message, parsed and measured."""
    if "entities" in params and params.get("parse_mode"):
        raise bad("entities and parse_mode can't be used together")
    text, entities = formatted(params["text"], params.get("parse_mode"))
    if not text:
        raise bad("message text is empty")
    if len(text) > MOST_TEXT:
        raise bad("message is too long")
    entities = entities or params.get("entities", [])
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(params: dict[str, Any]) -> Json:
    """The caption of a file, if it has one."""
    caption, entities = formatted(params.get("caption", ""), params.get("parse_mode"))
    if len(caption) > MOST_CAPTION:
        raise bad("message caption is too long")
    content = {"caption": caption, "caption_entities": entities}
    return {key: value for key, value in content.items() if value}


def post(call: Call, content: Json) -> Json:
    """Checks the chat, keeps the message and returns it."""
    chat = call.open_chat()
    markup = call.params.get("reply_markup")
    if markup:
        content = {**content, "reply_markup": markup}
    if answered := _answered(call, chat):
        content = {**content, "reply_to_message": answered}
    message = call.bot.add_message(chat, call.bot.info, content)
    call.record(message)
    return shown(message)


def shown(message: Json) -> Json:
    """A message as the Bot API returns it: of markups, only inline ones."""
    if "inline_keyboard" in message.get("reply_markup", {"inline_keyboard": []}):
        return message
    return {key: value for key, value in message.items() if key != "reply_markup"}


def _answered(call: Call, chat: Chat) -> Json | None:
    reply = call.params.get("reply_parameters")
    if reply is None:
        return None
    target = chat.messages.get(reply["message_id"])
    if target is None and not reply.get("allow_sending_without_reply"):
        raise refused("message to be replied not found")
    return None if target is None else {key: value for key, value in target.items() if key != "reply_to_message"}


def send_message(call: Call) -> Json:
    """Text."""
    return post(call, text_content(call.params))


def sending_file(kind: str, describe: Callable[[Json, Upload, dict[str, Any]], Any]) -> Callable[[Call], Json]:
    """A method that sends one file, new or known."""

    def send(call: Call) -> Json:
        caption = caption_content(call.params)
        call.open_chat()
        given = call.params[kind]
        if isinstance(given, Upload):
            if not given.data:
                raise bad("file must be non-empty")
            given = call.params[kind] = call.bot.add_file(given)["file_id"]
        if given not in call.bot.files:
            raise bad("wrong file identifier/HTTP URL specified")
        call.params.pop("thumbnail", None)
        file = describe(call.bot.file(given), call.bot.files[given], call.params)
        return post(call, {kind: file, **caption})

    return send


def photo(file: Json, _upload: Upload, _params: dict[str, Any]) -> list[Json]:
    """A photo has sizes; this one has one."""
    return [{**file, "width": 640, "height": 480}]


def voice(file: Json, upload: Upload, params: dict[str, Any]) -> Json:
    """A voice has a length."""
    return {**file, "duration": params.get("duration", 1), "mime_type": upload.mime}


def document(file: Json, upload: Upload, _params: dict[str, Any]) -> Json:
    """A document has a name."""
    return {**file, "file_name": upload.name, "mime_type": upload.mime}


def send_location(call: Call) -> Json:
    """A point on the map."""
    point = {key: call.params[key] for key in ("latitude", "longitude")}
    return post(call, {"location": point})


def send_chat_action(call: Call) -> bool:
    """The line 'is typing'."""
    call.open_chat()
    return True


def copy_message(call: Call) -> Json:
    """The content of a message once more, in another chat."""
    source = call.chat("from_chat_id").messages.get(call.params["message_id"])
    if source is None:
        raise refused("message to copy not found")
    left = {"message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message"}
    content = {key: value for key, value in source.items() if key not in left}
    if "caption" in call.params:
        content.update(caption_content(call.params))
    return {"message_id": post(call, content)["message_id"]}
