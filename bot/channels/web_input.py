"""Reads what the page sends; everything that does not fit becomes a sentence, never a crash."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from bot.channels.clean import clean_json, clean_text
from bot.photos import PER_MESSAGE
from bot.web_guard import TooLarge
from config.errors import AttachmentRefused, BadInput

MAX_OPTION = 100
LOOKED_AT = ("text", "client_id")
TEXT = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\(?:u[0-9a-fA-F]{4}|[^u]))*)')
"""The words in JSON that was cut off."""


class Point(BaseModel):
    """A location as browsers give it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lng: float = Field(ge=-180, le=180, allow_inf_nan=False)


class Message(BaseModel):
    """One message of the page."""

    model_config = ConfigDict(strict=True, extra="ignore")

    client_id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    text: str = ""
    option: str = Field(default="", max_length=MAX_OPTION)
    attachments: list[str] = Field(default_factory=list, max_length=PER_MESSAGE)
    location: Point | None = None


class Letter:
    """What a request holds. `text` is what could be read of the words, also where the message is refused."""

    def __init__(self) -> None:
        self.text = ""
        self.client_id = ""

    async def read(self, request: Request) -> Message:
        """The message in the body.

        Raises:
            BadInput: no JSON object of the right shape.
        """
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise BadInput(say="请用网页上的输入框发消息（内容应为 JSON）。")
        try:
            raw = clean_json(json.loads(await self._body(request)))
            self._glance(raw)
            return Message.model_validate(raw)
        except ValidationError as error:
            place = ".".join(str(step) for step in error.errors()[0]["loc"]) or "整条消息"
            msg = f"这条消息的格式不对（{place}），请刷新网页再发一次。"
            raise BadInput(msg, say=msg) from error
        except (ValueError, RecursionError) as error:
            raise BadInput from error

    async def _body(self, request: Request) -> bytes:
        pieces: list[bytes] = []
        try:
            async for piece in request.stream():
                pieces.append(piece)  # noqa: PERF401 - the pieces are wanted also where the stream breaks
        except TooLarge as error:
            found = TEXT.search(b"".join((*pieces, error.rest)).decode(errors="ignore"))
            self.text = clean_text(_unquoted(found.group(1))) if found else ""
            raise
        return b"".join(pieces)

    def _glance(self, raw: Any) -> None:
        if isinstance(raw, dict):
            self.text, self.client_id = (one if isinstance(one := raw.get(name), str) else "" for name in LOOKED_AT)


def _unquoted(text: str) -> str:
    """A JSON text without its end."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


async def read_upload(request: Request, megabytes: int) -> bytes:
    """The one file of a form.

    Raises:
        AttachmentRefused: no file, or one that is too large.
    """
    limit = megabytes * 1024 * 1024
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            uploads = [value for value in form.values() if isinstance(value, UploadFile)]
            data = await uploads[0].read(limit + 1) if uploads else b""
    except (HTTPException, ValueError, KeyError) as error:
        raise AttachmentRefused from error
    if len(data) > limit:
        raise AttachmentRefused(say=f"这张照片超过 {megabytes} MB 了，请压缩或截图后再发。")
    if not data:
        raise AttachmentRefused(say="没有收到照片，请重新选一次。")
    return data
