"""A message without words: a photo, a file, a place, or nothing at all."""

from __future__ import annotations

from handlers import adding, attach, form, handoff, readback, resume, small_talk
from handlers.state import Step
from handlers.talk import Talk


def without_words(talk: Talk) -> None:
    """Keeps what came, and asks what it is about; or says that nothing could be read."""
    incoming = talk.incoming
    if incoming is None or not (incoming.attachments or incoming.location):
        small_talk.unreadable(talk)
        resume.resume(talk)
        return
    step = talk.state.step
    if step is Step.FILED:
        _after_filing(talk)
        return
    if step is Step.ADD:
        adding.add(talk)
        return
    attach.keep(talk)
    attach.received(talk)
    if step is Step.PERSON:
        person = talk.state.person
        handoff.note(talk, "")
        talk.say("person.added", receipt=person.receipt if person else "")
    elif step is Step.FORM:
        form.ask_next(talk) if not talk.matter.editing else resume.resume(talk)
    elif step in (Step.CONFIRM, Step.CHANGE) or (step is Step.SAME and incoming.location):
        readback.show(talk)
    elif talk.state.question and step is not Step.EMERGENCY:
        resume.resume(talk)
    else:
        attach.ask_what(talk)


def _after_filing(talk: Talk) -> None:
    """Material after an order was filed: a supplement to it, or another matter."""
    number = talk.state.orders[-1].number if talk.state.orders else ""
    talk.new_matter()
    attach.keep(talk)
    attach.received(talk)
    talk.ask("attach.filed", "supplement", "another", step=Step.FILED, number=number)
    talk.state.ended = "filed"
