"""The real python-telegram-bot against the fake, and both libraries on one server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, TWO
from tests.test_fakes.test_bot_api_aiogram import make_bot, make_dispatcher

App = Application[Any, Any, Any, Any, Any, Any]
BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("接单", callback_data="take")]])


async def repeat(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The same text with a button."""
    assert update.message is not None
    await update.message.reply_html(f"<i>{update.message.text}</i>", reply_markup=BUTTON)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Takes the tap."""
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("已接单")


def make_app(api: BotApi, token: str = TWO) -> App:
    builder = Application.builder().token(token)
    app = builder.base_url(f"{api.url}/bot").base_file_url(f"{api.url}/file/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, repeat))
    app.add_handler(CallbackQueryHandler(tapped))
    return app


async def test_both_libraries_on_one_server(api: BotApi, user: FakeUser) -> None:
    """aiogram polls one token, python-telegram-bot the other, in one event loop."""
    staff = user.at(TWO)
    staff.says("新单")
    app, bot, dispatcher = make_app(api), make_bot(api), make_dispatcher()
    async with app, asyncio.TaskGroup() as group:
        group.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
        assert app.updater is not None
        await app.updater.start_polling(timeout=1)
        await app.start()
        await api.wait_sent(TWO, 1)
        await api.wait_sent(ONE, 1)
        staff.taps("接单")
        user.taps("好")
        await api.wait_sent(TWO, 2)
        await api.wait_sent(ONE, 2)
        await app.updater.stop()
        await app.stop()
        await dispatcher.stop_polling()
    assert [sent.text for sent in api.sent(TWO)] == ["新单", "已接单"]
    assert [sent.text for sent in api.sent(ONE)] == ["/start", "选了 ok"]
    assert api.violations == []


async def test_files_and_keyboards(api: BotApi, user: FakeUser) -> None:
    """Files go up and down; a reply keyboard of plain words is understood."""
    app = make_app(api, ONE)
    async with app:
        photo = user.sends_photo(b"picture")["message"]["photo"][-1]["file_id"]
        file = await app.bot.get_file(photo)
        assert bytes(await file.download_as_bytearray()) == b"picture"
        sent = await app.bot.send_document(7, b"pdf", filename="a.pdf", caption="单", reply_markup=BUTTON)
        assert sent.document is not None
        assert api.file(ONE, sent.document.file_id) == b"pdf"
        assert (await app.bot.send_voice(7, b"ogg", duration=2)).voice is not None
        await app.bot.send_message(7, "选", reply_markup=ReplyKeyboardMarkup([["查进度"]], resize_keyboard=True))
        await app.bot.set_my_commands([("start", "开始")])
        assert (await app.bot.get_my_commands())[0].command == "start"
        assert (await app.bot.get_chat(7)).first_name == "小王"
    assert api.violations == []


ERRORS: list[tuple[int, type[Exception]]] = [
    (400, BadRequest),
    (401, InvalidToken),
    (403, Forbidden),
    (409, Conflict),
    (429, RetryAfter),
    (502, NetworkError),
]


@pytest.mark.parametrize(("status", "error"), ERRORS)
async def test_errors(
    api: BotApi, user: FakeUser, monkeypatch: pytest.MonkeyPatch, status: int, error: type[Exception]
) -> None:
    """Each status becomes the library's own error."""
    # Without it, every RetryAfter brings a deprecation warning, which is an error here.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    app = make_app(api, ONE)
    async with app:
        api.fail("sendMessage", status=status, retry_after=4 if status == 429 else None)
        with pytest.raises(error):
            await app.bot.send_message(7, "x")


async def test_blocked_dropped_and_late(api: BotApi, user: FakeUser) -> None:
    """Errors that were not ordered by number."""
    app = make_app(api, ONE)
    async with app:
        api.drop("sendMessage", after_effect=True)
        with pytest.raises(NetworkError):
            await app.bot.send_message(7, "x")
        api.slow("sendMessage", 0.3, times=1)
        with pytest.raises(TimedOut):
            await app.bot.send_message(7, "x", read_timeout=0.05)
        assert len(api.sent(ONE)) == 2
        user.blocks()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await app.bot.send_message(7, "x")
    assert api.violations == []
