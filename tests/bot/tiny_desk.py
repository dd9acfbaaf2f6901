"""A desk of thirty lines that asks for every effect there is: turns are tested with it, not with today's wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.last_resort import LastResort
from config.errors import FenliuError
from config.region import Region, load_region
from handlers.message import Effect, FileOrder, HandOff, Incoming, LookUp, Option, Record, Reply, Turn
from handlers.state import Conversation
from tests.orders.drafts import COMPLETE


@lru_cache(maxsize=1)
def _last_resort() -> LastResort:
    return LastResort(load_region())


def last_resort(_region: Region | None = None) -> LastResort:
    """The table of signals of the sample city, read once for all tests."""
    return _last_resort()


class TinyDesk:
    """Counts messages in the state; 确认 files, 人工 hands off, 查 looks up, 记 records, 坏 breaks."""

    def __init__(self) -> None:
        self.answered = 0

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """One reply with the count, and the effect the words ask for."""
        self.answered += 1
        state = Conversation.from_json(state.to_json())
        state.matters += 1
        said = incoming.text or incoming.option
        if "坏" in said:
            msg = f"broken by {said}"
            raise RuntimeError(msg)
        reply = Reply(
            f"第{state.matters}句：{said}",
            options=(Option("yes", "确认"), Option("person", "人工")),
            folded=(("依据", "《示例法》"),),
        )
        return Turn((reply,), state, tuple(self._effects(said, incoming)))

    def go_on(self, state: Conversation) -> Turn:
        """Asks for the first matter that waits."""
        return Turn(tuple(Reply(f"还有一件：{words}") for words in state.queue[:1]), state)

    def _effects(self, said: str, incoming: Incoming) -> list[Effect]:
        who = {"channel": incoming.channel, "account": incoming.account}
        draft = COMPLETE | who | {"attachments": [one.ref for one in incoming.attachments]}
        if said.startswith(("确认", "yes")):
            return [FileOrder(key=f"{incoming.account}:1", draft=draft), Record("已立单")]
        if said.startswith("越界"):
            return [FileOrder(key="x", draft=draft | {"destination": "court"})]
        if said.startswith("人工"):
            return [HandOff(key=f"{incoming.account}:h", reason="居民要求", packet={"words": [said]})]
        if said.startswith("查"):
            return [LookUp(*said.split()[1:3])]
        return [Record("闲聊")] * (30 if said == "不停" else 0)

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """Says what came of it; 不停 is answered with ever new effects."""
        state = replace(state, number=str(result))
        if isinstance(result, FenliuError):
            return Turn((Reply(result.say),), state)
        rows = tuple((str(key), str(value)) for key, value in result.items())
        return Turn((Reply("办好了", kind="order", rows=rows),), state)

    def notice(self, key: str, values: Mapping[str, Any], state: Conversation) -> Turn:
        """Says the key and what fills it."""
        told = "、".join(f"{name}={value}" for name, value in sorted(values.items()))
        return Turn((Reply(f"{key}：{told}"),), state)
