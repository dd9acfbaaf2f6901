"""The web chat: one page, messages in and out, photos. Everything else happens behind `Turns`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from bot.channels.visitor import Met, Visitor, address_of, remember, visitor_of
from bot.channels.web_input import Letter, Message, read_upload
from bot.conversations import Conversations, Posted, Said
from bot.database import PATIENCE, is_gone
from bot.pages import CHAT
from bot.photos import mime_of
from bot.reply_json import reply_to_json
from bot.services import Services
from bot.web_errors import refusal
from config.errors import AttachmentRefused, BadInput, FenliuError, NotKept
from config.log import log_failure
from handlers.message import Incoming, Location

CHANNEL = "web"
HISTORY = 200
"""Messages of both sides that a page shows after a reload."""
MISSING = "有一张照片没有传成功，请重新选一次。"
SOME_MISSING = "您的话收到了，有一张照片没有传成功，请重新选一次。"


class WebChat:
    """The handlers of the page's requests."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._met = Met()
        services.degraded.on(CHANNEL, self._take_up)
        self.router = APIRouter()
        self.router.add_api_route("/", self.page, methods=["GET"], include_in_schema=False)
        self.router.add_route("/api/messages", self.send, methods=["POST"])  # the way of every turn: a plain one
        self.router.add_api_route("/api/messages", self.history, methods=["GET"])
        self.router.add_api_route("/api/conversation", self.forget, methods=["DELETE"])
        self.router.add_api_route("/api/photos", self.upload, methods=["POST"])
        self.router.add_api_route("/api/photos/{ref}", self.photo, methods=["GET"])

    async def page(self, request: Request) -> Response:
        """The page itself, with the cookie that makes this browser a visitor."""
        return self._known(FileResponse(CHAT / "index.html"), visitor_of(request))

    async def send(self, request: Request) -> Response:
        """Takes a message; the same `client_id` again gives the same replies."""
        visitor, letter, message = visitor_of(request), Letter(), None
        try:
            message = await letter.read(request)
            if await self.services.degraded.must_wait(visitor.account):
                return await self._keep(request, message, visitor)
            guess = partial(self.services.guesses.spend, address_of(request))
            async with asyncio.timeout(PATIENCE):
                await self._slow_down(request, visitor)
                incoming = await self._incoming(message, visitor.account, self.services.clock.now())
                posted = await self.services.turns.take(incoming, on_guess=guess)
        except Exception as error:  # noqa: BLE001 - whatever broke, danger in the message is answered
            return await self._spare(request, error, letter, message, visitor)
        told = {"say": SOME_MISSING} if len(incoming.attachments) < len(set(message.attachments)) else {}
        answer = {"client_id": message.client_id, "replies": as_json(posted)}
        return self._known(JSONResponse(answer | told), visitor)

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
        account = visitor_of(request).account
        self._met.drop(account)
        await self.services.retention.forget(CHANNEL, account)
        return JSONResponse({"forgotten": True})

    async def upload(self, request: Request) -> Response:
        """Checks and stores one photo."""
        if request.headers.get("sec-fetch-site") == "cross-site":
            raise BadInput  # its answer would bring a new cookie over the resident's own
        visitor = visitor_of(request)
        await self._slow_down(request, visitor)
        data = await read_upload(request, self.services.settings.photo_megabytes)
        ref = await self.services.photos.add(data, channel=CHANNEL, account=visitor.account)
        return self._known(JSONResponse({"ref": ref}), visitor)

    async def photo(self, request: Request, ref: str) -> Response:
        """A photo, for whoever uploaded it."""
        path = await self.services.photos.file(ref, visitor_of(request).account)
        if path is None:
            return JSONResponse({"say": "没有这张照片。"}, status_code=404)
        return FileResponse(path, media_type=mime_of(ref), headers={"Cache-Control": "private, max-age=86400"})

    async def _spare(
        self, request: Request, error: Exception, letter: Letter, message: Message | None, visitor: Visitor
    ) -> Response:
        """With the database gone the message is kept on disk; otherwise, or where that fails too, it is refused."""
        if message is None or not is_gone(error):
            return await self._refused(error, letter, visitor)
        self.services.degraded.gone()
        log_failure("database gone, message kept", error)
        try:
            return await self._keep(request, message, visitor)
        except Exception as failure:  # noqa: BLE001 - nothing is left but to answer danger and to ask to send again
            return await self._refused(failure, letter, visitor)

    async def _keep(self, request: Request, message: Message, visitor: Visitor) -> Response:
        """Puts the message into the spool: it is answered afterwards, and the page fetches the answer then."""
        self.services.spooling.spend(address_of(request))
        said, at = message.model_dump(mode="json"), self.services.clock.now().isoformat()
        payload = {"account": visitor.account, "address": address_of(request), "at": at, "message": said}
        replies = await self.services.degraded.keep(CHANNEL, payload, account=visitor.account, text=message.text)
        self.services.metrics.spooled(CHANNEL)
        told = [{"seq": 0, "from": "desk"} | reply_to_json(reply) for reply in replies]
        return self._known(
            JSONResponse({"client_id": message.client_id, "replies": told, "kept": True}, status_code=202), visitor
        )

    async def _take_up(self, payload: dict[str, Any]) -> None:
        """Takes a message that was kept; its replies wait for the page.

        Raises:
            TooFast: a guess beyond what its address may try in a minute; it is tried again later.
        """
        message, at = Message.model_validate(payload["message"]), datetime.fromisoformat(payload["at"])
        guess = partial(self.services.guesses.spend, str(payload.get("address", CHANNEL)))
        await self.services.turns.take(await self._incoming(message, payload["account"], at), on_guess=guess)

    async def _incoming(self, message: Message, account: str, at: datetime) -> Incoming:
        point, files = message.location, await self.services.photos.owned(message.attachments, account)
        if message.attachments and not (files or message.text.strip() or message.option or point):
            raise AttachmentRefused(say=MISSING)
        return Incoming(
            channel=CHANNEL,
            account=account,
            message_id=message.client_id,
            received_at=at,
            text=message.text,
            option=message.option,
            attachments=files,
            location=Location(point.lat, point.lng) if point else None,
        )

    async def _slow_down(self, request: Request, visitor: Visitor) -> None:
        """Asks whoever is too fast to wait. A cookie is easily made up: only a conversation makes a visitor known."""
        if not self._met.knows(visitor.account):
            async with self.services.database.reading() as session:
                talk = None if visitor.new else await Conversations(session).find(CHANNEL, visitor.account)
            if talk is None:
                self.services.newcomers.spend(address_of(request))
            else:
                self._met.add(visitor.account)
        self.services.rate.spend(visitor.account)

    async def _refused(self, error: Exception, letter: Letter, visitor: Visitor) -> Response:
        """Not stored. What is urgent is said at once all the same, unless a person has the conversation."""
        last = self.services.last_resort
        urgent = await self.services.degraded.warnings(CHANNEL, visitor.account, letter.text)
        warnings = [{"seq": 0} | reply_to_json(reply) for reply in urgent]
        told: dict[str, Any] = {"client_id": letter.client_id, "replies": warnings}
        if isinstance(error, FenliuError) and not isinstance(error, NotKept):
            return refusal(error, **told)
        log_failure("turn failed", error)
        return self._known(refusal(error, **(told | {"say": last.trouble})), visitor)

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
