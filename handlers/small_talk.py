"""Greetings, thanks, help, and messages without words: a brief answer that invites the matter."""

from __future__ import annotations

from handlers.heard import MAX_TEXT
from handlers.lexicon import bare, lexicon
from handlers.message import Reply
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.english import is_latin


def greet(talk: Talk) -> None:
    """The first words to a resident, with the privacy notice."""
    say = talk.wording
    lines = [say("greeting.hello", region=talk.region.name)]
    if talk.region.sample:
        lines.append(say("greeting.sample"))
    lines.append(say("greeting.words"))
    folded = ((say("privacy.title"), say("privacy.notice")),)
    talk.replies.append(Reply("\n".join(lines), folded=folded))
    if talk.language == "zh" and not talk.state.language_by and is_latin(talk.heard.text):
        talk.say("language.hint")
    talk.state.greeted = True


def answer(talk: Talk) -> None:
    """Small talk: whichever kind it is."""
    text = talk.heard.plain
    kind = next((name for name, pattern in lexicon().small_talk.items() if pattern.search(text)), "")
    open_matter = talk.state.step in (Step.FORM, Step.CONFIRM, Step.CHANGE, Step.CONSENT)
    if kind == "thanks":
        talk.say("greeting.thanks_open" if open_matter else "greeting.thanks")
    elif kind == "ok":
        talk.say("greeting.ok_open")
    elif kind == "who":
        talk.say("greeting.who")
    elif kind == "help":
        tell_help(talk)
    elif not talk.state.greeted:
        greet(talk)
    else:
        talk.say("greeting.again")
    talk.state.greeted = True


def tell_help(talk: Talk) -> None:
    """What the desk does, and the words that always work."""
    talk.say("greeting.help")
    talk.say("greeting.words")


def is_nothing_else(text: str) -> bool:
    """Whether the words are plain politeness, whatever they sound like to the matcher: 不客气, 好的."""
    return lexicon().small_talk["ok"].search(bare(text)) is not None


def unreadable(talk: Talk) -> None:
    """Nothing was written, or nothing that is words."""
    if not talk.state.greeted:
        greet(talk)
    if talk.heard.text or not talk.heard.unread:
        talk.say("bad.no_words" if talk.heard.text else "bad.empty")


def remark(talk: Talk) -> None:
    """Says what was left out of a message: what was too long, an identity number, what cannot be read or got lost."""
    for key in talk.heard.unread:
        talk.say(f"unread.{key}")
    if talk.heard.clipped:
        talk.say("bad.clipped", limit=MAX_TEXT)
    if talk.heard.id_removed:
        talk.say("bad.id_removed")
