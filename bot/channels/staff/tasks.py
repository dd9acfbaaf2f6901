"""What a worker is being asked step by step. Every answer is checked against what they hold now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable

from bot.channels.staff.memory import Task
from bot.channels.staff.visit import Visit
from config.errors import HandoffNotYours
from handlers.message import Option, Reply

DROP = Option("t.drop", "不办了")
DROPPED = "好，先不办了。"
NOTHING_ASKED = "没有正在填的。"
GONE = "这件已不在您手里，刚才填的作废，这句话没有发出。"
LAID_DOWN = "刚才没填完的先放下了。"
STILL_ASKED = "刚才问您的还等着您填。"
OLD = "这个按钮已经过时了，请看最新的那条消息。"
Typed = Callable[[Visit, Task], Awaitable[None]]
TYPED: dict[str, Typed] = {}
"""What -> who takes the words typed for it."""


def takes(what: str) -> Callable[[Typed], Typed]:
    """Registers who takes the words typed while that is asked."""

    def register(function: Typed) -> Typed:
        TYPED[what] = function
        return function

    return register


async def typed(visit: Visit, task: Task) -> None:
    """Words that answer what is being asked."""
    try:
        visit.mine(task.handoff)
    except HandoffNotYours:
        await visit.answer(Reply(GONE), memory=visit.memory.idle())
        return
    await TYPED[task.what](visit, task)


async def drop(visit: Visit) -> None:
    """Nothing more is asked."""
    visit.spent = True
    await visit.answer(Reply(DROPPED if visit.memory.task else NOTHING_ASKED), memory=visit.memory.idle())


async def old(visit: Visit) -> None:
    """A button that means nothing any more."""
    visit.toast, visit.spent = OLD, True
    await visit.answer()


def asked(visit: Visit, what: str, handoff_id: int, step: str, mark: str = "") -> Task | None:
    """What is being asked, if a button belongs to it; `mark` must fit where one is given."""
    task = visit.memory.task
    if task is None or (task.what, task.handoff, task.step) != (what, handoff_id, step):
        return None
    return None if mark and mark != mark_of(task) else task


def mark_of(task: Task) -> str:
    """A short mark of the values: a button of another preview does not fit."""
    raw = json.dumps(dict(task.values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(raw.encode()).hexdigest()[:8]
