"""Every error of python-telegram-bot has its meaning for the outbox, and what is asked for is waited."""

from __future__ import annotations

import pytest
from telegram import error as telegram

from bot.channels.staff.troubles import LATER, NEVER, meaning
from bot.delivery import Refused, TryLater
from handlers.message import Attachment, Reply
from tests.bot.staff.conftest import STAFF, Office
from tests.fakes.bot_api import FakeUser

HUGE = '{"ok": false, "error_code": 429, "description": "x", "parameters": {"retry_after": 1e300}}'
ERRORS = [one for one in vars(telegram).values() if isinstance(one, type) and issubclass(one, BaseException)]


def test_every_error_has_its_line() -> None:
    """A new one in a later version fails here until somebody has thought about it."""
    assert len(ERRORS) >= 11
    assert [one for one in ERRORS if one not in LATER and one not in NEVER] == []


@pytest.mark.parametrize(
    ("status", "error", "seconds"),
    [(429, TryLater, 7.0), (500, TryLater, None), (502, TryLater, None), (401, TryLater, 60.0),
     (403, Refused, None), (400, Refused, None), (409, TryLater, None)],
)  # fmt: skip
async def test_an_answer_of_telegram_is_understood(
    status: int, error: type[TryLater | Refused], seconds: float | None, office: Office, zhang: FakeUser
) -> None:
    more = {"retry_after": 7} if status == 429 else {}
    office.api.fail("sendMessage", status=status, **more)
    (part,) = office.staff.channel.parts(Reply("你好"), 1)
    with pytest.raises(error) as raised:
        await office.staff.channel.send(str(zhang.id), part)
    assert getattr(raised.value, "seconds", None) == seconds


async def test_a_dropped_connection_is_tried_later(office: Office, zhang: FakeUser) -> None:
    office.api.drop("sendMessage", after_effect=False)
    (part,) = office.staff.channel.parts(Reply("你好"), 1)
    with pytest.raises(TryLater):
        await office.staff.channel.send(str(zhang.id), part)


@pytest.mark.parametrize("ref", ["photo-aaaaaaaaaaaaaaaaaaaaaa.jpg", "../../etc/passwd"])
async def test_a_file_that_is_gone_is_refused(ref: str, office: Office, zhang: FakeUser) -> None:
    (part,) = office.staff.channel.parts(Reply("", attachments=(Attachment("photo", ref),)), 1)
    with pytest.raises(Refused):
        await office.staff.channel.send(str(zhang.id), part)


def test_a_table_gives_no_token_away() -> None:
    """What is told and logged is the kind of the error, never its text."""
    told = meaning(telegram.NetworkError(f"https://api.telegram.org/bot{STAFF}/sendMessage"))
    assert STAFF not in f"{told} {told.reason}"


NO_SECONDS = '{"ok": false, "error_code": 429, "description": "x", "parameters": {"retry_after": "x"}}'


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "null", '{"ok": true}', '{"ok": true, "result": []}', HUGE, "[" * 9999, NO_SECONDS]
)
async def test_what_is_no_answer_of_telegram_is_tried_later(body: str, office: Office, zhang: FakeUser) -> None:
    """A page of a proxy, for example. Nothing is known then; the reply is neither lost nor given up."""
    (part,) = office.staff.channel.parts(Reply("你好"), 1)
    office.api.garble("sendMessage", body)
    with pytest.raises(TryLater):
        await office.staff.channel.send(str(zhang.id), part)
