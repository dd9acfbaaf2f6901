"""Keyboards: what may stand in `reply_markup`."""

from __future__ import annotations

from typing import Any

from .errors import bad
from .values import Check, array, boolean, decoded, fields, integer, record, string

MOST_BUTTONS = 100
ACTIONS: dict[str, Check] = {
    "callback_data": string(),
    "url": string(1),
    "web_app": record({"url": string(1)}, {}),
    "login_url": record({"url": string(1)}, {"forward_text": string(), "request_write_access": boolean}),
    "switch_inline_query": string(),
    "switch_inline_query_current_chat": string(),
    "copy_text": record({"text": string(1, 256)}, {}),
}
REQUESTS: dict[str, Check] = {
    "request_contact": boolean,
    "request_location": boolean,
    "request_poll": record({}, {"type": string()}),
    "request_users": record({"request_id": integer()}, {"user_is_bot": boolean, "max_quantity": integer(1, 10)}),
    "web_app": record({"url": string(1)}, {}),
}
LOOKS: dict[str, Check] = {"icon_custom_emoji_id": string(), "style": string()}


def inline_button(name: str, value: Any) -> dict[str, Any]:
    """A button under a message: a label and exactly one action."""
    button = fields(name, decoded(name, value, dict, "an Object"), {"text": string()}, {**ACTIONS, **LOOKS})
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    actions = [key for key in ACTIONS if key in button]
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one action is allowed")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    return button


def reply_button(name: str, value: Any) -> dict[str, Any]:
    """A button in place of the keyboard: a label and at most one request."""
    if isinstance(value, str):
        value = {"text": value}
    button = fields(name, decoded(name, value, dict, "an Object"), {"text": string()}, {**REQUESTS, **LOOKS})
    if not button["text"].strip():
        raise bad("can't parse keyboard button: Text must be non-empty")
    if sum(1 for key in REQUESTS if button.get(key)) > 1:
        raise bad("can't parse keyboard button: at most one request is allowed")
    return button


INLINE = record({"inline_keyboard": array(array(inline_button))}, {})
REPLY = record(
    {"keyboard": array(array(reply_button))},
    {
        "resize_keyboard": boolean,
        "one_time_keyboard": boolean,
        "is_persistent": boolean,
        "selective": boolean,
        "input_field_placeholder": string(1, 64),
    },
)
REMOVE = record({"remove_keyboard": boolean}, {"selective": boolean})
FORCE = record({"force_reply": boolean}, {"selective": boolean, "input_field_placeholder": string(1, 64)})
KINDS = {"inline_keyboard": INLINE, "keyboard": REPLY, "remove_keyboard": REMOVE, "force_reply": FORCE}


def inline_markup(name: str, value: Any) -> Any:
    """The only markup an edit may carry."""
    return _counted(INLINE(name, value))


def any_markup(name: str, value: Any) -> Any:
    """Any of the four markups."""
    found = decoded(name, value, dict, "an Object")
    for key, check in KINDS.items():
        if key in found:
            return _counted(check(name, found))
    raise bad("object expected as reply markup")


def _counted(markup: Any) -> Any:
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    if "keyboard" in markup and not rows:
        raise bad("keyboard must have at least one button")
    for key in ("remove_keyboard", "force_reply"):
        if markup.get(key) is False:
            raise bad(f"{key} must be True")
    return markup


def buttons(markup: Any) -> list[dict[str, Any]]:
    """Every button, row by row."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return [button for row in rows for button in row]
