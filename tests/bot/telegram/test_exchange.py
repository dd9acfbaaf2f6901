"""Whole exchanges with residents: real dispatcher, real database, real sender, and a server that checks every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.telegram.dispatcher import BACK, BLOCKED
from bot.conversations import INBOX, OUTBOX, TALK, Conversations
from bot.services import Services
from bot.tables import Photo
from handlers.global_words import CODES
from handlers.message import Option, Reply
from handlers.unread import MARKS
from knowledge_base.english import is_english
from tests.bot.telegram.conftest import TOKEN, Line
from tests.bot.test_turns import count
from tests.bot.test_web_chat import picture
from tests.conftest import StandingClock
from tests.fakes.bot_api import BotApi, FakeUser

OGG = b"OggS" + b"\x00" * 60


async def inbox(services: Services) -> list[Any]:
    async with services.database.reading() as session:
        return list((await session.execute(select(INBOX).order_by(INBOX.c.seq))).all())


async def test_words_are_answered_with_buttons(line: Line, li: FakeUser) -> None:
    li.says("楼道灯坏<b>了")
    (sent,) = [one for one in await line.all() if one.method == "sendMessage"]
    assert sent.text.startswith("第1句：楼道灯坏<b>了") or "回执" in sent.text
    assert sent.chat_id == 1001


async def test_a_tap_answers_the_question_and_takes_the_buttons_away(line: Line, li: FakeUser, api: BotApi) -> None:
    """The query is acknowledged; the button that opens the detail stays."""
    li.says("你好")
    (first,) = await line.all()
    assert first.labels == ["确认", "人工", "依据"]
    li.taps("确认")
    replies = await line.all()
    assert any("办好了" in one.text for one in replies if one.method == "sendMessage")
    (edited,) = [one for one in replies if one.method == "editMessageReplyMarkup"]
    assert edited.message_id == first.message_id
    assert edited.labels == ["依据"]
    assert "answerCallbackQuery" in [call.method for call in api.calls]


async def test_a_detail_opens_once_and_only_for_whom_it_was_written(line: Line, li: FakeUser, api: BotApi) -> None:
    li.says("你好")
    await line.all()
    li.taps("依据")
    await line.fetch()
    async with line.services.database.reading() as session:
        (first, *_) = (await session.execute(select(OUTBOX.c.id))).scalars()
    (told,) = await line.all()
    assert told.text == "依据：《示例法》"
    stranger = api.user(2002, "王")
    stranger.says("你好")
    (theirs,) = await line.all()
    stranger.presses({"message_id": theirs.message_id}, f"fold:{first}:0")
    assert await line.all() == []


async def test_an_update_that_comes_again_changes_nothing(line: Line, li: FakeUser, api: BotApi) -> None:
    """Neither words nor taps nor details nor photos are taken twice."""
    li.says("你好")
    await line.all()
    li.sends_photo(picture(), "门口")
    li.taps("依据")
    li.taps("确认")
    await line.all()
    before = (len(api.sent(TOKEN)), len(await inbox(line.services)), await count(line.services.database, Photo))
    for update_ in api.updates(TOKEN) * 2:
        await line.resident.feed(update_)
    await line.worker.take_all()
    await line.sender.send_all()
    after = (len(api.sent(TOKEN)), len(await inbox(line.services)), await count(line.services.database, Photo))
    assert after == before


async def test_a_photo_arrives_with_its_words(line: Line, li: FakeUser) -> None:
    li.sends_photo(picture(), "就在这里")
    await line.all()
    (row,) = await inbox(line.services)
    assert row.text == "就在这里"
    assert (await line.services.photos.owned(row.attachments, "1001"))[0].kind == "photo"


async def test_an_album_is_as_many_photos(line: Line, li: FakeUser) -> None:
    li.sends_group([picture(), picture(), picture()], "三张")
    await line.all()
    assert [len(row.attachments) for row in await inbox(line.services)] == [1, 1, 1]


async def test_a_voice_note_is_kept_as_it_is(line: Line, li: FakeUser) -> None:
    li.sends_voice(OGG)
    await line.all()
    (row,) = await inbox(line.services)
    path = await line.services.photos.file(row.attachments[0], "1001")
    assert path is not None
    assert path.read_bytes() == OGG


async def test_a_picture_sent_as_a_file_is_a_photo(line: Line, li: FakeUser) -> None:
    li.sends_document(picture(), "IMG_1.jpg", "image/jpeg", "看这个")
    await line.all()
    (row,) = await inbox(line.services)
    assert (row.text, len(row.attachments)) == ("看这个", 1)


@pytest.mark.parametrize(("method", "status"), [("getFile", 500), ("getFile", 400), ("file", 404), ("file", 500)])
async def test_a_file_that_cannot_be_fetched_costs_no_words(
    method: str, status: int, line: Line, li: FakeUser, api: BotApi
) -> None:
    """They are taken, with the mark that the photo did not arrive."""
    api.fail(method, status=status, times=None)
    li.sends_photo(picture(), "漏水")
    await line.all()
    (row,) = await inbox(line.services)
    assert row.text == f"漏水\n{MARKS['photo_lost']}"
    assert row.attachments == []


async def test_a_file_that_fails_once_is_fetched_again(line: Line, li: FakeUser, api: BotApi) -> None:
    api.drop("getFile", after_effect=False)
    li.sends_photo(picture(), "漏水")
    await line.all()
    (row,) = await inbox(line.services)
    assert len(row.attachments) == 1


async def test_a_file_that_is_too_large_is_not_fetched(line: Line, li: FakeUser, api: BotApi) -> None:
    line.resident.fetching.files.photo_bytes = 10
    li.sends_photo(picture(), "漏水")
    await line.all()
    (row,) = await inbox(line.services)
    assert row.text == f"漏水\n{MARKS['photo_lost']}"
    assert "getFile" not in [call.method for call in api.calls]


@pytest.mark.parametrize(
    ("send", "mark"),
    [
        (lambda user: user.sends_sticker(), "sticker"),
        (lambda user: user.sends_document(b"%PDF"), "file"),
        (lambda user: user.sends_photo(b"no picture"), "photo_refused"),
        (lambda user: user.sends_voice(b"no voice"), "voice_lost"),
    ],
)
async def test_what_cannot_be_read_is_noted(
    send: Callable[[FakeUser], Any], mark: str, line: Line, li: FakeUser
) -> None:
    send(li)
    assert await line.all()
    assert [row.text for row in await inbox(line.services)] == [MARKS[mark]]


async def test_a_place_and_a_number_arrive(line: Line, li: FakeUser) -> None:
    li.sends_location(31.3, 120.6)
    li.sends_contact("+8613800001111")
    li.sends_contact("13900002222", own=False)
    await line.fetch()
    place, own, other = await inbox(line.services)
    assert (place.located, place.body["location"]["lat"]) == (True, 31.3)
    assert own.body["text"] == "13800001111"
    assert other.body["text"] == "联系人李，电话13900002222"


async def test_corrected_words_replace_those_that_still_wait(line: Line, li: FakeUser, clock: StandingClock) -> None:
    clock.forward(days=3650)
    said = li.says("三号楼漏水")
    await line.fetch()
    li.edits(said, "五号楼漏水")
    (sent,) = await line.all()
    assert sent.text.startswith("第1句：五号楼漏水")
    for one in line.api.updates(TOKEN):
        await line.resident.feed(one)
    await line.answer()
    assert line.new() == []


async def test_the_newest_correction_counts(line: Line, li: FakeUser, clock: StandingClock) -> None:
    """In whichever order corrections come, and though all of them come again."""
    clock.forward(days=3650)
    said = li.says("三号楼漏水")
    await line.fetch()
    one, two = li.edits(said, "四号楼漏水"), li.edits(said, "五号楼漏水")
    for update_ in (two, one, one, two, one):
        await line.resident.feed(update_)
    assert [row.body.get("text") for row in await inbox(line.services)] == ["五号楼漏水", None, None]
    await line.answer()
    assert [sent.text.split("\n")[0] for sent in line.new()] == ["第1句：五号楼漏水"]


async def test_corrected_words_that_come_late_are_a_new_message(line: Line, li: FakeUser) -> None:
    said = li.says("三号楼漏水")
    await line.all()
    li.edits(said, "五号楼漏水")
    sent = [one.text for one in await line.all() if one.method == "sendMessage"]
    assert [text.split("\n")[0] for text in sent] == ["第2句：五号楼漏水"]


async def test_an_answer_to_a_message_is_understood_as_its_words(line: Line, li: FakeUser) -> None:
    said = li.says("你好")
    await line.all()
    li.replies_to(said, "五号楼")
    (sent,) = await line.all()
    assert sent.text.startswith("第2句：五号楼")


@pytest.mark.parametrize(
    ("typed", "words", "code"),
    [("/start", "你好", ""), ("/start human", "", "human"), ("/start abc-1", "你好", ""), ("/start 漏水", "漏水", ""),
     ("/status@FenliuBot", "", "progress"), ("/cancel", "", "cancel"), ("/HUMAN", "", "human"),
     ("/human 着火了", "人工，着火了", ""), ("/nothing", "/nothing", ""), ("/", "/", "")],
)  # fmt: skip
async def test_commands_are_what_the_desk_knows(typed: str, words: str, code: str, line: Line, li: FakeUser) -> None:
    """Words that come with a command are not lost: they may tell of danger."""
    li.says(typed)
    await line.fetch()
    (row,) = await inbox(line.services)
    assert (row.body["text"], row.body["option"]) == (words, code)


async def test_who_has_an_english_telephone_is_greeted_in_english(line: Line, api: BotApi) -> None:
    api.user(3003, "Ann", "en-GB").says("/start")
    await line.fetch()
    (row,) = await inbox(line.services)
    assert is_english(row.body["text"])


@pytest.mark.parametrize("typed", ["/lang", "/lang en", "/lang 中文", "/help"])
async def test_languages_and_help_are_codes_where_the_desk_has_them(typed: str, line: Line, li: FakeUser) -> None:
    li.says(typed)
    await line.fetch()
    (row,) = await inbox(line.services)
    code = {"/lang": "lang", "/lang en": "lang_en", "/lang 中文": "lang_zh", "/help": "help"}[typed]
    words = "帮助" if code == "help" else typed
    assert (row.body["text"], row.body["option"]) == (("", code) if code in CODES else (words, ""))


async def test_blocking_and_coming_back_are_noted(line: Line, li: FakeUser) -> None:
    li.says("你好")
    await line.all()
    li.blocks()
    li.unblocks()
    assert await line.all() == []
    assert [row.text for row in await inbox(line.services)][1:] == [BLOCKED, BACK]


async def test_while_a_person_has_the_conversation_the_bot_shows_nothing(line: Line, li: FakeUser, api: BotApi) -> None:
    """Not even that it is typing; a detail does not open."""
    li.says("你好")
    await line.all()
    async with line.services.database.writing() as session, session.begin():
        await session.execute(update(TALK).values(held_by=1))
    before = [call.method for call in api.calls].count("sendChatAction")
    li.says("在吗")
    li.taps("依据")
    await line.fetch()
    await line.sender.send_all()
    await line.resident.courtesies.drain()
    assert line.new() == []
    assert [call.method for call in api.calls].count("sendChatAction") == before == 1


async def test_a_group_gets_one_line_and_nothing_is_read_there(line: Line, li: FakeUser, api: BotApi) -> None:
    group = {"id": -100, "type": "group", "title": "业主群"}
    me = api.bots[TOKEN].info
    change = {"chat": group, "from": li.person, "date": 1_700_000_000}
    joined = {"old_chat_member": {"user": me, "status": "left"}, "new_chat_member": {"user": me, "status": "member"}}
    said = {"message_id": 5, "date": 1_700_000_000, "chat": group, "from": li.person, "text": "有人吗"}
    await line.resident.feed({"update_id": 1, "my_chat_member": change | joined})
    assert line.resident.courtesies.waiting == 1
    await line.resident.feed({"update_id": 2, "message": said})
    await line.resident.feed({"update_id": 3, "edited_message": said | {"edit_date": 1_700_000_001}})
    assert line.resident.courtesies.waiting == 1
    assert await inbox(line.services) == []


async def test_an_option_too_long_for_a_button_comes_back_whole(line: Line, li: FakeUser, api: BotApi) -> None:
    """Looked up in the reply it stood under, and in nobody else's."""
    li.says("你好")
    await line.all()
    code = "c:" + "very-long-card-" * 9
    async with line.services.database.writing() as session, session.begin():
        conversations, now = Conversations(session), line.services.clock.now()
        talk = await conversations.lock("telegram", "1001", now)
        await conversations.post(talk, [Reply("哪一种？", options=(Option(code, "这一种"),))], now, push=True)
        await conversations.save(talk, now)
    await line.sender.send_all()
    (asked,) = line.new()
    assert asked.data[0].startswith("opt:")
    api.user(2002, "王").says("您好")
    await line.all()
    api.user(2002, "王").presses(api.sent(TOKEN)[-1].message_id, asked.data[0])
    li.taps("这一种")
    await line.fetch()
    assert {row.option for row in await inbox(line.services)} - {""} == {code, asked.data[0]}
