"""The web chat: one page, messages in and out, photos. Everything else happens behind `Turns`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from bot.channels.visitor import Visitor, remember, visitor_of
from bot.channels.web_input import Message, read_message, read_upload
from bot.conversations import Conversations, Posted, Said
from bot.pages import CHAT
from bot.picture import MIME
from bot.rate import TooFast
from bot.reply_json import reply_to_json
from bot.services import Services
from config.errors import FenliuError
from config.log import log_failure
from handlers.message import Incoming, Location

CHANNEL = "web"
HISTORY = 200
"""Messages of both sides that a page shows after a reload."""


class WebChat:
    """The handlers of the page's requests."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.router = APIRouter()
        self.router.add_api_route("/", self.page, methods=["GET"], include_in_schema=False)
        self.router.add_api_route("/api/messages", self.send, methods=["POST"])
        self.router.add_api_route("/api/messages", self.history, methods=["GET"])
        self.router.add_api_route("/api/conversation", self.forget, methods=["DELETE"])
        self.router.add_api_route("/api/photos", self.upload, methods=["POST"])
        self.router.add_api_route("/api/photos/{ref}", self.photo, methods=["GET"])

    async def page(self, request: Request) -> Response:
        """The page itself, with the cookie that makes this browser a visitor."""
        return self._known(FileResponse(CHAT / "index.html"), visitor_of(request))

    async def send(self, request: Request) -> Response:
        """Takes a message; the same `client_id` again gives the same replies."""
        visitor = visitor_of(request)
        message = await read_message(request)
        self._slow_down(request, visitor, message.text)
        try:
            posted = await self.services.turns.take(await self._incoming(message, visitor))
        except FenliuError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever broke, danger in the message is answered
            log_failure("turn failed", error)
            return self._known(self._trouble(message), visitor)
        return self._known(JSONResponse({"client_id": message.client_id, "replies": as_json(posted)}), visitor)

    async def history(self, request: Request, after: str = "0") -> Response:
        """The last messages of both sides after that place."""
        visitor = visitor_of(request)
        start = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0  # noqa: PLR2004
        async with self.services.database.reading() as session:
            conversations = Conversations(session)
            row = await conversations.find(CHANNEL, visitor.account)
            both = await conversations.history(row, start, HISTORY) if row else []
        return self._known(JSONResponse({"messages": as_json(both)}), visitor)

    async def forget(self, request: Request) -> Response:
        """Removes this visitor's conversation and loose photos. Orders stay: they are the office's."""
        await self.services.retention.forget(CHANNEL, visitor_of(request).account)
        return JSONResponse({"forgotten": True})

    async def upload(self, request: Request) -> Response:
        """Checks and stores one photo."""
        visitor = visitor_of(request)
        self._slow_down(request, visitor, "")
        data = await read_upload(request, self.services.settings.photo_megabytes)
        ref = await self.services.photos.add(data, channel=CHANNEL, account=visitor.account)
        return self._known(JSONResponse({"ref": ref}), visitor)

    async def photo(self, request: Request, ref: str) -> Response:
        """A photo, for whoever uploaded it."""
        path = await self.services.photos.file(ref, visitor_of(request).account)
        if path is None:
            return JSONResponse({"say": "没有这张照片。"}, status_code=404)
        return FileResponse(path, media_type=MIME, headers={"Cache-Control": "private, max-age=86400"})

    async def _incoming(self, message: Message, visitor: Visitor) -> Incoming:
        point = message.location
        return Incoming(
            channel=CHANNEL,
            account=visitor.account,
            message_id=message.client_id,
            received_at=self.services.clock.now(),
            text=message.text,
            option=message.option,
            attachments=await self.services.photos.owned(message.attachments, visitor.account),
            location=Location(point.lat, point.lng) if point else None,
        )

    def _slow_down(self, request: Request, visitor: Visitor, text: str) -> None:
        """Asks whoever is too fast to wait, unless there is danger in the words."""
        try:
            if visitor.new:
                self.services.newcomers.spend(request.client.host if request.client else "")
            self.services.rate.spend(visitor.account)
        except TooFast:
            if not self.services.last_resort.dangers(text):
                raise

    def _trouble(self, message: Message) -> Response:
        """Not stored: the page will send it again. What is urgent is said at once all the same."""
        last = self.services.last_resort
        replies = [{"seq": 0} | reply_to_json(reply) for reply in last.replies(message.text)]
        content = {"client_id": message.client_id, "say": last.trouble, "replies": replies}
        return JSONResponse(content, status_code=503)

    def _known(self, response: Response, visitor: Visitor) -> Response:
        remember(response, visitor, secure=self.services.settings.secure_cookie)
        return response


def as_json(messages: Iterable[Posted | Said]) -> list[dict[str, Any]]:
    """Messages as the page reads them. A tapped button is shown with the words that stood on it."""
    labels: dict[str, str] = {}
    out: list[dict[str, Any]] = []
    for one in messages:
        if isinstance(one, Posted):
            labels |= {option.code: option.label for option in one.reply.options}
            out.append({"seq": one.seq, "from": "desk"} | reply_to_json(one.reply))
        else:
            words = one.text or labels.get(one.option, one.option)
            photos = list(one.attachments)
            said = {"client_id": one.client_id, "text": words, "photos": photos, "located": one.located}
            out.append({"seq": one.seq, "from": "me"} | said)
    return out
