"""The console holds the same conversation, with numbers for buttons."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.channels.console import FAREWELL, GREETING, Console
from bot.channels.plain_text import plain_text
from bot.services import Services
from config.errors import FenliuError
from handlers.message import Incoming, Option, Reply
from tests.shared import INDEX

ROOT = Path(__file__).parents[2]

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


@pytest.mark.parametrize("error", [RuntimeError("SELECT 13812345678"), FenliuError()])
async def test_whatever_breaks_is_one_clear_line(
    services: Services, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Danger comes first; the next line is taken as if nothing had been."""

    async def broken(_incoming: Incoming) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(services.turns, "take", broken)
        seen = await talk(services, "你好", "楼下着火了")
    assert seen[1].startswith("系统")
    assert "\n" not in seen[1]
    assert seen[2].index("119") < seen[2].index("系统")
    assert "13812345678" not in "".join(seen)
    assert (await talk(services, "你好"))[1].startswith("第1句")


async def test_ctrl_c_at_the_prompt_is_a_farewell(services: Services) -> None:
    seen = list[str]()

    def read() -> str:
        raise KeyboardInterrupt

    await Console(services.turns, services.clock, "tester", read=read, write=seen.append).run()
    assert seen == [GREETING, FAREWELL]


def test_ctrl_c_ends_the_process_at_once(tmp_path: Path) -> None:
    """While it waits for a line, without another key."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        env={**os.environ, "FENLIU_DATA": str(tmp_path / "data"), "FENLIU_INDEX": str(INDEX)},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout
    seen = b""
    try:
        while "您：".encode() not in seen and process.poll() is None:
            seen += process.stdout.read1()  # type: ignore[attr-defined]
        time.sleep(0.5)  # the prompt is out a moment before the line is waited for; nobody presses a key in between
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    finally:
        process.kill()
        rest = process.communicate()[0]
    assert process.returncode == 0, rest.decode()
    assert FAREWELL in rest.decode()
