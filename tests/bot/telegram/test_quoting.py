"""Telegram's reply function: an answer to an earlier message is understood as what it points at."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.bursts import from_body, to_body
from bot.conversations import TALK, Conversations
from bot.quoting import understood
from handlers.message import Incoming, Option, Quote, Reply
from handlers.state import Conversation
from tests.bot.telegram.conftest import Line
from tests.bot.telegram.test_exchange import inbox
from tests.bot.tiny_desk import last_resort
from tests.conftest import NOON
from tests.fakes.bot_api import BotApi, FakeUser, Sent


def first(sent: list[Sent]) -> list[str]:
    return [one.text.split("\n")[0] for one in sent if one.method == "sendMessage"]


async def asked(line: Line, text: str, *options: Option) -> Sent:
    """A question of the bot with buttons."""
    async with line.services.database.writing() as session, session.begin():
        conversations, now = Conversations(session), line.services.clock.now()
        talk = await conversations.lock("telegram", "1001", now)
        await conversations.post(talk, [Reply(text, options=options)], now, push=True)
        await conversations.save(talk, now)
    await line.sender.send_all()
    return line.new()[-1]


@pytest.mark.parametrize("words", ["明天上门", "明天上门。", "2", "第二个"])
async def test_the_words_of_an_older_button_are_its_tap(words: str, line: Line, li: FakeUser) -> None:
    li.says("你好")
    await line.all()
    older = await asked(line, "什么时候？", Option("today", "今天上门"), Option("tomorrow", "明天上门"))
    await asked(line, "哪里？", Option("here", "这里"), Option("there", "那里"))
    li.replies_to(older.message_id, words)
    assert first(await line.all()) == ["第2句：tomorrow"]


async def test_other_words_under_an_older_question_stay_as_they_are(line: Line, li: FakeUser) -> None:
    li.says("你好")
    await line.all()
    older = await asked(line, "什么时候？", Option("today", "今天上门"), Option("tomorrow", "明天上门"))
    li.replies_to(older.message_id, "后天行吗")
    assert first(await line.all()) == ["第2句：后天行吗"]


async def test_nobody_elses_buttons_are_looked_up(line: Line, li: FakeUser, api: BotApi) -> None:
    """The number of a message counts in its own conversation only."""
    li.says("你好")
    api.user(2002, "王").says("您好")
    await line.all()
    older = await asked(line, "什么时候？", Option("today", "今天上门"), Option("tomorrow", "明天上门"))
    asides, number = line.resident.receiver.dispatcher["hands"].asides, str(older.message_id)
    assert await asides.options("1001", number) == (("today", "今天上门"), ("tomorrow", "明天上门"))
    assert await asides.options("2002", number) == ()


@pytest.mark.parametrize(
    ("words", "heard"),
    [("是这个", "是这个（接前面说的：“五号楼漏水”）"), ("怎么样了？", "怎么样了？（接前面说的：“五号楼漏水”）"),
     ("六号楼", "六号楼"), ("那个漏水的事情还没有人管", "那个漏水的事情还没有人管"), ("13", "13")],
)  # fmt: skip
async def test_words_that_only_point_get_what_they_point_at(words: str, heard: str, line: Line, li: FakeUser) -> None:
    said = li.says("五号楼漏水")
    await line.all()
    li.replies_to(said, words)
    assert first(await line.all()) == [f"第2句：{heard}"]


async def test_danger_that_is_over_is_not_raised_again_by_quoting_it(line: Line, li: FakeUser) -> None:
    said = li.says("楼下着火了")
    await line.all()
    li.replies_to(said, "就是那个")
    assert first(await line.all()) == ["第2句：就是那个"]


def message(text: str, quote: Quote) -> Incoming:
    return Incoming("telegram", "1001", "1", NOON, text, quote=quote)


async def test_an_answer_to_the_pending_question_is_left_to_the_desk(line: Line) -> None:
    """The buttons quoted are those asked for now; or the words answer them, whatever is quoted."""
    options = [["yes", "对"], ["no", "不对"]]
    async with line.services.database.writing() as session, session.begin():
        talk = await Conversations(session).lock("telegram", "1001", line.services.clock.now())
        talk.state = Conversation(options=options).to_json()
    pending = tuple((code, label) for code, label in options)
    for quote in (Quote("对吗？", options=pending), Quote("五号楼漏水", own=True)):
        heard = understood(message("对", quote), talk, last_resort())
        assert (heard.text, heard.option, heard.quote) == ("对", "", None)


async def test_who_has_the_conversation_reads_what_is_answered(line: Line, li: FakeUser) -> None:
    """The quote outlives the wait in the inbox; nothing is put into the resident's mouth."""
    said = li.says("五号楼漏水")
    await line.all()
    async with line.services.database.writing() as session, session.begin():
        await session.execute(update(TALK).values(held_by=1))
    li.replies_to(said, "是这个")
    await line.fetch()
    row = (await inbox(line.services))[-1]
    kept = from_body("telegram", "1001", row.message_id, row.received_at, row.body)
    assert (kept.text, kept.quote) == ("是这个", Quote("五号楼漏水", own=True))
    assert from_body("telegram", "1001", "1", NOON, to_body(kept)).quote == kept.quote
