"""The real aiogram against the fake: polling, webhook, files and errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE

BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="好", callback_data="ok")]])


def make_bot(api: BotApi, token: str = ONE) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


def make_dispatcher() -> Dispatcher:
    """Repeats texts with a button, and takes the tap."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def repeat(message: Message) -> None:
        await message.answer(f"<b>{message.text}</b>", reply_markup=BUTTON)

    @dispatcher.callback_query()
    async def tapped(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer("收到")
        await query.message.edit_text(f"选了 {query.data}")

    return dispatcher


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    bot = make_bot(api)
    yield bot
    await bot.session.close()


async def dialogue(api: BotApi, user: FakeUser) -> None:
    """One question, one tap."""
    await api.wait_sent(ONE, 1)
    user.taps("好")
    sent = await api.wait_sent(ONE, 2)
    assert [(one.method, one.text) for one in sent] == [("sendMessage", "/start"), ("editMessageText", "选了 ok")]
    await api.wait_taken(ONE)
    assert api.violations == []


async def test_polling(api: BotApi, bot: Bot, user: FakeUser) -> None:
    """A dispatcher that polls."""
    dispatcher = make_dispatcher()
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=1)
        )
        await dialogue(api, user)
        await dispatcher.stop_polling()
        await polling


@pytest.mark.parametrize("background", [True, False])
async def test_webhook(api: BotApi, bot: Bot, user: FakeUser, background: bool) -> None:
    """A dispatcher behind aiogram's own webhook handler."""
    app = web.Application()
    handler = SimpleRequestHandler(make_dispatcher(), bot, handle_in_background=background, secret_token="s")
    handler.register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s", max_connections=3)
    await dialogue(api, user)
    await bot.delete_webhook()
    await runner.cleanup()


async def test_answer_in_the_webhook_response(api: BotApi, bot: Bot, user: FakeUser) -> None:
    """aiogram puts a returned method in the response, as multipart."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def repeat(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text="同步", reply_markup=BUTTON)

    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
    (sent,) = await api.wait_sent(ONE, 1)
    assert (sent.text, sent.labels) == ("同步", ["好"])
    await bot.delete_webhook()
    await runner.cleanup()
    assert api.violations == []


async def test_files_both_ways(api: BotApi, bot: Bot, user: FakeUser) -> None:
    """A photo comes down, a document goes up, a reply points back."""
    photo = user.sends_photo(b"picture")["message"]
    down = await bot.download(photo["photo"][-1]["file_id"], destination=BytesIO())
    assert down is not None
    assert down.read() == b"picture"
    reply = ReplyParameters(message_id=photo["message_id"])
    sent = await bot.send_document(7, BufferedInputFile(b"pdf", "a.pdf"), caption="<i>单</i>", reply_parameters=reply)
    assert sent.document is not None
    assert api.file(ONE, sent.document.file_id) == b"pdf"
    assert (await bot.send_photo(7, BufferedInputFile(b"x", "x.jpg"))).photo
    assert (await bot.send_voice(7, BufferedInputFile(b"x", "x.ogg"), duration=2)).voice
    assert (await bot.get_chat(7)).first_name == "小王"
    assert api.violations == []


ERRORS: list[tuple[int, type[Exception]]] = [
    (400, TelegramBadRequest),
    (401, TelegramUnauthorizedError),
    (403, TelegramForbiddenError),
    (409, TelegramConflictError),
    (429, TelegramRetryAfter),
    (500, TelegramServerError),
]


@pytest.mark.parametrize(("status", "error"), ERRORS)
async def test_errors(api: BotApi, bot: Bot, user: FakeUser, status: int, error: type[Exception]) -> None:
    """Each status becomes aiogram's own error."""
    api.fail("sendMessage", status=status, retry_after=4 if status == 429 else None)
    with pytest.raises(error) as caught:
        await bot.send_message(7, "x")
    assert getattr(caught.value, "retry_after", 4) == 4


async def test_dropped_connection(api: BotApi, bot: Bot, user: FakeUser) -> None:
    """The bot cannot know that its message arrived."""
    api.drop("sendMessage", after_effect=True)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7, "x")
    assert len(api.sent(ONE)) == 1
