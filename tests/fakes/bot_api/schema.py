"""Every method the server knows, with its parameters."""

from __future__ import annotations

from typing import Any

from .errors import ApiError
from .markup import any_markup, inline_markup
from .values import Check, array, boolean, chat, choice, fields, integer, number, record, string, upload

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
    "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
    "chat_boost", "removed_chat_boost",
)  # fmt: skip
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip

Table = dict[str, Check]
entity = record(
    {"type": string(1), "offset": integer(0), "length": integer(1)},
    {"url": string(1), "language": string(), "custom_emoji_id": string(), "user": record({}, {"id": integer()})},
)
preview = record(
    {},
    {
        "is_disabled": boolean,
        "url": string(),
        "prefer_small_media": boolean,
        "prefer_large_media": boolean,
        "show_above_text": boolean,
    },
)
reply = record(
    {"message_id": integer(1)},
    {
        "chat_id": chat,
        "allow_sending_without_reply": boolean,
        "quote": string(1, 1024),
        "quote_parse_mode": string(),
        "quote_entities": array(entity),
        "quote_position": integer(0),
    },
)
command = record({"command": string(1, 32, r"[a-z0-9_]+"), "description": string(1, 256)}, {})
scope = record({"type": string(1)}, {"chat_id": chat, "user_id": integer()})
menu = record(
    {"type": choice("commands", "default", "web_app")},
    {"text": string(1), "web_app": record({"url": string(1)}, {})},
)
kinds = array(choice(*KINDS))
language = string(0, 2)

COPY: Table = {
    "message_thread_id": integer(1),
    "disable_notification": boolean,
    "protect_content": boolean,
    "allow_paid_broadcast": boolean,
    "message_effect_id": string(1),
    "reply_parameters": reply,
    "reply_markup": any_markup,
}
SEND: Table = {**COPY, "business_connection_id": string(1)}
CAPTION: Table = {"caption": string(), "parse_mode": string(), "caption_entities": array(entity)}
FLAT: Table = {"show_caption_above_media": boolean, "has_spoiler": boolean}
SPOT: Table = {
    "horizontal_accuracy": number(0, 1500),
    "live_period": integer(60),
    "heading": integer(1, 360),
    "proximity_alert_radius": integer(1, 100000),
}
PLACE: Table = {"chat_id": chat, "message_id": integer(1)}
HOOK: Table = {
    "certificate": upload,
    "ip_address": string(),
    "max_connections": integer(1, 100),
    "allowed_updates": kinds,
    "drop_pending_updates": boolean,
    "secret_token": string(1, 256, r"[A-Za-z0-9_-]+"),
}
POLL: Table = {"offset": integer(), "limit": integer(1, 100), "timeout": integer(0), "allowed_updates": kinds}
WHERE: Table = {"scope": scope, "language_code": language}
ANSWER: Table = {"text": string(0, 200), "show_alert": boolean, "url": string(), "cache_time": integer(0)}
EDIT: Table = {
    "business_connection_id": string(1),
    "parse_mode": string(),
    "entities": array(entity),
    "link_preview_options": preview,
    "reply_markup": inline_markup,
}
VOICE: Table = {"duration": integer(0)}
PAPER: Table = {"thumbnail": upload, "disable_content_type_detection": boolean}
TALK: Table = {"parse_mode": string(), "entities": array(entity), "link_preview_options": preview}

METHODS: dict[str, tuple[Table, Table]] = {
    "getMe": ({}, {}),
    "logOut": ({}, {}),
    "close": ({}, {}),
    "getUpdates": ({}, POLL),
    "setWebhook": ({"url": string()}, HOOK),
    "deleteWebhook": ({}, {"drop_pending_updates": boolean}),
    "getWebhookInfo": ({}, {}),
    "sendMessage": ({"chat_id": chat, "text": string()}, {**TALK, **SEND}),
    "sendPhoto": ({"chat_id": chat, "photo": upload}, {**CAPTION, **FLAT, **SEND}),
    "sendVoice": ({"chat_id": chat, "voice": upload}, {**CAPTION, **VOICE, **SEND}),
    "sendDocument": ({"chat_id": chat, "document": upload}, {**CAPTION, **PAPER, **SEND}),
    "sendLocation": ({"chat_id": chat, "latitude": number(-90, 90), "longitude": number(-180, 180)}, {**SPOT, **SEND}),
    "sendChatAction": (
        {"chat_id": chat, "action": choice(*ACTIONS)},
        {"business_connection_id": string(1), "message_thread_id": integer(1)},
    ),
    "copyMessage": (
        {"chat_id": chat, "from_chat_id": chat, "message_id": integer(1)},
        {**CAPTION, "show_caption_above_media": boolean, **COPY},
    ),
    "editMessageText": ({**PLACE, "text": string()}, EDIT),
    "editMessageReplyMarkup": (PLACE, {"business_connection_id": string(1), "reply_markup": inline_markup}),
    "deleteMessage": (PLACE, {}),
    "answerCallbackQuery": ({"callback_query_id": string(1)}, ANSWER),
    "getFile": ({"file_id": string(1)}, {}),
    "getChat": ({"chat_id": chat}, {}),
    "setMyCommands": ({"commands": array(command)}, WHERE),
    "getMyCommands": ({}, WHERE),
    "deleteMyCommands": ({}, WHERE),
    "setMyDescription": ({}, {"description": string(0, 512), "language_code": language}),
    "setMyShortDescription": ({}, {"short_description": string(0, 120), "language_code": language}),
    "setChatMenuButton": ({}, {"chat_id": integer(), "menu_button": menu}),
}
# A parameter that a hotline bot has no use for is left out on purpose: sending it is a violation.


def checked(method: str, params: dict[str, Any]) -> dict[str, Any]:
    """The typed parameters of a call, or the error Telegram would answer."""
    if method not in METHODS:
        raise ApiError(404, f"Not Found: method {method} is unknown", violation=True)
    required, optional = METHODS[method]
    return fields(method, _attached(params, {**required, **optional}), required, optional)


def _attached(params: dict[str, Any], known: Table) -> dict[str, Any]:
    """Puts the files named by attach:// in their places."""
    params = dict(params)
    for key, value in list(params.items()):
        if known.get(key) is upload and isinstance(value, str) and value.startswith("attach://"):
            params[key] = params.pop(value.removeprefix("attach://"), value)
    return params
