"""The console holds the same conversation, with numbers for buttons."""

from __future__ import annotations

from bot.channels.console import FAREWELL, GREETING, Console
from bot.channels.plain_text import plain_text
from bot.services import Services
from handlers.message import Option, Reply

REPLY = Reply("好", "order", (Option("a", "甲"), Option("b", "乙")), (("工单号", "1"),), (("依据", "《示例法》"),))


def test_a_reply_as_plain_text() -> None:
    """Rows, numbered options, and the titles of what can be unfolded; in a form a number is an answer, not a choice."""
    assert plain_text(REPLY) == "好\n  工单号：1\n  （想看详情就输入：依据）\n  1. 甲\n  2. 乙"
    assert plain_text(Reply("好")) == "好"
    assert plain_text(Reply("几楼？", "form", REPLY.options)) == "几楼？\n  （也可以回复：甲、乙）"


async def talk(services: Services, *lines: str) -> list[str]:
    """What a person sees who types these lines."""
    typed, seen = iter(lines), list[str]()

    def read() -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    await Console(services.turns, services.clock, "tester", read=read, write=seen.append).run()
    return seen


async def test_a_conversation_goes_on_the_next_time(services: Services) -> None:
    first = await talk(services, "你好", "依据", "再见", "never read")
    assert first == [
        GREETING,
        "第1句：你好\n  （想看详情就输入：依据）\n  1. 确认\n  2. 人工",
        "依据：\n《示例法》",
        FAREWELL,
    ]
    second = await talk(services, "半个\ud83d表情\x00")
    assert second[1].startswith("第2句：半个\ufffd表情\n")
    assert second[2] == FAREWELL
