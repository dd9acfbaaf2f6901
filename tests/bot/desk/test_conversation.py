"""Both sides in order, who said it, whether it arrived; numbers for the holder alone."""

from __future__ import annotations

from sqlalchemy import update

from bot.conversations import OUTBOX
from bot.pages.staff.desk.conversation import Bubble
from bot.pages.staff.desk.story import Stories, Story, aged
from bot.services import Services
from tests.bot.desk.conftest import Office
from tests.conftest import StandingClock


async def story(services: Services, number: int, staff_id: int = 0) -> Story:
    async with services.database.reading() as session:
        return await Stories(session, services.cards).read(number, staff_id)


async def test_both_sides_in_order(office: Office, services: Services) -> None:
    """The bot, the resident and the worker by name; a tap is told in the words of its button."""
    desk = await office.desk("李四", "li.si")
    await office.says("v1", "你好")
    number = await office.asks("v1")
    await desk.claim(number)
    await office.says("v1", "还在吗")
    await desk.say(number, "在的", "t")
    seen = (await story(services, number, desk.visit.me.staff_id)).bubbles
    assert [one.who for one in seen] == ["resident", "bot", "resident", "bot", "bot", "staff", "resident", "staff"]
    assert [seen[place].text for place in (0, 6, 7)] == ["你好", "还在吗", "在的"]
    assert {one.name for one in seen} == {"居民", "机器人", "李四"}
    assert [one.seq for one in seen] == sorted(one.seq for one in seen)


async def test_numbers_are_for_the_holder(office: Office, services: Services) -> None:
    """Before the claim, for a colleague and after the end they are hidden, wherever they stand."""
    desk = await office.desk("李四", "li.si")
    me = desk.visit.me.staff_id
    number = await office.asks("v1")
    waiting = await story(services, number, me)
    assert "13812345678" not in str((waiting.bubbles, waiting.packet))
    await desk.claim(number)
    await office.says("v1", "打这个 13900001111")
    mine = await story(services, number, me)
    assert "13812345678" in str(mine.packet.words)
    assert mine.bubbles[-1].text == "打这个 13900001111"
    colleague = await story(services, number, me + 1)
    assert "139****1111" in str(colleague.bubbles)
    assert not [one for one in ("13812345678", "13900001111") if one in str((colleague.bubbles, colleague.packet))]
    await desk.end(number, "answered")
    over = await story(services, number, me)
    assert "13812345678" not in str((over.bubbles, over.packet))
    assert over.standing == "已由李四在 11-22 12:00 办结：已答复"


async def test_earlier_messages_come_page_by_page(office: Office, services: Services) -> None:
    """Each once, oldest first."""
    for place in range(12):
        await office.says("v1", f"第{place}句")
    number = await office.asks("v1")
    pages: list[Bubble] = []
    async with services.database.reading() as session:
        dialogue = Stories(session, services.cards).dialogue(await office.handoff(number), mine=False)
        before: int | None = None
        while page := await dialogue.read(before=before, limit=5):
            assert len(page) <= 5
            pages, before = [*page, *pages], page[0].seq
    assert [one.seq for one in pages] == list(range(1, len(pages) + 1))


async def test_what_did_not_arrive_is_told(office: Office, services: Services) -> None:
    """On its way, tried in vain, given up; what the bot kept to itself is not shown."""
    number = await office.asks("v1")
    for values, said in (
        ({"sent_at": None, "tries": 0}, "正在送"),
        ({"tries": 3}, "还没送到，试了 3 次"),
        ({"dead_at": office.clock.now()}, "没有送到"),
    ):
        async with services.database.writing() as session, session.begin():
            await session.execute(update(OUTBOX).values(values))
        assert (await story(services, number)).bubbles[-1].state == said
    async with services.database.writing() as session, session.begin():
        await session.execute(update(OUTBOX).values(withheld_at=office.clock.now()))
    assert {one.who for one in (await story(services, number)).bubbles} == {"resident"}


async def test_a_conversation_that_was_forgotten(office: Office, services: Services) -> None:
    """The packet is still there."""
    number = await office.hands("nobody", words=["路灯坏了"])
    seen = await story(services, number)
    assert (seen.bubbles, seen.packet.words) == ((), ("路灯坏了",))


async def test_time_goes_by(office: Office, services: Services, clock: StandingClock) -> None:
    """What tells how long somebody waits is told anew without the database."""
    seen = await story(services, await office.asks("v1"))
    clock.forward(minutes=30)
    assert "已等 30 分钟" in aged(seen, services.cards).head
