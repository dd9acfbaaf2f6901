"""A worker and a resident talk through the bot: nothing is lost or reaches the wrong person; the bot is silent."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from bot.channels.staff.gate import STRANGER
from bot.channels.staff.talking import CANNOT, EDITED, WHOM
from bot.tables import Photo
from handlers.message import Incoming
from tests.bot.staff.conftest import RESIDENTS, STAFF, Office
from tests.bot.test_web_chat import picture
from tests.fakes.bot_api import BotApi, FakeUser

OGG = b"OggS" + b"\x00" * 60


async def test_both_talk_and_the_bot_is_silent(office: Office, zhang: FakeUser) -> None:
    """The card comes, is claimed, and from then on only people speak."""
    li = await office.asks(1)
    assert "路灯不亮" in office.last(zhang).text
    claimed = await office.taps(zhang, "受理")
    assert "您已受理" in claimed
    assert "张三受理" not in claimed
    assert "我是工作人员张三" in await office.hears(li)
    assert await office.says(zhang, "您在哪条路？") == ""
    assert await office.hears(li) == "您在哪条路？"
    assert await office.says(li, "幸福路 <8> 号") == ""
    assert "居民：幸福路 <8> 号" in await office.hears(zhang)


async def test_a_worker_reads_which_message_a_resident_answers(office: Office, zhang: FakeUser) -> None:
    """Each answer comes by itself, and what is quoted stands before it."""
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    await office.says(zhang, "是幸福路还是中山路？")
    await office.all()
    question = office.last(li)
    said = li.says("都有")
    assert "居民：都有" in await office.hears(zhang)
    li.replies_to(question.message_id, "前面那条")
    li.replies_to(said, "对")
    heard = await office.hears(zhang)
    assert "居民：（回复“是幸福路还是中山路？”） 前面那条" in heard
    assert "居民：（回复“都有”） 对" in heard


async def test_photos_and_voice_go_both_ways(office: Office, zhang: FakeUser, api: BotApi) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    zhang.sends_photo(picture(), "按这个地址去")
    zhang.sends_voice(OGG)
    await office.all()
    photo, voice = office.new(li)
    assert (photo.method, photo.text, voice.method) == ("sendPhoto", "按这个地址去", "sendVoice")
    office.new(zhang)
    li.sends_photo(picture(), "就是这盏")
    await office.all()
    (relayed,) = office.new(zhang)
    assert relayed.method == "sendPhoto"
    assert relayed.text.endswith("居民：就是这盏")
    li.sends_photo(picture())
    assert "（发来照片）" in await office.hears(zhang)


async def test_a_photo_that_cannot_be_fetched_is_told(office: Office, zhang: FakeUser, api: BotApi) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    api.fail("getFile", status=400, times=None)
    zhang.sends_photo(picture())
    assert "没有发给居民" in await office.hears(zhang)
    assert await office.hears(li) == ""


async def test_with_several_nothing_goes_to_the_wrong_resident(office: Office, zhang: FakeUser) -> None:
    """The last claimed is the partner; a reply goes where it belongs; the list changes the partner."""
    first, second = await office.asks(1, "人工 第一件"), await office.asks(2, "人工 第二件")
    await office.all()
    for handoff in (1, 2):
        await office.taps(zhang, f"h.claim:{handoff}")
    await office.hears(first), await office.hears(second)
    await office.says(zhang, "给第二位")
    assert (await office.hears(first), await office.hears(second)) == ("", "给第二位")
    await office.says(first, "我在听")
    relayed = next(one for one in office.api.sent(STAFF, zhang.id) if "我在听" in one.text)
    zhang.replies_to(relayed.message_id, "给第一位")
    assert "接下来您打的字" in await office.hears(zhang)
    assert (await office.hears(first), await office.hears(second)) == ("给第一位", "")
    assert "▶" in await office.says(zhang, "/mine")
    assert "接下来您打的字" in await office.taps(zhang, "h.talk:2")
    await office.says(zhang, "又给第二位")
    assert (await office.hears(first), await office.hears(second)) == ("", "又给第二位")


async def test_words_wait_where_the_partner_is_gone(office: Office, zhang: FakeUser) -> None:
    """A handoff that went back by itself: the next words are not given to whoever is left."""
    first, second = await office.asks(1, "人工 第一件"), await office.asks(2, "人工 第二件")
    for handoff in (1, 2):
        await office.taps(zhang, f"h.claim:{handoff}")
    await office.services.people.put_back(2, "超时")
    await office.hears(first), await office.hears(second)
    assert WHOM in await office.says(zhang, "您好，在吗")
    assert (await office.hears(first), await office.hears(second)) == ("", "")
    await office.taps(zhang, "h.talk:1")
    assert (await office.hears(first), await office.hears(second)) == ("您好，在吗", "")


async def test_a_reply_to_a_question_of_the_bot_never_reaches_the_resident(office: Office, zhang: FakeUser) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理", "立单")
    await office.hears(li)
    question = office.last(zhang)
    zhang.replies_to(question.message_id, "居民急用")
    assert "派给哪一类单位" in await office.hears(zhang)
    assert await office.hears(li) == ""


async def test_who_holds_nothing_reads_what_waits(office: Office, zhang: FakeUser) -> None:
    assert "没有在办的" in await office.says(zhang, "有人吗")
    await office.asks(1)
    await office.all()
    office.new(zhang)
    assert "等候受理的有 1 件" in await office.says(zhang, "有人吗")
    assert office.last(zhang).data == ["h.claim:1"]


async def test_corrections_and_stickers_are_told(office: Office, zhang: FakeUser) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    said = zhang.says("明天去")
    await office.all()
    office.new(li), office.new(zhang)
    zhang.edits(said, "后天去")
    assert await office.hears(zhang) == EDITED
    zhang.sends_sticker()
    assert await office.hears(zhang) == CANNOT
    assert await office.hears(li) == ""


async def test_an_update_that_comes_again_does_nothing(office: Office, zhang: FakeUser, api: BotApi) -> None:
    """Whatever it was: a claim, words, a photo, a question, its answer, an end."""
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.says(zhang, "在哪里")
    zhang.sends_photo(picture())
    await office.all()
    await office.taps(zhang, "办结", "已答复")
    await office.says(zhang, "说清楚了")
    before = (len(api.sent(STAFF)), len(api.sent(RESIDENTS)), await office.remembered(zhang))
    for update in api.updates(STAFF) * 2:
        await office.staff.feed(update)
    await office.sender.send_all()
    assert (len(api.sent(STAFF)), len(api.sent(RESIDENTS)), await office.remembered(zhang)) == before
    assert await office.held_by(zhang) == []
    assert "已经答复完了" in "\n".join(one.text for one in api.sent(RESIDENTS, li.id))


@pytest.mark.parametrize(
    "words", ["你好", "/start", "/start 一二三", "/waiting", "ABCD-EFGH-JKMN", "/join ABCDEFGHJKMN"]
)
async def test_a_stranger_reads_one_line_an_hour(words: str, office: Office) -> None:
    """Whatever is written, the same line; nothing tells that codes exist."""
    stranger = office.api.user(5, "路人", token=STAFF)
    assert await office.says(stranger, words) == STRANGER
    assert await office.says(stranger, words) == ""
    office.clock.forward(hours=1)
    assert await office.says(stranger, words) == STRANGER


async def test_guesses_are_limited(office: Office) -> None:
    """After five wrong codes even the right one does not help."""
    from orders.staff import StaffBook

    stranger = office.api.user(5, "路人", token=STAFF)
    for _ in range(5):
        await office.says(stranger, "/join AAAA-BBBB-CCCC")
    async with office.services.database.writing() as session, session.begin():
        code = await StaffBook(session, office.clock).invite("李四", "worker")
    assert await office.says(stranger, code) == ""
    friend = office.api.user(6, "李四", token=STAFF)
    assert "李四您好，您已加入" in await office.says(friend, code.lower())
    assert await office.says(office.api.user(7, "别人", token=STAFF), code) == STRANGER


async def test_an_answer_to_a_list_or_an_old_question_asks_for_whom(office: Office, zhang: FakeUser) -> None:
    """Such a message tells of several residents, or of none who is spoken to."""
    first, second = await office.asks(1), await office.asks(2)
    await office.all()
    await office.taps(zhang, "h.claim:1", "h.claim:2", "h.end:1")
    await office.hears(first), await office.hears(second)
    old_question = office.last(zhang).message_id
    await office.says(zhang, "/mine")
    for number in (old_question, office.last(zhang).message_id):
        zhang.replies_to(number, "好的")
        assert await office.hears(zhang) == WHOM
    assert (await office.hears(first), await office.hears(second)) == ("", "")


async def test_a_mistyped_command_is_not_given_to_the_resident(office: Office, zhang: FakeUser) -> None:
    li = await office.asks(1)
    await office.taps(zhang, "受理")
    await office.hears(li)
    assert "没有这个命令" in await office.says(zhang, "/wating")
    assert await office.hears(li) == ""


async def test_a_resident_of_the_page_may_see_the_photo(office: Office, zhang: FakeUser) -> None:
    """It belongs to them, whatever channel it came over."""
    page = Incoming("web", "visitor-1", "m1", office.clock.now(), text="人工 漏水")
    await office.services.turns.take(page)
    await office.all()
    await office.taps(zhang, "受理")
    zhang.sends_photo(picture(), "看这里")
    await office.all()
    async with office.services.database.reading() as session:
        (photo,) = (await session.execute(select(Photo))).scalars()
    assert await office.services.photos.file(photo.ref, "visitor-1") is not None
    assert photo.channel == "web"


async def test_the_holder_reads_all_of_a_long_card(office: Office, zhang: FakeUser) -> None:
    """What is stored is masked; what opens is not, as long as the handoff is theirs."""
    await office.asks(1, "人工 " + "路灯不亮，" * 150 + "我的电话13812345678")
    assert "13812345678" not in await office.taps(zhang, "全部材料")
    await office.taps(zhang, "受理")
    assert "13812345678" in await office.taps(zhang, "全部材料")


async def test_an_answer_is_sought_among_the_newest_messages_only(
    office: Office, zhang: FakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much was written to the worker in years: an older one is known by the receipt it shows."""
    first, second = await office.asks(1), await office.asks(2)
    await office.taps(zhang, "受理")
    await office.taps(zhang, "受理")
    await office.hears(first), await office.hears(second)
    old = await office.says(first, "我是第一个")
    relayed = next(one for one in office.api.sent(STAFF, zhang.id) if "我是第一个" in one.text)
    await office.hears(zhang)
    monkeypatch.setattr("bot.channels.staff.talking.LOOKED_AT", 1)
    statements = _statements(office)
    zhang.replies_to(relayed.message_id, "好的")
    await office.all()
    assert old == ""
    assert await office.hears(first) == "好的"
    assert await office.hears(second) == ""
    assert all("LIMIT" in one for one in statements if "outbox" in one and "LIKE" in one)
    assert any("LIKE" in one for one in statements)


def _statements(office: Office) -> list[str]:
    """What the database is asked from now on."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(office.services.database.engine.sync_engine, "before_cursor_execute", note)
    return asked
