"""立单: the reason, what is missing, the unit, a preview; then an order in the worker's name."""

from __future__ import annotations

from functools import partial

from bot.channels.staff import tasks
from bot.channels.staff.memory import Task
from bot.channels.staff.talking import after_letting_go
from bot.channels.staff.visit import Visit
from bot.staff_post import Once
from bot.worker_units import decided_unit, find_units, units_in_question
from config.vocabulary import name_of, vocabulary
from handlers.message import Option
from orders.worker_draft import worker_draft

WHAT = "file"
GIVEN = ("content", "handler")
"""Values that become fields of the draft."""
REASON = "为什么立单？写一句理由，会记进工单（{receipt}）。"
CONTENT = "还缺内容：发生了什么、在哪里？写一两句。"
UNIT = "派给哪一类单位？点一个，或打字找，比如“城管”“供水”。"
NOT_FOUND = "没有找到“{word}”，换个词再找，比如“城管”“供水”。"
CHECK = "还没有立单。请点“确认立单”“重填”或“不办了”。"


async def start(visit: Visit, handoff_id: int) -> None:
    """立单 was tapped: the reason is asked."""
    handoff = visit.mine(handoff_id)
    memory = visit.memory.asking(Task(WHAT, handoff_id, "reason"))
    await visit.ask(REASON.format(receipt=handoff.receipt), tasks.DROP, memory=memory)


@tasks.takes(WHAT)
async def typed(visit: Visit, task: Task) -> None:
    """The reason, the content, or a word to find a unit by."""
    words = visit.heard.text
    if task.step == "check":
        await visit.ask(CHECK, *_confirm(task))
    elif task.step == "handler":
        options = [*_units(visit, task.handoff, find_units(visit.services.region, words)), tasks.DROP]
        text = UNIT if len(options) > 1 else NOT_FOUND.format(word=words)
        await visit.ask(text, *options)
    else:
        await _next(visit, task.at("", **{task.step: words}))


async def unit(visit: Visit, handoff_id: int, code: str) -> None:
    """A unit was chosen."""
    task = tasks.asked(visit, WHAT, handoff_id, "handler")
    if task is None or code not in vocabulary()["handlers"]:
        await tasks.old(visit)
        return
    await _next(visit, task.at("", handler=code))


async def confirm(visit: Visit, handoff_id: int, mark: str) -> None:
    """确认立单: exactly what was looked at."""
    task = tasks.asked(visit, WHAT, handoff_id, "check", mark)
    if task is None:
        await tasks.old(visit)
        return
    partner, told = after_letting_go(visit, handoff_id)
    visit.toast, visit.spent = "已立单", True
    await visit.do(partial(_file, visit, task), then=visit.memory.idle().talking_to(partner), told=told)


async def _next(visit: Visit, task: Task) -> None:
    handoff = visit.mine(task.handoff)
    draft = worker_draft(handoff, visit.staff.name, task.values.get("reason", ""), _given(task))
    if not draft.content.strip():
        await visit.ask(CONTENT, tasks.DROP, memory=visit.memory.asking(task.at("content")))
    elif not (task.values.get("handler") or decided_unit(handoff)):
        options = [*_units(visit, task.handoff, units_in_question(handoff)), tasks.DROP]
        await visit.ask(UNIT, *options, memory=visit.memory.asking(task.at("handler")))
    else:
        task = task.at("check")
        rows = [("理由", task.values["reason"]), ("标题", draft.title), ("内容", draft.content)]
        rows += [("地点", draft.incident_address)] if draft.incident_address else []
        rows.append(("派往", visit.services.region.unit(draft.handler)))
        text = f"请核对，{handoff.receipt} 将立单："
        await visit.ask(text, *_confirm(task), memory=visit.memory.asking(task), rows=tuple(rows))


def _given(task: Task) -> dict[str, str]:
    return {name: task.values[name] for name in GIVEN if task.values.get(name)}


def _units(visit: Visit, handoff_id: int, codes: list[str]) -> list[Option]:
    region = visit.services.region
    return [Option(f"f.unit:{handoff_id}:{code}", region.unit(code) or name_of("handlers", code)) for code in codes]


def _confirm(task: Task) -> tuple[Option, ...]:
    yes = Option(f"f.yes:{task.handoff}:{tasks.mark_of(task)}", "确认立单")
    return yes, Option(f"h.file:{task.handoff}", "重填"), tasks.DROP


async def _file(visit: Visit, task: Task, once: Once) -> None:
    reason, given = task.values["reason"], _given(task)
    await visit.services.people.file_order(once, task.handoff, visit.staff, reason, **given)
