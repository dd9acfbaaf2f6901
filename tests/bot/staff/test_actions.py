"""What a worker does with a handoff over the buttons, and that old buttons are safe."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from bot.services import Services
from bot.staff_post import Once
from config.errors import OrderError
from orders.staff import StaffBook
from orders.tables import Handoff, HandoffEvent, Order
from tests.bot.staff.conftest import STAFF, Office, open_bot
from tests.fakes.bot_api import FakeUser


async def handoff(services: Services, number: int = 1) -> Handoff:
    async with services.database.reading() as session:
        found = await session.get(Handoff, number)
    assert found is not None
    return found


async def test_of_two_at_once_one_gets_it_and_the_other_reads_who(
    office: Office, zhang: FakeUser, wang: FakeUser
) -> None:
    await office.asks(1)
    await office.all()
    office.new(zhang), office.new(wang)
    updates = [one.taps("受理") for one in (zhang, wang)]
    await asyncio.gather(*map(office.staff.feed, updates))
    await office.all()
    heard = {one.id: "\n".join(sent.text for sent in office.new(one)) for one in (zhang, wang)}
    holder = (await handoff(office.services)).staff_id
    winner, loser, name = (zhang, wang, "张三") if holder == 1 else (wang, zhang, "王五")
    assert "您已受理" in heard[winner.id]
    assert f"这件由{name}受理，从 11-22 12:00 开始" in heard[loser.id]
    assert len(await office.held_by(winner)) == 1
    assert await office.held_by(loser) == []


async def test_a_quick_reply_is_filled_in_looked_at_and_sent(office: Office, zhang: FakeUser) -> None:
    """Only what was looked at leaves, and only when it is confirmed."""
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    await office.taps(zhang, "快捷回复")
    assert "哪个单位" in await office.taps(zhang, "去核实")
    assert "什么时间" in await office.says(zhang, "城管局")
    assert "我去和城管局核实一下，下午三点前" in await office.says(zhang, "下午三点")
    old = office.last(zhang)
    assert await office.hears(li) == ""
    await office.taps(zhang, "改一改")
    assert "我问过城管局再回您" in await office.says(zhang, "我问过城管局再回您")
    zhang.presses(old.message_id, old.data[0])
    await office.all()
    assert await office.hears(li) == ""
    assert "已发给" in await office.taps(zhang, "发送")
    assert await office.hears(li) == "我问过城管局再回您"
    zhang.presses(old.message_id, old.data[0])
    assert await office.hears(li) == ""


async def test_a_question_survives_a_restart(office: Office, zhang: FakeUser, services: Services) -> None:
    """A new process goes on in the middle of the fill-ins."""
    li = await office.asks(1)
    await office.taps(zhang, "受理", "快捷回复", "去核实")
    await office.hears(li)
    await office.says(zhang, "城管局")
    office.staff = await open_bot(services)
    office.sender.channels = {**office.sender.channels, "staff": office.staff.channel}
    assert "我去和城管局核实一下，今天前" in await office.says(zhang, "今天")
    await office.taps(zhang, "发送")
    assert "我去和城管局核实一下" in await office.hears(li)
    await office.staff.stop()


async def test_a_colleague_gets_the_packet_and_the_note(office: Office, zhang: FakeUser, wang: FakeUser) -> None:
    li = await office.asks(1)
    await office.all()
    zhang.presses(office.last(zhang).message_id, "h.claim:1")
    await office.all()
    await office.hears(li), office.new(wang)
    await office.taps(zhang, "转交", "王五")
    assert "已转给王五" in await office.says(zhang, "这位居民耳背，打字大声点")
    heard = await office.hears(wang)
    assert "张三转给您一件：这位居民耳背" in heard
    assert "路灯不亮" in heard
    assert "转给了同事王五" in await office.hears(li)
    assert "没有在办的" in await office.says(zhang, "还在吗")
    assert await office.hears(li) == ""
    await office.says(wang, "您好")
    assert await office.hears(li) == "您好"


async def test_an_order_is_filed_in_the_workers_name(office: Office, zhang: FakeUser, services: Services) -> None:
    """Reason, unit by a typed word, preview; the confirmation files once, the resident reads the number."""
    li = await office.asks(1)
    await office.taps(zhang, "受理", "立单")
    await office.hears(li)
    assert "派给哪一类单位" in await office.says(zhang, "夜里看不见路，急")
    assert "没有找到" in await office.says(zhang, "外星人")
    await office.says(zhang, "城管")
    assert "将立单" in await office.taps(zhang, "f.unit:1:urban_management")
    preview = office.last(zhang)
    assert "已立单" in await office.taps(zhang, "确认立单")
    zhang.presses(preview.message_id, preview.data[0])
    await office.all()
    async with services.database.reading() as session:
        (order,) = (await session.execute(select(Order))).scalars()
    assert (order.worker, order.worker_reason, order.handler) == ("张三", "夜里看不见路，急", "urban_management")
    assert order.number in await office.hears(li)
    assert (await handoff(services)).ended_as == "filed"


async def test_it_ends_as_the_worker_says_and_the_bot_is_back(
    office: Office, zhang: FakeUser, services: Services
) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理", "办结", "已指路")
    assert "已办结" in await office.says(zhang, "告诉了街道电话")
    assert "该去哪里" in await office.hears(li)
    assert (await handoff(services)).ended_as == "redirected"
    async with services.database.reading() as session:
        notes = [event.note for event in (await session.execute(select(HandoffEvent))).scalars()]
    assert "已指路：告诉了街道电话" in notes
    await office.says(li, "谢谢")
    assert "句：谢谢" in "\n".join(one.text for one in office.api.sent(li.bot.token, li.id))


async def test_given_back_the_bot_goes_on(office: Office, zhang: FakeUser) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    assert "已退回机器人" in await office.taps(zhang, "退回机器人")
    assert "由我继续帮您" in await office.hears(li)


async def test_after_one_ends_the_worker_reads_who_is_next(office: Office, zhang: FakeUser) -> None:
    first, second = await office.asks(1), await office.asks(2)
    await office.all()
    await office.taps(zhang, "h.claim:1", "h.claim:2", "h.end:2", "e.as:2:answered")
    assert "还在您手里，接下来您打的字" in await office.taps(zhang, "直接办结")
    await office.hears(first), await office.hears(second)
    await office.says(zhang, "轮到您了")
    assert (await office.hears(first), await office.hears(second)) == ("轮到您了", "")


@pytest.mark.parametrize(("role", "taken"), [("supervisor", True), ("admin", True), ("worker", False)])
async def test_only_chiefs_take_over(role: str, taken: bool, office: Office, zhang: FakeUser) -> None:
    chief = await office.hire(903, "赵六", role)
    await office.asks(1)
    await office.all()
    card = office.last(chief)
    await office.taps(zhang, "受理")
    office.new(zhang), office.new(chief)
    chief.presses(card.message_id, "h.claim:1")
    assert "这件由张三受理" in await office.hears(chief)
    assert (office.last(chief).data == ["h.take:1"]) is taken
    chief.presses(card.message_id, "h.take:1")
    await office.all()
    assert (len(await office.held_by(chief)) == 1) is taken
    assert ("赵六接过了" in "\n".join(one.text for one in office.new(zhang))) is taken


@pytest.mark.parametrize(
    "data",
    ["h.quick:1", "h.file:1", "h.transfer:1", "h.end:1", "h.back:1", "h.talk:1", "q.send:1:0a0a0a0a", "f.yes:1:x",
     "t.go:1:1", "e.go:1:answered", "t.to:1:1", "f.unit:1:police", "q.edit:1", "nothing", "h.claim:999999999",
     "d.again:5", "fold:1:7", "fold:999999999:0"],
)  # fmt: skip
async def test_old_buttons_are_safe(data: str, office: Office, zhang: FakeUser, services: Services) -> None:
    """After the end none of them does anything but tell so."""
    await office.asks(1)
    await office.taps(zhang, "受理", "办结", "已答复", "直接办结")
    before, ended = office.last(zhang), await handoff(services)
    zhang.presses(before.message_id, data)
    await office.all()
    assert await handoff(services) == ended
    toasts = [call for call in office.api.calls if call.method == "answerCallbackQuery"]
    assert toasts[-1].status == 200


async def test_served_buttons_are_taken_away(office: Office, zhang: FakeUser) -> None:
    await office.asks(1)
    await office.taps(zhang, "受理")
    edits = [one for one in office.api.sent(STAFF, zhang.id) if one.method == "editMessageReplyMarkup"]
    assert [one.labels for one in edits] == [[]]


async def test_duty_help_and_lists(office: Office, zhang: FakeUser) -> None:
    assert "您现在休息" in await office.says(zhang, "/duty off")
    await office.asks(1)
    await office.hears(zhang)
    await office.asks(2)
    assert "您现在值班" in await office.says(zhang, "/duty on")
    assert "等候受理的有 2 件" in await office.says(zhang, "/waiting")
    assert "您手里的：没有" in await office.says(zhang, "/mine")
    assert "张三（工作人员，值班）" in await office.says(zhang, "/help")
    assert "等候受理：2 件" in await office.says(zhang, "/health")
    assert "没有送不到" in await office.says(zhang, "/dead")


@pytest.mark.parametrize(
    ("packet", "question"),
    [
        ({"words": ["路灯不亮"], "candidates": [{"card": "a", "handler": "urban_management"}]}, "派给哪一类单位"),
        ({"words": ["路灯不亮"], "decisions": [{"destination": "court", "handler": None}]}, "派给哪一类单位"),
        ({"words": ["路灯不亮"], "decisions": [{"destination": "order", "handler": "police"}]}, "将立单"),
        ({"words": [], "attachments": ["a"]}, "还缺内容"),
    ],
)
async def test_only_what_is_missing_is_asked(
    packet: dict[str, object], question: str, office: Office, zhang: FakeUser, services: Services
) -> None:
    """The first unit offered is that of the card which came into question."""
    await office.asks(1)
    await office.taps(zhang, "受理")
    async with services.database.writing() as session, session.begin():
        await session.execute(update(Handoff).values(packet=packet))
    await office.taps(zhang, "立单")
    assert question in await office.says(zhang, "居民急")
    if "candidates" in packet:
        assert office.last(zhang).data[0] == "f.unit:1:urban_management"


async def test_a_claim_that_comes_again_later_claims_nothing(office: Office, zhang: FakeUser) -> None:
    """It went back meanwhile: the old update must not take it a second time."""
    await office.asks(1)
    await office.all()
    update_ = zhang.taps("受理")
    await office.all()
    await office.services.people.put_back(1, "超时")
    await office.staff.feed(update_)
    assert await office.held_by(zhang) == []


async def test_a_forged_button_ends_nothing(office: Office, zhang: FakeUser) -> None:
    """What only comes of an order cannot be chosen: it would tell the resident of an order that there is not."""
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    card = office.last(zhang).message_id
    for data in ("e.as:1:filed", "e.go:1:filed", "e.as:1:given_back"):
        zhang.presses(card, data)
        assert "办结方式" in (heard := await office.hears(zhang)) or "e.go" in data, heard
    assert await office.hears(li) == ""
    assert (await handoff(office.services)).status == "claimed"
    async with office.services.database.reading() as session:
        staff = await StaffBook(session, office.clock).get((await handoff(office.services)).staff_id or 0)
    with pytest.raises(OrderError):
        await office.services.people.end(Once(str(zhang.id), "x", office.clock.now()), 1, staff, "filed")
