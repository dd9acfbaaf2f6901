"""Reads what the page sends; everything that does not fit becomes a sentence, never a crash."""

from __future__ import annotations

import json

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from bot.channels.clean import clean_json
from bot.photos import PER_MESSAGE
from config.errors import AttachmentRefused, BadInput

MAX_OPTION = 100


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


async def read_message(request: Request) -> Message:
    """The message in the body.

    Raises:
        BadInput: no JSON object of the right shape.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise BadInput(say="请用网页上的输入框发消息（内容应为 JSON）。")
    try:
        return Message.model_validate(clean_json(json.loads(await request.body())))
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"]) or "整条消息"
        msg = f"这条消息的格式不对（{place}），请刷新网页再发一次。"
        raise BadInput(msg, say=msg) from error
    except (ValueError, RecursionError) as error:
        raise BadInput from error


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
