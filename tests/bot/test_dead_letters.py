"""What a channel refused: on a list, to be sent again or laid aside, by one person once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.database import Database
from bot.dead_letters import DeadLetters
from bot.delivery import Refused
from bot.outbox import Sender
from bot.tables import Outbox
from bot.turns import Turns
from bot.wake import Wake
from config.clock import Clock
from config.errors import LetterNotFound
from config.region import Region
from handlers.message import Reply
from tests.bot.test_turns import message
from tests.bot.tiny_desk import TinyDesk, last_resort


class Moody:
    """A channel that refuses as long as it is told to."""

    def __init__(self) -> None:
        self.refuses = True
        self.sent: list[str] = []

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Any]:
        """The text alone."""
        return (reply.text,)

    async def send(self, account: str, part: Any) -> str:
        """Refuses, or notes what was sent."""
        if self.refuses:
            raise Refused("Forbidden", "对方停用了机器人。")
        self.sent.append(part)
        return str(len(self.sent))


@pytest.fixture
def channel() -> Moody:
    return Moody()


@pytest.fixture
def letters(database: Database, clock: Clock) -> DeadLetters:
    return DeadLetters(database, clock, Wake(database))


@pytest.fixture
def sender(database: Database, clock: Clock, region: Region, channel: Moody) -> Sender:
    return Sender(database, clock, Wake(database), region, {"telegram": channel})


@pytest.fixture
def turns(database: Database, region: Region, clock: Clock) -> Turns:
    return Turns(database, TinyDesk(), region, clock, last_resort())


async def test_what_was_refused_is_listed_and_sent_again(
    turns: Turns, letters: DeadLetters, sender: Sender, channel: Moody
) -> None:
    """With its reason; when the person is back it goes out whole, number included, once."""
    await turns.take(message("回电 13812345678", channel="telegram"))
    await sender.send_all()
    (letter,) = await letters.list()
    assert (letter.channel, letter.account, letter.error) == ("telegram", "visitor-1", "对方停用了机器人。")
    channel.refuses = False
    await letters.replay(letter.id)
    await sender.send_all()
    assert channel.sent == ["第1句：回电 13812345678"]
    assert await letters.list() == []
    with pytest.raises(LetterNotFound):
        await letters.replay(letter.id)
    await sender.send_all()
    assert len(channel.sent) == 1


async def test_what_is_laid_aside_is_never_sent(
    turns: Turns, letters: DeadLetters, sender: Sender, channel: Moody
) -> None:
    await turns.take(message("在吗", channel="telegram"))
    await sender.send_all()
    channel.refuses = False
    await letters.lay_aside((await letters.list())[0].id)
    await sender.send_all()
    assert (await letters.list(), channel.sent) == ([], [])


async def test_what_is_laid_aside_stays_masked(
    turns: Turns, letters: DeadLetters, sender: Sender, database: Database
) -> None:
    """Nobody sends it again: the number of the resident has no reason to stay."""
    await turns.take(message("回电 13812345678", channel="telegram"))
    await sender.send_all()
    await letters.lay_aside((await letters.list())[0].id)
    async with database.reading() as session:
        (kept,) = (await session.execute(select(Outbox))).scalars()
    assert kept.reply["text"] == "第1句：回电 138****5678"
    with pytest.raises(LetterNotFound):
        await letters.lay_aside(kept.id or 0)


def test_the_command_lists_masked_and_replays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An admin without the staff bot; an empty list says so, an unknown number too."""
    monkeypatch.setattr("os.umask", lambda mask: mask)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FENLIU_DATA", str(tmp_path / "data"))
    told = CliRunner().invoke(app, ["outbox", "dead"], catch_exceptions=False)
    assert "没有送不出去的答复" in told.output
    assert isinstance(CliRunner().invoke(app, ["outbox", "replay", "7"]).exception, LetterNotFound)
