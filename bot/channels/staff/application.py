"""The Application: which update goes where. What fails in a handler reaches whoever feeds the update."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationHandlerStop,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    JobQueue,
    MessageHandler,
    filters,
)

from bot.channels.staff import lists, talking, tasks
from bot.channels.staff.buttons import TAPS, pattern, values
from bot.channels.staff.gate import Gate
from bot.channels.staff.reading import read
from bot.channels.staff.visit import Hands, Visit
from bot.channels.telegram.buttons import FOLD
from config.errors import FenliuError
from config.log import log_failure
from handlers.message import Reply

SECONDS = 15
"""How long one call may take before it counts as failed; less than the outbox waits."""
TOAST = 190
"""Characters over a button; Telegram takes 200."""
App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
Act = Callable[[Visit, Context], Awaitable[None]]
COMMANDS: dict[str, Callable[[Visit], Awaitable[None]]] = {
    "start": lists.show_help,
    "help": lists.show_help,
    "waiting": lists.show_waiting,
    "mine": lists.show_mine,
    "held": lists.show_held,
    "dead": lists.show_dead,
    "health": lists.show_health,
    "cancel": tasks.drop,
}


def new_application(token: str, api: str) -> App:
    """An Application without an updater of its own: updates are fed by `receiving`."""
    limiter = AIORateLimiter(max_retries=0)  # who was told to wait goes back to the outbox
    builder: Any = Application.builder().token(token).updater(None).rate_limiter(limiter).job_queue(JobQueue())
    builder = builder.read_timeout(SECONDS).write_timeout(SECONDS).connect_timeout(SECONDS).pool_timeout(SECONDS)
    if api:
        base = api.rstrip("/")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application: App = builder.build()
    return application


class Switchboard:
    """Puts the handlers into an Application. `broken` holds what a handler raised, by the number of the update."""

    def __init__(self, application: App, hands: Hands) -> None:
        self.application = application
        self.hands = hands
        self.gate = Gate(hands)
        self.broken: OrderedDict[int, Exception] = OrderedDict()
        private = filters.ChatType.PRIVATE
        new = private & filters.UpdateType.MESSAGE
        for verb in TAPS:
            application.add_handler(CallbackQueryHandler(self._through(_tap(verb)), pattern=pattern(verb)))
        application.add_handler(CallbackQueryHandler(self._through(_plain(tasks.old))))
        for name, act in COMMANDS.items():
            application.add_handler(CommandHandler(name, self._through(_plain(act)), filters=new))
        application.add_handler(CommandHandler("duty", self._through(_duty), filters=new))
        edited = private & filters.UpdateType.EDITED_MESSAGE
        application.add_handler(MessageHandler(edited, self._through(_plain(talking.on_edit))))
        application.add_handler(MessageHandler(new, self._through(_plain(talking.on_words))))
        application.add_error_handler(self._remember)

    async def process(self, update: Update) -> None:
        """Takes an update to its end.

        Raises:
            Exception: what broke in a handler; the update is to come again.
        """
        self.broken.pop(update.update_id, None)
        await self.application.process_update(update)
        error = self.broken.pop(update.update_id, None)
        if error is not None:
            raise error

    def _through(self, act: Act) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """The handler: past the gate, one update of a person after the other."""

        async def handle(update: Update, context: Context) -> None:
            heard = read(update, self.hands.bot_id, self.hands.services.clock.now())
            if heard is None:
                return
            async with self.hands.locks.of(heard.account):
                visit = await self.gate.admit(heard)
                if visit is not None:
                    await _carefully(visit, partial(act, visit, context))
            self._close(update, visit)

        return handle

    def _close(self, update: Update, visit: Visit | None) -> None:
        """After everything is written down: the tap is answered, and buttons that have served are taken away."""
        query = update.callback_query
        if query is None:
            return
        toast = visit.toast[:TOAST] if visit and visit.toast else None
        self.hands.courtesies.offer(partial(query.answer, text=toast))
        message = query.message
        if visit and visit.spent and isinstance(message, Message) and message.reply_markup is not None:
            rows = message.reply_markup.inline_keyboard
            kept = [row for row in rows if all(str(one.callback_data).startswith(f"{FOLD}:") for one in row)]
            left = InlineKeyboardMarkup(kept) if kept else None
            self.hands.courtesies.offer(partial(message.edit_reply_markup, reply_markup=left))

    async def _remember(self, update: object, context: Context) -> None:
        """Keeps the error of an update for who feeds it; one of a job is for the log."""
        error = context.error
        if error is None:
            return
        if isinstance(update, Update):
            self.broken[update.update_id] = error
            raise ApplicationHandlerStop
        log_failure("job failed", error)


async def _carefully(visit: Visit, act: Callable[[], Awaitable[None]]) -> None:
    """An error that a worker should read is told."""
    try:
        await act()
    except FenliuError as error:
        visit.toast = error.say
        await visit.answer(Reply(error.say))


def _plain(act: Callable[[Visit], Awaitable[None]]) -> Act:
    async def called(visit: Visit, _context: Context) -> None:
        await act(visit)

    return called


def _tap(verb: str) -> Act:
    async def called(visit: Visit, context: Context) -> None:
        if isinstance(context.match, re.Match):
            await TAPS[verb][0](visit, *values(verb, context.match.groups()))
        else:  # a button without data, which python-telegram-bot lets every pattern match
            await tasks.old(visit)

    return called


async def _duty(visit: Visit, context: Context) -> None:
    await lists.set_duty(visit, " ".join(context.args or ()))
