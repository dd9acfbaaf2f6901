"""The control endpoint: POST /control/<name> with the arguments of a `BotApi` method as JSON."""

from __future__ import annotations

import base64
import inspect
import json
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from .server import BotApi

SERVER = frozenset({
    "add_bot", "updates", "pending", "sent", "wait_sent", "wait_taken", "hold", "release", "deliver", "fail", "slow",
    "drop", "garble", "heal", "limit", "file", "violations", "calls",
})  # fmt: skip
PERSON = frozenset({
    "says", "replies_to", "edits", "taps", "presses", "sends_photo", "sends_group", "sends_voice", "sends_document",
    "sends_location", "sends_contact", "sends_sticker", "blocks", "unblocks",
})  # fmt: skip


def pack(value: Any) -> Any:
    """What JSON does not know: bytes, and dataclasses."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value))


def unpack(value: dict[str, Any]) -> Any:
    """The way back."""
    return base64.b64decode(value["base64"]) if set(value) == {"base64"} else value


async def control(api: BotApi, name: str, body: str) -> web.Response:
    """Does one thing; a mistake of the test comes back as its text, status 400."""
    given = json.loads(body, object_hook=unpack) if body else {}
    args, named = given.get("args", []), given.get("named", {})
    try:
        result = _target(api, name, given.get("user"))
        if callable(result):
            result = result(*args, **named)
        if inspect.isawaitable(result):
            result = await result
    except (LookupError, TypeError, ValueError, RuntimeError, AttributeError, TimeoutError) as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return web.Response(text=json.dumps({"result": result}, default=pack), content_type="application/json")


def _target(api: BotApi, name: str, user: dict[str, Any] | None) -> Any:
    if user is None:
        if name not in SERVER:
            raise LookupError(name)
        return getattr(api, name)
    person = api.user(**user)
    if name == "user":
        return person.person
    if name not in PERSON:
        raise LookupError(name)
    return getattr(person, name)
