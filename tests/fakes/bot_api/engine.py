"""One call from its parameters to its answer: check, fail on order, act, remember."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections import defaultdict
from typing import Any

from .call import Call
from .errors import ApiError, Dropped, Garbled
from .faults import Faults, Limit
from .methods import DO, LIMITED
from .schema import checked
from .sent import Called, Sent
from .state import Bot, Json


class Engine:
    """Does what bots ask, and keeps the record of it."""

    def __init__(self) -> None:
        self.people: dict[int, Json] = {}
        self.bots: dict[str, Bot] = {}
        self.violations: list[str] = []
        self.sends: defaultdict[tuple[str, int | None], list[Sent]] = defaultdict(list)
        self.calls: list[Called] = []
        self.faults = Faults()
        self.limits = Limit()

    def record(self, sent: Sent) -> None:
        """Keeps what a bot sent."""
        self.sends[sent.token, None].append(sent)
        self.sends[sent.token, sent.chat_id].append(sent)

    def follow(self, bot: Bot) -> None:
        """Starts or stops deliveries; the server does it."""

    async def run(self, token: str, method: str, raw: dict[str, Any]) -> tuple[int, Json]:
        """The status and the body of the answer; raises Dropped when there is to be none, Garbled for an odd one."""
        at = time.monotonic()
        params: dict[str, Any] = raw
        try:
            if token not in self.bots:
                raise ApiError(401, "Unauthorized")
            params = checked(method, raw)
            result = await self._act(Call(self, self.bots[token], method, params, at))
        except ApiError as error:
            self._note(token, method, error.code, at, params)
            if error.violation:
                self.violations.append(f"{method}: {error.description}")
            return error.code, error.body()
        except (Dropped, Garbled):
            self._note(token, method, 0, at, params)
            raise
        self._note(token, method, 200, at, params)
        return 200, {"ok": True, "result": result}

    async def _act(self, call: Call) -> Any:
        token = call.bot.token
        fault = self.faults.take(call.method, token, call.params)
        delay = self.faults.delay(call.method, token, call.params)
        if fault and fault.before_effect:
            raise fault.error()
        if call.method in LIMITED:
            self.limits.check(token, call.params["chat_id"], call.at)
        result = DO[call.method](call)
        if inspect.isawaitable(result):
            result = await result
        if delay:
            await asyncio.sleep(delay)
        if fault:
            raise fault.error()
        return result

    def _note(self, token: str, method: str, status: int, at: float, params: dict[str, Any]) -> None:
        chat = params.get("chat_id")
        self.calls.append(Called(token, method, status, at, chat if isinstance(chat, int) else None))
