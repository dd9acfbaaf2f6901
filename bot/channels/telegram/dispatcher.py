"""The dispatcher: which update goes where. What fails here fails the update, which then comes again.

A handler returns True where its update is in the inbox now (or on disk, on its way there).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from aiogram import Bot, Dispatcher, F, Router
from aiogram.enums import ChatAction, ChatMemberStatus, ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineKeyboardMarkup, Message, Update

from bot.awaited import awaited
from bot.channels.telegram import kinds
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.buttons import FOLD, is_fold, reference
from bot.channels.telegram.courtesies import Courtesies
from bot.channels.telegram.reading import CHANNEL, message_id, read_message, read_quote, read_tap, wanted
from bot.database import PATIENCE, is_gone
from config.clock import Clock
from handlers.message import Incoming, Quote

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates this bot asks for."""
PRIVATE_ONLY = "您好，我只在私聊里办事：点我的头像，选“发消息”，把事情说给我就行。群里的话我不看。"
BLOCKED, BACK = "〔居民停用了机器人〕", "〔居民重新启用了机器人〕"
OPENED = "👇"
Answer = TypeVar("Answer")


class Intake(Protocol):
    """Where messages are written down."""

    async def accept(self, incoming: Incoming, *, place: int = 0) -> bool:
        """Puts a message on disk, once; False where it was there already."""


@dataclass(frozen=True)
class Hands:
    """What the handlers work with."""

    intake: Intake
    asides: Asides
    photo_bytes: int
    courtesies: Courtesies
    clock: Clock


def build_dispatcher(hands: Hands) -> Dispatcher:
    """The dispatcher with its handlers. It keeps no state of its own."""
    router = Router(name="residents")
    private = F.chat.type == ChatType.PRIVATE
    router.message.register(on_message, private)
    router.edited_message.register(on_edit, private)
    router.callback_query.register(on_tap)
    router.my_chat_member.register(on_member, private)
    router.my_chat_member.register(on_group)
    dispatcher = Dispatcher(hands=hands)
    dispatcher.include_router(router)
    return dispatcher


async def on_message(message: Message, bot: Bot, event_update: Update, hands: Hands) -> bool:
    """Something a resident says, shows or sends."""
    if not kinds.is_said(message):
        return False
    number = message_id(bot.id, event_update.update_id)
    incoming = read_message(message, number, hands.clock.now())
    if message.reply_to_message is not None:
        incoming = replace(incoming, quote=await quoted(message, bot.id, hands))
    file = wanted(message, hands.photo_bytes)
    if file is not None:
        incoming = replace(incoming, attachments=(awaited(file.kind, file.file_id, file.size),))
    if await hands.intake.accept(incoming, place=event_update.update_id):
        hands.courtesies.offer(partial(typing, bot, incoming.account, hands))
    return True


async def quoted(message: Message, bot_id: int, hands: Hands) -> Quote | None:
    """The message that this one answers, with the buttons it had."""
    quote, target = read_quote(message, bot_id), message.reply_to_message
    if quote is None or quote.own or target is None:
        return quote
    try:
        options = await hands.asides.options(str(message.chat.id), str(target.message_id))
    except Exception as error:
        if not is_gone(error):
            raise
        return quote
    return replace(quote, options=options)


async def typing(bot: Bot, account: str, hands: Hands) -> None:
    """Shows that somebody is at it; not while a person has the conversation."""
    if not await hands.asides.held(account):
        await bot.send_chat_action(int(account), ChatAction.TYPING)


async def on_edit(message: Message, bot: Bot, event_update: Update, hands: Hands) -> bool:
    """Corrected words: in the place of those that still wait, else as a new message. A moving point is none."""
    if not (message.text or message.caption):
        return False
    place = event_update.update_id
    incoming = read_message(message, message_id(bot.id, place), hands.clock.now())
    if not await unless_gone(hands.asides.correct(incoming, message.date, place)):
        await hands.intake.accept(incoming, place=place)
    return True


async def on_tap(query: CallbackQuery, bot: Bot, event_update: Update, hands: Hands) -> bool:
    """A button: an option of a question, or a detail to unfold."""
    if query.message is not None and query.message.chat.type != ChatType.PRIVATE:
        return False
    place = event_update.update_id
    incoming = read_tap(query, message_id(bot.id, place), hands.clock.now())
    target, told, taken = reference(incoming.option), None, False
    if target is not None and target.kind == FOLD:
        taken = bool(await unless_gone(hands.asides.unfold(incoming, target, place)))
        told = OPENED if taken else None
    elif incoming.option:
        found = await unless_gone(hands.asides.resolve(incoming)) if target else None
        await hands.intake.accept(found or incoming, place=place)
        clear_buttons(query, hands)
        taken = True
    hands.courtesies.offer(partial(bot.answer_callback_query, query.id, text=told))
    return taken


async def unless_gone(asking: Awaitable[Answer]) -> Answer | None:
    """The answer of the database; None where it is gone or hangs: the words are kept elsewhere then, and must not
    wait. A fold can be tapped again, and a note is worth nobody's waiting."""
    try:
        async with asyncio.timeout(PATIENCE / 2):
            return await asking
    except Exception as error:
        if not is_gone(error):
            raise
        return None


def clear_buttons(query: CallbackQuery, hands: Hands) -> None:
    """Takes the buttons of an answered question away; those that open details stay."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    kept = [row for row in message.reply_markup.inline_keyboard if all(is_fold(one.callback_data) for one in row)]
    left = InlineKeyboardMarkup(inline_keyboard=kept) if kept else None
    hands.courtesies.offer(partial(message.edit_reply_markup, reply_markup=left))


async def on_member(event: ChatMemberUpdated, bot: Bot, event_update: Update, hands: Hands) -> None:
    """A resident stopped the bot, or started it again."""
    gone = event.new_chat_member.status == ChatMemberStatus.KICKED
    number, now = message_id(bot.id, event_update.update_id), hands.clock.now()
    noted = Incoming(CHANNEL, str(event.chat.id), number, min(event.date, now), BLOCKED if gone else BACK)
    await unless_gone(hands.asides.note(noted, event_update.update_id))


async def on_group(event: ChatMemberUpdated, bot: Bot, hands: Hands) -> None:
    """Somebody put the bot into a group: one polite line, then silence."""
    outside = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)
    came = event.old_chat_member.status in outside and event.new_chat_member.status not in outside
    if came and event.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        hands.courtesies.offer(partial(bot.send_message, event.chat.id, PRIVATE_ONLY))
