"""Reading parameters from a request, or from a webhook's answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, hdrs
from aiohttp.multipart import MultipartResponseWrapper

from .errors import bad
from .values import Upload

Params = dict[str, Any]


async def parts(reader: MultipartReader | MultipartResponseWrapper) -> Params:
    """Fields and files of a multipart body."""
    params: Params = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad("can't parse multipart body")
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            params[part.name] = data.decode()
        else:
            mime = part.headers.get(hdrs.CONTENT_TYPE, "application/octet-stream")
            params[part.name] = Upload(data, part.filename, mime)
    return params


def plain(kind: str, body: bytes) -> Params:
    """Parameters of a JSON or form body; an empty body has none."""
    if not body:
        return {}
    if kind == "application/json":
        try:
            found = json.loads(body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise bad("can't parse JSON body")
        return found
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    raise bad(f"unknown content type {kind}")
