"""The language of a conversation: chosen by a command, or seen from what is written."""

from __future__ import annotations

from config.vocabulary import Language
from handlers import danger
from handlers.message import Option, Reply
from handlers.state import Step
from handlers.talk import Talk
from handlers.wording import Wording
from knowledge_base import english

BY_NAME = ("incident_address", "respondent", "requester_name")
"""Fields whose Chinese answer is a name: written down as given, and no wish to speak Chinese."""


def hear(talk: Talk) -> bool:
    """Follows the language of a message unless one was chosen; True where it is English from here on."""
    state, heard = talk.state, talk.heard
    if heard.code or heard.command or heard.stale or heard.old or state.language_by == "chosen":
        return False
    if state.language == "zh" and _speaks_english(talk):
        speak(talk, "en", by="seen")
        return True
    if state.language == "en" and english.is_chinese(heard.text) and not _names_something(talk):
        speak(talk, "zh", by="")
    return False


def _speaks_english(talk: Talk) -> bool:
    """A clearly English message, or a cry of danger in Latin letters, however short."""
    text = talk.heard.text
    if english.is_english(text):
        return True
    return english.is_latin(text) and bool(danger.among(talk.engine.signals.find(talk.heard.plain)))


def _names_something(talk: Talk) -> bool:
    return talk.state.step is Step.FORM and talk.matter.asking in BY_NAME


def tell(talk: Talk) -> None:
    """Says that it is English from here on, and how to get back; what matters more in a danger stays first."""
    first = next((place + 1 for place, reply in enumerate(talk.replies) if reply.kind == "danger"), len(talk.replies))
    talk.replies.insert(first, Reply(talk.wording("language.switched")))


def obey(talk: Talk, command: str) -> None:
    """/lang en and /lang zh choose; /lang asks which."""
    if command == "lang_en":
        speak(talk, "en", by="chosen")
        talk.say("language.english")
    elif command == "lang_zh":
        speak(talk, "zh", by="chosen")
        talk.say("language.chinese")
    else:
        options = tuple(Option(code, talk.wording(f"options.{code}")) for code in ("lang_en", "lang_zh"))
        talk.replies.append(Reply(talk.wording("language.which"), options=options))


def speak(talk: Talk, language: Language, *, by: str) -> None:
    """From here on in this language; what is pending is put into it as far as it is the desk's own words."""
    state, old = talk.state, talk.wording
    state.language, state.language_by = language, by
    if language != old.language:
        talk.wording = Wording(talk.region, language)
        for pending in (state, state.back):
            if pending is not None:
                pending.question = talk.wording.same(pending.question, old)
                pending.options = [[code, talk.wording.same(label, old, "options.")] for code, label in pending.options]
