"""The box in which a worker writes to the resident."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.pages.staff.desk.drafts import Drafts

Send = Callable[[str, str, str], Awaitable[bool]]
"""Text, token of the draft, name of the canned reply -> whether it is with the resident now."""


class ReplyView:
    """Text, 发送 and 快捷回复. A draft has a token: what is sent again with the same words goes out once."""

    def __init__(self, drafts: Drafts, send: Send, canned: Callable[[], None]) -> None:
        self.drafts = drafts
        self._send_out = send
        self._token = ""
        self._sending = False
        with ui.column().classes("w-full gap-1"):
            self.box = (
                ui.textarea(placeholder="写给居民的话（Ctrl+Enter 发送）")
                .props(
                    'outlined autogrow dense input-style="max-height:30vh;min-height:3.2em" aria-label="写给居民的话"'
                )
                .classes("w-full bg-white")
            )
            drafts.kept("reply", self.box)
            self.box.on("keydown.ctrl.enter.prevent", self.send)
            self.box.on("keydown.meta.enter.prevent", self.send)
            with ui.row().classes("w-full justify-between items-center gap-2"):
                ui.button("快捷回复", icon="manage_search", on_click=canned).props("outline dense no-caps").classes(
                    "px-3"
                )
                self._button = ui.button("发送", icon="send", on_click=self.send).props("no-caps")

    async def restore(self) -> None:
        """What was typed before the page was loaded anew."""
        kept = await self.drafts.read("reply", "token")
        self._token = kept["token"]
        if kept["reply"] and not self.box.value:
            self.box.value = kept["reply"]

    def put(self, text: str) -> None:
        """Adds a text to what is written."""
        before = (self.box.value or "").rstrip()
        self.box.value = f"{before}\n{text}" if before else text
        self.drafts.keep("reply", self.box.value)
        self.box.run_method("focus")

    async def send(self) -> None:
        """Sends what is written; what was typed meanwhile stays."""
        text = self.box.value or ""
        if await self.send_text(text, "") and (self.box.value or "").startswith(text):
            left = (self.box.value or "")[len(text) :].lstrip()
            self.box.value = left
            if left:
                self.drafts.keep("reply", left)
            else:
                self.drafts.forget("reply")

    async def send_text(self, text: str, canned: str) -> bool:
        """Sends a text; False where it was refused, or another is just on its way."""
        if self._sending:
            return False
        self._sending = True
        self._button.disable()
        try:
            if not self._token:
                self._token = secrets.token_hex(12)
                self.drafts.keep("token", self._token)
            if not await self._send_out(text, self._token, canned):
                return False
            self._token = ""
            self.drafts.forget("token")
            return True
        finally:
            self._sending = False
            self._button.enable()
