"""The console: the same conversation in a terminal."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.channels.clean import clean_text
from bot.channels.plain_text import plain_text
from bot.turns import Turns
from config.clock import Clock
from config.errors import FenliuError
from config.log import log_failure
from handlers.message import Incoming, Reply

CHANNEL = "console"
MAX_CHARACTERS = 20_000
GREETING = "分流 · 终端对话。说说您的事；输入“再见”或按 Ctrl+D 离开，下次接着说。"
FAREWELL = "再见。您说的都记着，下次接着聊。"
LEAVING = frozenset({"再见", "退出", "exit", "quit"})


class Console:
    """Reads lines, prints replies. Nothing else differs from the other channels."""

    def __init__(
        self, turns: Turns, clock: Clock, account: str, *, read: Callable[[], str], write: Callable[[str], None]
    ) -> None:
        self.turns = turns
        self.clock = clock
        self.account = account
        self.read = read
        self.write = write
        self._details: dict[str, str] = {}
        """What can be unfolded: titles and texts of the newest answer and of what was asked since."""

    async def run(self) -> None:
        """Talks until the person leaves."""
        self.write(GREETING)
        while True:
            try:
                line = self.read()  # nothing else runs in this loop, and Ctrl+C reaches no line read in a thread
            except (EOFError, KeyboardInterrupt, OSError, ValueError):
                break
            if line.strip().lower() in LEAVING:
                break
            self.write(await self.answer(line))
        self.write(FAREWELL)

    async def answer(self, line: str) -> str:
        """What is printed for one line."""
        detail = self._details.get(line.strip())
        if detail is not None:
            return f"{line.strip()}：\n{detail}"
        try:
            replies = await self.take(line)
        except Exception as error:  # noqa: BLE001 - whatever broke, one clear line, and danger comes first
            return self._trouble(line, error)
        self._remember(replies)
        return "\n\n".join(plain_text(reply) for reply in replies)

    def _trouble(self, line: str, error: Exception) -> str:
        last = self.turns.last_resort
        if not isinstance(error, FenliuError):
            log_failure("turn failed", error)
        say = error.say if isinstance(error, FenliuError) else last.again
        return "\n\n".join((*(reply.text for reply in last.warnings(line)), say))

    def _remember(self, replies: tuple[Reply, ...]) -> None:
        if any(reply.kind == "card" for reply in replies):
            self._details.clear()
        for reply in replies:
            self._details |= dict(reply.folded)

    async def take(self, line: str) -> tuple[Reply, ...]:
        """The replies to one line."""
        incoming = Incoming(
            channel=CHANNEL,
            account=self.account,
            message_id=secrets.token_hex(8),
            received_at=self.clock.now(),
            text=clean_text(line[:MAX_CHARACTERS]),
        )
        return tuple(posted.reply for posted in await self.turns.take(incoming))
