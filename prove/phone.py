"""A phone with Telegram on it: what its owner does, what they read, and how long they waited."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property
from typing import Any

from PIL import Image

from tests.fakes.bot_api import BotApi, Sent

VOICE = b"OggS" + b"\x00" * 200
MARKS = {"sendPhoto": "〔照片〕", "sendVoice": "〔语音〕", "sendDocument": "〔文件〕"}


class Phone:
    """One person before one bot. `lines` is the talk as it stands on the screen."""

    def __init__(self, api: BotApi, token: str, number: int, name: str, language: str = "zh-hans") -> None:
        self.api = api
        self.token = token
        self.name = name
        self.user = api.user(number, name, language, token)
        self.seen = 0
        self.lines: list[str] = []
        self.waits: list[float] = []
        self._said: dict[str, Any] = {}

    def do(self, what: str, value: Any) -> None:
        """Does one thing: `what` is a key of `acts`.

        Raises:
            LookupError: no such button is to be seen.
        """
        self.lines.append(f"\n{self.name}：{_shown(what, value)}")
        done = self.acts[what](value)
        if what == "says":
            self._said = done

    @cached_property
    def acts(self) -> dict[str, Callable[[Any], Any]]:
        """Everything a person can do here."""
        user = self.user
        return {
            "says": user.says,
            "says_much": lambda much: user.says(much[0] * much[1]),
            "taps": user.taps,
            "photo": lambda words: user.sends_photo(_picture(), words),
            "album": lambda count: user.sends_group([_picture(shade) for shade in range(count)]),
            "voice": lambda _: user.sends_voice(VOICE),
            "location": lambda point: user.sends_location(*point),
            "contact": user.sends_contact,
            "sticker": lambda _: user.sends_sticker(),
            "edits": lambda words: user.edits(self._said, words),
            "answers": lambda one: user.replies_to(self.find(one["to"]).message_id, one["words"]),
            "presses": lambda data: user.presses(self.messages()[-1].message_id, data),
            "blocks": lambda _: user.blocks(),
            "unblocks": lambda _: user.unblocks(),
        }

    def messages(self) -> list[Sent]:
        """All messages of the bot; buttons that were taken away are none."""
        return [one for one in self.api.sent(self.token, self.user.id) if one.method.startswith("send")]

    def fresh(self) -> list[Sent]:
        """What is there since the last look."""
        return self.messages()[self.seen :]

    def look(self) -> None:
        """Reads what is new; it stands in `lines` from then on."""
        new = self.fresh()
        self.seen += len(new)
        for one in new:
            self.lines.append(f"  ← {MARKS.get(one.method, '')}{one.text}".replace("\n", "\n    "))
            if one.labels:
                self.lines.append("    " + " ".join(f"[{label}]" for label in one.labels))

    def find(self, words: str) -> Sent:
        """The newest message with these words in it.

        Raises:
            LookupError
        """
        for one in reversed(self.messages()):
            if words in one.text:
                return one
        raise LookupError(words)


def _shown(what: str, value: Any) -> str:
    if what == "says":
        return str(value)
    if what == "says_much":
        return f"{value[0]}（这句说 {value[1]} 遍）"
    if what == "taps":
        return f"[{value}]"
    if what == "answers":
        return f"（回复“{value['to']}”那条）{value['words']}"
    words = {"photo": "照片", "album": "相册", "voice": "语音", "location": "位置", "contact": "名片"}
    words |= {
        "sticker": "表情",
        "edits": "改成",
        "blocks": "停用机器人",
        "unblocks": "重新启用机器人",
        "presses": "旧按钮",
    }
    return f"〔{words[what]}〕{'' if value is True else value}"


def _picture(shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (40 * shade % 256, 120, 120)).save(out, "JPEG")
    return out.getvalue()
