"""Nothing is pending: a new matter, the next of several, or what follows an emergency."""

from __future__ import annotations

from handlers import filing, matters, small_talk, waiting
from handlers.state import Step
from handlers.talk import Talk


def take(talk: Talk) -> None:
    """The OPEN step."""
    if small_talk.is_nothing_else(talk.heard.text):
        small_talk.answer(talk)
    else:
        matters.open_matter(talk, talk.heard.text)


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


def take_emergency(talk: Talk) -> None:
    """After a danger sentence: safe, or the matter behind it."""
    if talk.heard.code == "safe":
        talk.rest(Step.OPEN, ended="emergency")
        talk.say("danger.safe")
        waiting.offer_next(talk)
    elif talk.heard.code == "proceed" and talk.matter.offered:
        matters.take_up(talk, talk.engine.library[talk.matter.offered[0]])
    else:
        take(talk)
