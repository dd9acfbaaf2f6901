"""A message that answers an earlier one: what it means to the desk, which gets words or a tap alone."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import Talk
from bot.last_resort import LastResort
from handlers import choices
from handlers.heard import hear
from handlers.lexicon import bare, lexicon
from handlers.message import Incoming
from handlers.state import Conversation

SHORT = 6
"""Characters: longer words say what they are about."""
CONTEXT = "{words}（接前面说的：“{quote}”）"


def understood(incoming: Incoming, talk: Talk, last_resort: LastResort) -> Incoming:
    """The message without its quote: as a tap where it names a button of an older question, with the quoted words
    where it only points at them. While a person has the conversation the quote stays: the person reads it.
    """
    quote = incoming.quote
    if quote is None or talk.held_by is not None:
        return incoming
    plain, pending = replace(incoming, quote=None), Conversation.from_json(talk.state).options
    words = incoming.text.strip()
    if incoming.option or not words:
        return plain
    if quote.options:
        if [code for code, _ in quote.options] == [code for code, _ in pending]:
            return plain
        code = choices.by_label(words, quote.options) or choices.by_number(words, quote.options)
        return replace(plain, text="", option=code) if code else plain
    if not quote.own or _says_something(plain, pending) or last_resort.dangers(quote.text):
        return plain
    return replace(plain, text=CONTEXT.format(words=words, quote=quote.text))


def _says_something(incoming: Incoming, pending: list[list[str]]) -> bool:
    """Whether the words mean something alone: long ones, an answer to the question, or more than pointing."""
    heard = hear(incoming, pending)
    long = len(incoming.text.strip()) > SHORT
    return long or bool(heard.code or heard.command) or not lexicon().said["refers"].search(bare(incoming.text))
