"""A person in front of a bot: makes the updates that a real one would make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .markup import buttons
from .messages import shown
from .state import Bot, Chat, Json
from .values import Upload

if TYPE_CHECKING:
    from .server import BotApi


class FakeUser:
    """One person, turned to one bot; `at(token)` turns to another."""

    def __init__(self, api: BotApi, person: Json, bot: Bot) -> None:
        self.api = api
        self.person = person
        self.bot = bot
        self.chat: Chat = bot.chat(person)

    @property
    def id(self) -> int:
        """The number of the person, and of the private chat."""
        return int(self.person["id"])

    def at(self, token: str) -> FakeUser:
        """The same person before another bot."""
        return FakeUser(self.api, self.person, self.api.bots[token])

    def says(self, text: str) -> Json:
        """Writes a text."""
        return self._message({"text": text, **_commands(text)})

    def replies_to(self, message: Json | int, text: str) -> Json:
        """Writes a text as an answer to a message, or to its number."""
        target = self.chat.messages[_number(message)]
        return self._message({"text": text, "reply_to_message": shown(target), **_commands(text)})

    def edits(self, message: Json | int, new_text: str) -> Json:
        """Changes the person's own message."""
        target = self.chat.messages[_number(message)]
        changed = {**target, "text": new_text, "edit_date": target["date"] + 1}
        self.chat.messages[target["message_id"]] = changed
        return self.bot.add_update("edited_message", changed)

    def taps(self, button: str) -> Json:
        """Taps the newest button with this label or data; a button of the reply keyboard says its label."""
        covered = False
        for message in reversed(self.chat.messages.values()):
            markup = message.get("reply_markup", {})
            for found in [] if covered and "keyboard" in markup else buttons(markup):
                if button in {found["text"], found.get("callback_data")}:
                    return self._tap(message, found)
            covered = covered or "keyboard" in markup or "remove_keyboard" in markup
        raise LookupError(button)

    def _tap(self, message: Json, button: Json) -> Json:
        if "inline_keyboard" not in message["reply_markup"]:
            return self.says(button["text"])
        return self.presses(message, button["callback_data"])

    def presses(self, message: Json | int, data: str) -> Json:
        """A callback query with any data, even one that is no longer on the message."""
        number = f"query-{self.bot.info['id']}-{len(self.bot.queries) + 1}"
        self.bot.queries.add(number)
        query = {"id": number, "from": self.person, "chat_instance": str(self.id), "data": data}
        target = self.chat.messages[_number(message)]
        return self.bot.add_update("callback_query", {**query, "message": dict(shown(target))})

    def sends_photo(self, data: bytes, caption: str = "") -> Json:
        """Sends a picture, in two sizes as Telegram does."""
        return self._message(self._photo(data, caption))

    def sends_group(self, photos: list[bytes], caption: str = "") -> list[Json]:
        """Sends several pictures at once: as many updates with one media_group_id."""
        group = {"media_group_id": f"group-{self.bot.messages + 1}"}
        captions = [caption] + [""] * len(photos)
        return [self._message({**self._photo(*one), **group}) for one in zip(photos, captions, strict=False)]

    def sends_voice(self, data: bytes, seconds: int = 1) -> Json:
        """Sends a voice message."""
        file = self.bot.add_file(Upload(data, "voice.ogg", "audio/ogg"))
        return self._message({"voice": {**file, "duration": seconds, "mime_type": "audio/ogg"}})

    def sends_document(
        self, data: bytes, name: str = "file.pdf", mime: str = "application/pdf", caption: str = ""
    ) -> Json:
        """Sends a file."""
        file = {**self.bot.add_file(Upload(data, name, mime)), "file_name": name, "mime_type": mime}
        return self._message({"document": file, **_caption(caption)})

    def sends_location(self, lat: float, lng: float) -> Json:
        """Sends a point on the map."""
        return self._message({"location": {"latitude": lat, "longitude": lng}})

    def sends_contact(self, phone: str, *, own: bool = True) -> Json:
        """Sends a telephone number, the person's own or another's."""
        owner = {"user_id": self.id} if own else {}
        contact = {"phone_number": phone, "first_name": self.person["first_name"], **owner}
        return self._message({"contact": contact})

    def sends_sticker(self) -> Json:
        """Sends a sticker."""
        file = self.bot.add_file(Upload(b"sticker", "sticker.webp", "image/webp"))
        look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._message({"sticker": {**file, **look, "emoji": "👍"}})

    def blocks(self) -> Json:
        """Stops the bot: nothing reaches the person any more."""
        self.chat.blocked = True
        return self._membership("member", "kicked")

    def unblocks(self) -> Json:
        """Starts the bot again."""
        self.chat.blocked, self.chat.opened = False, True
        return self._membership("kicked", "member")

    def _membership(self, old: str, new: str) -> Json:
        about = {"user": self.bot.info}
        status: dict[str, Any] = {"member": {}, "kicked": {"until_date": 0}}
        change = {"chat": self.chat.json(), "from": self.person, "date": self.api.now()}
        members = {"old_chat_member": {**about, "status": old, **status[old]}}
        members["new_chat_member"] = {**about, "status": new, **status[new]}
        return self.bot.add_update("my_chat_member", {**change, **members})

    def _photo(self, data: bytes, caption: str) -> Json:
        small = self.bot.add_file(Upload(data, "small.jpg", "image/jpeg"))
        large = self.bot.add_file(Upload(data, "large.jpg", "image/jpeg"))
        sizes = [{**small, "width": 90, "height": 67}, {**large, "width": 1280, "height": 960}]
        return {"photo": sizes, **_caption(caption)}

    def _message(self, content: Json) -> Json:
        if self.chat.blocked:
            raise RuntimeError("a person who blocked the bot must unblock it before writing")
        self.chat.opened = True
        return self.bot.add_update("message", self.bot.add_message(self.chat, self.person, content))


def _number(message: Json | int) -> int:
    if isinstance(message, int):
        return message
    inner: Json = message.get("message", message)
    return int(inner["message_id"])


def _caption(caption: str) -> Json:
    return {"caption": caption} if caption else {}


def _commands(text: str) -> Json:
    match = re.match(r"/[A-Za-z0-9_]{1,32}(@\w+)?", text)
    return {"entities": [{"type": "bot_command", "offset": 0, "length": match.end()}]} if match else {}
