"""The order was read back: confirm, change a field, or say something about it."""

from __future__ import annotations

from handlers import choices, clarify, form, intake, midway, prefill, readback, same
from handlers.extract import extract
from handlers.lexicon import bare, lexicon
from handlers.state import Step
from handlers.talk import Talk

FIELD = "f:"
"""Code of a button that names a field."""


def take(talk: Talk) -> None:
    """The CONFIRM step."""
    code, text = talk.heard.code, talk.heard.text
    if code == "confirm":
        same.look(talk)
    elif code == "change":
        ask_which(talk)
    elif choices.means(text, "not_this"):
        clarify.not_this(talk)
    elif talk.language == "en" and bare(text) in lexicon().fields:
        take_change(talk)
    elif intake.correct(talk, text):
        if talk.state.step is Step.CONFIRM:
            readback.show(talk)
    else:
        _said(talk, text)


def ask_which(talk: Talk, key: str = "readback.change") -> None:
    """Asks which field to change."""
    names = [name for name in form.STEPS if name in talk.matter.fields or name in talk.matter.skipped]
    buttons = [(f"{FIELD}{name}", form.label(talk, name)) for name in names if name != "evidence"]
    talk.show(talk.wording(key), *buttons, "keep", step=Step.CHANGE)


def take_change(talk: Talk) -> None:
    """The CHANGE step: a field by button or name, or the correction itself."""
    code, text = talk.heard.code, talk.heard.text
    name = code.removeprefix(FIELD) if code.startswith(FIELD) else lexicon().fields.get(bare(text), "")
    if name:
        talk.matter.editing = True
        form.ask_field(talk, name)
    elif code == "keep":
        readback.show(talk)
    elif choices.means(text, "confirm"):
        same.look(talk)
    elif intake.correct(talk, text):
        if talk.state.step is Step.CHANGE:
            readback.show(talk)
    else:
        _said(talk, text)


def _said(talk: Talk, text: str) -> None:
    """Words at the read-back: an anonymous wish, a question, a doubt, a further field, another matter, more words."""
    if lexicon().anonymous.match(bare(text)):
        intake.anonymous(talk)
    elif midway.is_question(text, ""):
        midway.answer(talk, text)
    elif intake.doubtful(text) or bare(text).isdigit():
        ask_which(talk, "readback.which_wrong")
        return
    elif prefill.repeated(talk, text, extract(text, talk.now)):
        pass
    elif taken := prefill.take_over(talk, extract(text, talk.now), besides=""):
        talk.say("form.got_many", names=talk.listed(form.label(talk, name) for name in taken))
    elif not midway.other_matter(talk, text):
        if len(bare(text)) >= form.SHORTEST_CONTENT:
            supplement(talk, text)
        else:
            readback.show(talk, "readback.again")
            return
    readback.show(talk)


def supplement(talk: Talk, text: str) -> None:
    """Puts further words with the order."""
    old = talk.matter.fields.get("detail", "")
    form.put(talk, "detail", f"{old}；{text}" if old else text)
    talk.say("form.got_many", names=form.label(talk, "detail"))
