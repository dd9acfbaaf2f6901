"""What a worker may look up: what waits, what they hold, what was not delivered, whether the channels live."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.staff.condition import condition
from bot.channels.staff.talking import talk_option
from bot.channels.staff.visit import Visit
from bot.dead_letters import DeadLetter
from bot.handoff_card import claim_option, headline
from bot.staff_post import Once
from config.masking import mask
from config.vocabulary import name_of
from handlers.message import Option, Reply
from orders.handoffs import HandoffBook
from orders.staff import StaffBook, role_name
from orders.status import CLAIMED
from orders.tables import Handoff

SHOWN, LETTERS, EXCERPT = 10, 5, 120
COMMANDS = {
    "waiting": "等候受理的",
    "mine": "我手里的，选对谁说",
    "dead": "没送到的消息",
    "duty": "值班 on / 休息 off",
    "health": "各渠道通不通",
    "cancel": "不填了",
    "help": "怎么用",
}
"""The menu."""
HELP = """\
{name}（{role}，{duty}）
1. 居民要找人时，材料会发到这里。点“受理”，这位居民就由您接待，机器人不再插话。
2. 受理后直接打字、发照片或语音，居民马上收到。手里不止一件时，用 /mine 选对谁说，或者“回复”居民的那条消息。
3. 卡片下面有：快捷回复、立单、转交、办结、退回机器人。
4. /waiting 等候的　/mine 手里的　/dead 没送到的　/health 渠道　/duty on 值班　/duty off 休息　/cancel 不填了"""
CHIEF_HELP = "主管另有：/held 大家手里的，可以“接过来”。"


async def show_help(visit: Visit) -> None:
    """How to use the bot."""
    staff = visit.staff
    text = HELP.format(name=staff.name, role=role_name(staff), duty="值班" if staff.on_duty else "休息")
    await visit.answer(Reply(f"{text}\n{CHIEF_HELP}" if visit.is_chief else text))


async def show_waiting(visit: Visit) -> None:
    """What nobody has taken."""
    async with visit.services.database.reading() as session:
        waiting = await HandoffBook(session, visit.services.clock).waiting()
    options = [claim_option(one, f"受理 {one.receipt}") for one in waiting[:SHOWN]]
    await visit.answer(_list(visit, "等候受理的", waiting, options))


async def show_mine(visit: Visit) -> None:
    """What this worker holds; the partner is marked."""
    options = [one for held in visit.held[:SHOWN] for one in (talk_option(held), _show(held))]
    await visit.answer(_list(visit, "您手里的", visit.held, options))


async def show_held(visit: Visit) -> None:
    """What everybody holds, for chiefs."""
    if not visit.is_chief:
        await show_mine(visit)
        return
    async with visit.services.database.reading() as session:
        book, names = HandoffBook(session, visit.services.clock), StaffBook(session, visit.services.clock)
        people = await names.everybody()
        held = [(one, person) for person in people for one in await book.of(person.id or 0)]
    now = visit.services.clock.now()
    lines = [f"大家手里的有 {len(held)} 件："] + [f"{who.name}：{headline(one, now)}" for one, who in held[:SHOWN]]
    others = [one for one, who in held if who.id != visit.staff.id][:SHOWN]
    options = tuple(Option(f"h.take:{one.id}", f"接过来 {one.receipt}") for one in others)
    await visit.answer(Reply("\n".join(lines), options=options))


async def show_card(visit: Visit, handoff_id: int) -> None:
    """The card as this worker may see it."""
    handoff, holder = await visit.handoff(handoff_id), ""
    if handoff.status == CLAIMED and handoff.staff_id:
        async with visit.services.database.reading() as session:
            holder = (await StaffBook(session, visit.services.clock).get(handoff.staff_id)).name
    await visit.answer(visit.services.cards.seen_by(handoff, visit.staff.id, holder))


async def show_dead(visit: Visit) -> None:
    """What could not be delivered."""
    letters = await visit.services.dead_letters.list()
    if not letters:
        await visit.answer(Reply("没有送不到的消息。"))
        return
    head = Reply(f"没送到的有 {len(letters)} 条，最近的{LETTERS}条：" if len(letters) > LETTERS else "没送到的：")
    await visit.answer(head, *(letter_reply(one, visit.services.region.numbers) for one in letters[:LETTERS]))


def letter_reply(letter: DeadLetter, known: frozenset[str]) -> Reply:
    """A dead letter with what can be done about it."""
    rows = (("渠道", name_of("channels", letter.channel)), ("原因", letter.error or "不明"))
    text = mask(letter.reply.text, known).strip() or "（照片或按钮）"
    short = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}……"
    options = (Option(f"d.again:{letter.id}", "重发"), Option(f"d.aside:{letter.id}", "放下"))
    return Reply(f"{letter.dead_at:%m-%d %H:%M} 没送到：“{short}”", rows=rows, options=options)


async def replay(visit: Visit, number: int) -> None:
    """重发."""
    visit.toast, visit.spent = "再发一次", True
    await visit.do(lambda once: _replay(visit, number, once), then=visit.memory)


async def lay_aside(visit: Visit, number: int) -> None:
    """放下."""
    visit.toast, visit.spent = "已放下", True
    await visit.do(lambda once: _lay_aside(visit, number, once), then=visit.memory)


async def set_duty(visit: Visit, word: str) -> None:
    """/duty on, /duty off; without a word it tells."""
    wanted = {"on": True, "off": False, "值班": True, "休息": False}.get(word.strip().lower())
    if wanted is None:
        now = "值班" if visit.staff.on_duty else "休息"
        options = (Option("duty:on", "值班"), Option("duty:off", "休息"))
        await visit.answer(Reply(f"您现在{now}。", options=options))
        return
    services = visit.services
    async with services.database.writing() as session, session.begin():
        await StaffBook(session, services.clock).set_duty(visit.staff.id or 0, wanted)
    left = f"手里还有 {len(visit.held)} 件，记得转交或办结。" if visit.held and not wanted else ""
    await visit.answer(Reply("您现在值班，有人找会通知您。" if wanted else f"您现在休息，新来的不通知您。{left}"))


async def show_health(visit: Visit) -> None:
    """Whether everything lives."""
    services = visit.services
    async with services.database.reading() as session:
        found = await condition(session, services.clock.now(), services.settings)
    await visit.answer(Reply("现在的情况：", rows=found.rows(services.clock.now())))


async def _replay(visit: Visit, number: int, once: Once) -> None:
    await visit.services.dead_letters.replay(number)
    await visit.services.people.answer(once, Reply("已放回去，马上再发一次。"))


async def _lay_aside(visit: Visit, number: int, once: Once) -> None:
    await visit.services.dead_letters.lay_aside(number)
    await visit.services.people.answer(once, Reply("已放下，不再发送。"))


def _show(handoff: Handoff) -> Option:
    return Option(f"h.show:{handoff.id}", "看材料")


def _list(visit: Visit, title: str, handoffs: Sequence[Handoff], options: Sequence[Option]) -> Reply:
    if not handoffs:
        return Reply(f"{title}：没有。")
    now, partner = visit.services.clock.now(), visit.memory.partner
    lines = [f"{title}有 {len(handoffs)} 件："]
    lines += [f"{'▶ ' if one.id == partner else ''}{headline(one, now)}" for one in handoffs[:SHOWN]]
    if len(handoffs) > SHOWN:
        lines.append(f"还有 {len(handoffs) - SHOWN} 件。")
    return Reply("\n".join(lines), options=tuple(options))
