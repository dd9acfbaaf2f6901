"""Words, photos and voice notes of a worker: to the resident they are meant for, never to another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import String, cast, select

from bot.channels.staff import tasks
from bot.channels.staff.memory import Unsent
from bot.channels.staff.visit import Visit
from bot.conversations import OUTBOX, Conversations
from bot.handoff_card import claim_option, headline
from bot.reply_json import reply_from_json
from bot.staff_post import CHANNEL, Once
from config.errors import AttachmentRefused
from handlers.message import Option, Reply
from orders.handoffs import HandoffBook
from orders.tables import Handoff

RECEIPT = re.compile(r"R\d{8}-\d{4,}-\d")
ABOUT = re.compile(r"h\.[a-z]+:(\d{1,9})")
COMMAND = re.compile(r"/[A-Za-z]")
SHOWN = 5
LOOKED_AT = 1000
"""The newest messages to a worker among which an answered one is sought; an older one is known by its receipt."""
CANNOT = "这类消息发不到居民那里，没有发出。请发文字、照片或语音。"
UNKNOWN = "没有这个命令，也没有发给居民。发 /help 看怎么用。"
EDITED = "改过的话居民看不到，发出的还是原来那句。要更正，请另发一句。"
NOW_TO = "接下来您打的字、发的照片和语音都给 {receipt} 的居民。"
WHOM = "这句话还没有发出。是对谁说的？"
LEFT = "{receipt} 已不在您手里，这句话没有发出。"
NONE_HELD = "您手里没有在办的，这句话没有发出。"


class Unclear(Exception):
    """An answer to a message that does not tell for whom it is."""


async def on_words(visit: Visit) -> None:
    """Something typed or sent: an answer to a question of the bot, or words for a resident."""
    heard, task = visit.heard, visit.memory.task
    if not heard.text and heard.file is None:
        await visit.answer(Reply(CANNOT))
        return
    if heard.file is None and COMMAND.match(heard.text):
        await visit.answer(Reply(UNKNOWN))
        return
    try:
        meant = await answered(visit)
    except Unclear:
        meant = None
        if task is None and visit.held:
            await _ask_whom(visit)
            return
    if meant is not None:
        await send(visit, meant, [Unsent(heard.text, heard.file)])
    elif task is not None and heard.file is None:
        await tasks.typed(visit, task)
    else:
        await _to_partner(visit)


async def on_edit(visit: Visit) -> None:
    """A message that was changed after it was sent."""
    await visit.answer(Reply(EDITED))


async def choose(visit: Visit, handoff_id: int) -> None:
    """对他说: the words go to that resident from now on; those that waited go at once."""
    handoff = visit.mine(handoff_id)
    visit.toast = "好"
    if visit.memory.unsent:
        await send(visit, handoff, visit.memory.unsent)
    else:
        told = NOW_TO.format(receipt=handoff.receipt) + (tasks.LAID_DOWN if visit.memory.task else "")
        await visit.answer(Reply(told), memory=visit.memory.idle().talking_to(handoff_id))


async def send(visit: Visit, handoff: Handoff, words: Sequence[Unsent]) -> None:
    """To the resident of that handoff, who is the partner from then on; the worker is told where that is new."""
    try:
        files = [await visit.hands.files.fetch(one.file, handoff) for one in words if one.file]
    except AttachmentRefused as error:
        await visit.answer(Reply(error.say))
        return
    reply = Reply("\n".join(one.text for one in words if one.text), attachments=tuple(files))
    number, memory = handoff.id or 0, visit.memory
    then = memory.talking_to(number)
    rest = tasks.STILL_ASKED if memory.task else NOW_TO.format(receipt=handoff.receipt)
    told = () if memory.partner == number else (Reply(f"已发给 {handoff.receipt} 的居民。{rest}"),)
    say = partial(_say, visit, number, reply)
    await visit.do(say, then=then, told=told)


async def answered(visit: Visit) -> Handoff | None:
    """The handoff of the relayed message or card that the worker answers; None where that message is about none.

    Raises:
        Unclear: it is about several, or a question of the bot.
    """
    answers = visit.heard.answers
    if answers is None:
        return None
    async with visit.services.database.reading() as session:
        talk = await Conversations(session).find(CHANNEL, visit.heard.account)
        newest = select(OUTBOX.c.seq, OUTBOX.c.refs, OUTBOX.c.reply).order_by(OUTBOX.c.seq.desc()).limit(LOOKED_AT)
        last = newest.where(OUTBOX.c.conversation_id == (talk.id if talk else 0)).subquery()
        known = select(last.c.reply).where(cast(last.c.refs, String).like(f'%"{answers.message_id}"%'))
        raw = (await session.execute(known.order_by(last.c.seq.desc()))).scalars().first()
        told = reply_from_json(raw) if raw else Reply(answers.text)
        about = {int(found.group(1)) for one in told.options if (found := ABOUT.fullmatch(one.code))}
        receipts = set(RECEIPT.findall(f"{told.text}\n{answers.text}"))
        if told.kind == "question" or max(len(about), len(receipts)) > 1:
            raise Unclear
        book = HandoffBook(session, visit.services.clock)
        if about:
            return await book.get(about.pop())
        return await book.by_receipt(receipts.pop()) if receipts else None


async def _say(visit: Visit, number: int, reply: Reply, once: Once) -> None:
    await visit.services.people.say(once, number, visit.staff, reply)


async def _to_partner(visit: Visit) -> None:
    words, partner = Unsent(visit.heard.text, visit.heard.file), visit.memory.partner
    chosen = next((one for one in visit.held if one.id == partner), None)
    if chosen is None and partner is None and len(visit.held) == 1:
        chosen = visit.held[0]
    if chosen is not None:
        await send(visit, chosen, [words])
    elif visit.held:
        await _ask_whom(visit)
    else:
        await _nobody(visit)


async def _ask_whom(visit: Visit) -> None:
    """The words are kept until the worker says for whom they are."""
    words = Unsent(visit.heard.text, visit.heard.file)
    options = [talk_option(one) for one in visit.held]
    await visit.ask(WHOM, *options, memory=replace(visit.memory, partner=None).keeping(words))


async def _nobody(visit: Visit) -> None:
    """Somebody who holds nothing typed something."""
    async with visit.services.database.reading() as session:
        book = HandoffBook(session, visit.services.clock)
        waiting = await book.waiting()
        partner = visit.memory.partner
        lost = await book.get(partner) if partner is not None else None
    first = LEFT.format(receipt=lost.receipt) if lost else NONE_HELD
    now = visit.services.clock.now()
    lines = [first, f"等候受理的有 {len(waiting)} 件。" if waiting else "现在没有人在等。发 /help 看怎么用。"]
    lines += [headline(one, now) for one in waiting[:SHOWN]]
    options = tuple(claim_option(one, f"受理 {one.receipt}") for one in waiting[:SHOWN])
    memory = replace(visit.memory, partner=None, unsent=())
    await visit.answer(Reply("\n".join(lines), options=options), memory=memory)


def talk_option(handoff: Handoff) -> Option:
    """The button that makes its resident the partner."""
    return Option(f"h.talk:{handoff.id}", f"对他说 {handoff.receipt}")


def after_letting_go(visit: Visit, handoff_id: int) -> tuple[int | None, tuple[Reply, ...]]:
    """Who is the partner when this handoff is gone, and what the worker is told about it."""
    left = [one for one in visit.held if one.id != handoff_id]
    if any(one.id == visit.memory.partner for one in left) or not left:
        return (visit.memory.partner if left else None), ()
    if len(left) == 1:
        return left[0].id, (Reply(f"{left[0].receipt} 还在您手里，{NOW_TO.format(receipt=left[0].receipt)}"),)
    return None, (Reply(f"您手里还有 {len(left)} 件。再说话前，用 /mine 选对谁说。"),)
