"""快捷回复: choose one, fill it in, look at it, send it."""

from __future__ import annotations

from functools import partial

from bot.channels.staff import tasks
from bot.channels.staff.memory import Memory, Task
from bot.channels.staff.visit import Visit
from bot.quick_replies import fill, known_values, open_fill_ins, question_for, quick_replies
from bot.staff_post import Once
from handlers.message import Option, Reply

WHAT, TEXT, CODE = "quick", "_text", "_code"
CHECK = "预览还没有发出。请点“发送”“改一改”或“不办了”。"


async def offer(visit: Visit, handoff_id: int) -> None:
    """The list."""
    handoff = visit.mine(handoff_id)
    options = [Option(f"q.pick:{handoff_id}:{one.code}", one.name) for one in quick_replies().values()]
    await visit.ask(f"选一句发给 {handoff.receipt} 的居民：", *options)


async def pick(visit: Visit, handoff_id: int, code: str) -> None:
    """One was chosen: what is open is asked, one after the other."""
    values = known_values(visit.mine(handoff_id), visit.staff.name, visit.services.region)
    await _next(visit, Task(WHAT, handoff_id, "", {**values, CODE: code}))


@tasks.takes(WHAT)
async def typed(visit: Visit, task: Task) -> None:
    """A fill-in, or the whole sentence anew."""
    words = visit.heard.text
    if task.step == "check":
        await visit.ask(CHECK, *_options(task))
    elif task.step == "rewrite":
        await _preview(visit, task.at("check", **{TEXT: words}))
    else:
        await _next(visit, task.at("", **{task.step: words}))


async def rewrite(visit: Visit, handoff_id: int) -> None:
    """改一改."""
    task = tasks.asked(visit, WHAT, handoff_id, "check")
    if task is None:
        await tasks.old(visit)
        return
    await visit.ask("请把改好的整句发来：", tasks.DROP, memory=visit.memory.asking(task.at("rewrite")))


async def send(visit: Visit, handoff_id: int, mark: str) -> None:
    """发送: exactly the sentence that was looked at."""
    task = tasks.asked(visit, WHAT, handoff_id, "check", mark)
    if task is None:
        await tasks.old(visit)
        return
    handoff, reply = visit.mine(handoff_id), Reply(task.values[TEXT])
    visit.toast, visit.spent = "已发出", True
    await visit.do(
        partial(_say, visit, handoff_id, reply),
        then=visit.memory.idle(),
        told=[Reply(f"已发给 {handoff.receipt} 的居民。")],
    )


async def _next(visit: Visit, task: Task) -> None:
    code, values = task.values[CODE], task.values
    missing = open_fill_ins(code, values)
    if missing:
        memory = visit.memory.asking(task.at(missing[0]))
        await visit.ask(f"{question_for(missing[0])}？直接打字。", tasks.DROP, memory=memory)
    else:
        await _preview(visit, task.at("check", **{TEXT: fill(code, values)}))


async def _preview(visit: Visit, task: Task) -> None:
    memory: Memory = visit.memory.asking(task)
    await visit.ask(f"将发给居民：\n\n{task.values[TEXT]}", *_options(task), memory=memory)


def _options(task: Task) -> tuple[Option, ...]:
    send_it = Option(f"q.send:{task.handoff}:{tasks.mark_of(task)}", "发送")
    return send_it, Option(f"q.edit:{task.handoff}", "改一改"), tasks.DROP


async def _say(visit: Visit, handoff_id: int, reply: Reply, once: Once) -> None:
    await visit.services.people.say(once, handoff_id, visit.staff, reply)
