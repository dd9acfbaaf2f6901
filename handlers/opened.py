"""Nothing is pending: a new matter, or the next of several."""

from __future__ import annotations

from handlers import consented, filing, matters, objection, order_talk, small_talk, waiting
from handlers.lexicon import bare, lexicon
from handlers.state import Step
from handlers.talk import Talk


def take(talk: Talk) -> None:
    """The OPEN step."""
    text, state = talk.heard.text, talk.state
    if small_talk.is_nothing_else(text):
        small_talk.answer(talk)
    elif state.orders and order_talk.about_order(talk, state.orders[-1]):
        return
    elif objection.wanted(talk):
        objection.begin(talk, text)
    elif state.consent == "no" and talk.card is not None and _registers_after_all(text):
        consented.agree(talk)
    else:
        matters.open_matter(talk, talk.heard.text)


def _registers_after_all(text: str) -> bool:
    """改主意了，登记吧: whoever had declined may come back to it."""
    return lexicon().said["register"].search(bare(text)) is not None


def next_matter(talk: Talk) -> None:
    """Takes up the next matter of the queue."""
    words = waiting.announce(talk)
    talk.new_matter()
    matters.open_matter(talk, words)


def take_next(talk: Talk) -> None:
    """The NEXT step: go on, leave it, or say something new; then the queue stays."""
    code = talk.heard.code
    if code == "next" and talk.state.queue:
        next_matter(talk)
    elif code == "stop":
        stop(talk)
    elif talk.state.orders and filing.is_confirmation(talk.heard.text):
        filing.show_again(talk)
        talk.ask_again()
    else:
        take(talk)


def stop(talk: Talk) -> None:
    """The resident does not want the next matter now."""
    del talk.state.queue[:1]
    talk.rest(Step.OPEN, ended=talk.state.ended or "cancelled")
    talk.say("queue.stop")
    waiting.offer_next(talk)
