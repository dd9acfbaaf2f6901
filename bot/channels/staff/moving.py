"""受理、接过来、转交、办结、退回机器人: who holds a handoff, and how it ends."""

from __future__ import annotations

from functools import partial

from bot.channels.staff import tasks
from bot.channels.staff.memory import Task
from bot.channels.staff.talking import after_letting_go
from bot.channels.staff.visit import Visit, Work
from bot.staff_post import Once, Repeated
from config.errors import HandoffNotYours
from handlers.message import Option, Reply
from orders.endings import chosen, endings
from orders.staff import StaffBook
from orders.status import CLAIMED
from orders.tables import Handoff

TRANSFER, END = "transfer", "end"
CLAIMED_NOW = "您已受理 {receipt}，材料在下面。接下来您打的字、发的照片和语音，都发给这位居民。"
OTHERS_TOO = "手里不止一件时：用 /mine 换人，或者“回复”居民的那条消息。"
NOBODY = "现在没有别的同事值班，先自己接着办，或者退回机器人。"
CHIEFS_ONLY = "只有主管和管理员能接过来。请和同事说一声，让他转交。"
TAKEN_OVER = "{chief}接过了 {receipt}，这件不用您再管。"


async def claim(visit: Visit, handoff_id: int) -> None:
    """受理."""
    handoff = await visit.handoff(handoff_id)
    told = [CLAIMED_NOW.format(receipt=handoff.receipt)]
    told += [OTHERS_TOO] if any(one.id != handoff_id for one in visit.held) else []
    told += [tasks.LAID_DOWN] if visit.memory.task else []
    other = handoff.status == CLAIMED and handoff.staff_id != visit.staff.id
    take = [Option(f"h.take:{handoff_id}", "接过来")] if visit.is_chief and other else []
    visit.toast, visit.spent = "已受理", True
    then = visit.memory.idle().talking_to(handoff_id)
    await visit.do(partial(_claim, visit, handoff_id), then=then, told=[Reply("\n".join(told))], failed=take)


async def take_over(visit: Visit, handoff_id: int) -> None:
    """接过来: a chief takes what a colleague holds."""
    if not visit.is_chief:
        await visit.answer(Reply(CHIEFS_ONLY))
        return
    handoff = await visit.handoff(handoff_id)
    if handoff.status == CLAIMED and handoff.staff_id != visit.staff.id:
        try:
            why, had = f"由{visit.staff.name}接过去", handoff.staff_id
            await visit.services.people.put_back(handoff_id, why, visit.staff.name, held_by=had)
        except HandoffNotYours:  # it moved in this very moment: the claim tells where it is
            pass
        else:
            await _tell_holder(visit, handoff)
    await claim(visit, handoff_id)


async def offer_transfer(visit: Visit, handoff_id: int) -> None:
    """转交: to whom?"""
    handoff = visit.mine(handoff_id)
    async with visit.services.database.reading() as session:
        on_duty = await StaffBook(session, visit.services.clock).on_duty()
    others = [one for one in on_duty if one.id != visit.staff.id]
    if not others:
        await visit.ask(NOBODY)
        return
    options = [Option(f"t.to:{handoff_id}:{one.id}", one.name) for one in others]
    await visit.ask(f"{handoff.receipt} 转给谁？", *options)


async def transfer_to(visit: Visit, handoff_id: int, staff_id: int) -> None:
    """A colleague was chosen: a note?"""
    visit.mine(handoff_id)
    memory = visit.memory.asking(Task(TRANSFER, handoff_id, "note", {"to": str(staff_id)}))
    text = "给同事留句话？直接打字；不用就点“直接转”。"
    await visit.ask(text, Option(f"t.go:{handoff_id}:{staff_id}", "直接转"), tasks.DROP, memory=memory)


@tasks.takes(TRANSFER)
async def transfer_note(visit: Visit, task: Task) -> None:
    """The note was typed."""
    await transfer(visit, task.handoff, int(task.values["to"]), visit.heard.text)


async def transfer_now(visit: Visit, handoff_id: int, staff_id: int) -> None:
    """直接转, without a note."""
    task = tasks.asked(visit, TRANSFER, handoff_id, "note")
    if task is None or task.values["to"] != str(staff_id):
        await tasks.old(visit)
    else:
        await transfer(visit, handoff_id, staff_id)


async def transfer(visit: Visit, handoff_id: int, staff_id: int, note: str = "") -> None:
    """The colleague has it from now on."""
    work = partial(_transfer, visit, handoff_id, staff_id, note)
    await _let_go(visit, handoff_id, work, "已转交")


async def offer_endings(visit: Visit, handoff_id: int) -> None:
    """办结: how?"""
    handoff = visit.mine(handoff_id)
    options = [Option(f"e.as:{handoff_id}:{one.code}", one.name) for one in endings().values() if one.offered]
    await visit.ask(f"{handoff.receipt} 怎样办结的？", *options)


async def end_as(visit: Visit, handoff_id: int, code: str) -> None:
    """A way to end was chosen: a note?"""
    visit.mine(handoff_id)
    name = chosen(code).name
    memory = visit.memory.asking(Task(END, handoff_id, "note", {"as": code}))
    text = f"按“{name}”办结。要记一句情况就直接打字（居民看不到），不用就点“直接办结”。"
    await visit.ask(text, Option(f"e.go:{handoff_id}:{code}", "直接办结"), tasks.DROP, memory=memory)


@tasks.takes(END)
async def end_note(visit: Visit, task: Task) -> None:
    """The note was typed."""
    await end(visit, task.handoff, task.values["as"], visit.heard.text)


async def end_now(visit: Visit, handoff_id: int, code: str) -> None:
    """直接办结, without a note."""
    task = tasks.asked(visit, END, handoff_id, "note")
    if task is None or task.values["as"] != code:
        await tasks.old(visit)
    else:
        await end(visit, handoff_id, code)


async def end(visit: Visit, handoff_id: int, code: str, note: str = "") -> None:
    """It has ended."""
    await _let_go(visit, handoff_id, partial(_end, visit, handoff_id, code, note), "已办结")


async def give_back(visit: Visit, handoff_id: int) -> None:
    """退回机器人."""
    await _let_go(visit, handoff_id, partial(_give_back, visit, handoff_id), "已退回机器人")


async def _let_go(visit: Visit, handoff_id: int, work: Work, toast: str) -> None:
    partner, told = after_letting_go(visit, handoff_id)
    visit.toast, visit.spent = toast, True
    await visit.do(work, then=visit.memory.idle().talking_to(partner), told=told)


async def _claim(visit: Visit, handoff_id: int, once: Once) -> None:
    await visit.services.people.claim(once, handoff_id, visit.staff)


async def _transfer(visit: Visit, handoff_id: int, staff_id: int, note: str, once: Once) -> None:
    await visit.services.people.transfer(once, handoff_id, visit.staff, staff_id, note)


async def _end(visit: Visit, handoff_id: int, code: str, note: str, once: Once) -> None:
    await visit.services.people.end(once, handoff_id, visit.staff, code, note)


async def _give_back(visit: Visit, handoff_id: int, once: Once) -> None:
    await visit.services.people.give_back(once, handoff_id, visit.staff)


async def _tell_holder(visit: Visit, handoff: Handoff) -> None:
    """Whoever held it reads who took it."""
    services, heard = visit.services, visit.heard
    told = Reply(TAKEN_OVER.format(chief=visit.staff.name, receipt=handoff.receipt))
    async with services.database.reading() as session:
        holder = await StaffBook(session, services.clock).get(handoff.staff_id or 0)
    if not holder.account:
        return
    try:
        await services.people.answer(Once(holder.account, f"{heard.number}:taken", heard.at), told)
    except Repeated:
        return
