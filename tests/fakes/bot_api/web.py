"""The HTTP side: calls, files and the control endpoint."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from .control import control
from .errors import ApiError, Dropped, Garbled, bad
from .wire import Params, parts, plain

if TYPE_CHECKING:
    from .server import BotApi

LARGEST_BODY = 60 * 1024 * 1024


class Site:
    """The routes of one server."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    def app(self) -> web.Application:
        """The web application."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self.call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.file)
        app.router.add_post("/control/{name}", self.control)
        app.router.add_route("*", "/{rest:.*}", self.unknown)
        return app

    async def call(self, request: web.Request) -> web.Response:
        """A method of the Bot API."""
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            params = await self._params(request)
            status, body = await self.api.run(token, method, params)
        except ApiError as error:
            return self._refusal(error, method)
        except Dropped:
            return _cut(request)
        except Garbled as odd:
            return web.Response(text=odd.body, status=odd.status, content_type="application/json")
        return web.json_response(body, status=status)

    async def _params(self, request: web.Request) -> Params:
        if request.method not in {"GET", "POST"}:
            raise ApiError(405, f"Method Not Allowed: {request.method}", violation=True)
        params: Params = dict(request.query)
        try:
            if request.content_type.startswith("multipart/"):
                return {**params, **await parts(await request.multipart())}
            return {**params, **plain(request.content_type, await request.read())}
        except UnicodeDecodeError:
            raise bad("strings must be encoded in UTF-8") from None

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file."""
        token, path = request.match_info["token"], request.match_info["path"]
        try:
            if fault := self.api.faults.take("file", token, {}):
                raise fault.error()
            if (bot := self.api.bots.get(token)) is None:
                raise ApiError(401, "Unauthorized")
            if (upload := bot.files.get(path.removeprefix("files/"))) is None:
                raise ApiError(404, "Not Found", violation=True)
        except ApiError as error:
            return self._refusal(error, "file")
        except Dropped:
            return _cut(request)
        except Garbled as odd:
            return web.Response(text=odd.body, status=odd.status, content_type="application/json")
        await asyncio.sleep(self.api.faults.delay("file", token, {}))
        return web.Response(body=upload.data, content_type="application/octet-stream")

    def _refusal(self, error: ApiError, method: str) -> web.Response:
        if error.violation:
            self.api.violations.append(f"{method}: {error.description}")
        return web.json_response(error.body(), status=error.code)

    async def control(self, request: web.Request) -> web.Response:
        """The test's side, for a server in a process of its own."""
        return await control(self.api, request.match_info["name"], await request.text())

    async def unknown(self, request: web.Request) -> web.Response:
        """Any other address."""
        self.api.violations.append(f"{request.method} {request.path} is unknown")
        return web.json_response(ApiError(404, "Not Found").body(), status=404)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
