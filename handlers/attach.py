"""Photos, voice, files and a location: kept at any time, and asked about where no words came with them."""

from __future__ import annotations

from handlers import prefill
from handlers.message import Attachment, Record
from handlers.state import Matter, Step
from handlers.talk import Talk

LIMIT = 12
"""Material per matter; twice what the longest real case of the facts needed."""


def keep(talk: Talk) -> None:
    """Adds what came with the message to the matter in hand."""
    incoming = talk.incoming
    if incoming is None or talk.state.step is Step.ADD:
        return
    known = set(refs(talk.matter))
    new = [file for file in incoming.attachments if file.ref not in known]
    room = max(LIMIT - len(known), 0)
    talk.matter.attachments.extend(_data(file) for file in new[:room])
    if len(new) > room:
        talk.say("attach.full", limit=LIMIT)
    if incoming.location is not None:
        spot = incoming.location
        talk.matter.location = {"lat": spot.lat, "lng": spot.lng, "label": spot.label}
        if talk.state.step in (Step.FORM, Step.CONFIRM, Step.CHANGE, Step.SAME):
            prefill.point(talk)
    if talk.state.step is Step.PERSON and (new or incoming.location):
        what = "; ".join([*(f"{file.kind} {file.ref}" for file in new), *(["location"] if incoming.location else [])])
        talk.effects.append(Record(what=f"added to {_receipt(talk)}: {what}"))


def keep_with_words(talk: Talk) -> None:
    """Adds what came beside words; while something is asked of the resident, it is acknowledged."""
    keep(talk)
    if talk.state.step in (Step.CONSENT, Step.FORM):
        received(talk)


def _receipt(talk: Talk) -> str:
    return talk.state.person.receipt if talk.state.person else ""


def _data(file: Attachment) -> dict[str, object]:
    return {"kind": file.kind, "ref": file.ref, "mime": file.mime, "size": file.size, "caption": file.caption}


def refs(matter: Matter) -> list[str]:
    """The names of the files in the store."""
    return [str(file["ref"]) for file in matter.attachments]


def received(talk: Talk) -> None:
    """Says that it arrived."""
    incoming = talk.incoming
    kinds = [file.kind for file in incoming.attachments] if incoming else []
    for kind in dict.fromkeys(kinds):
        talk.say(f"attach.{kind}", count=sum(file["kind"] == kind for file in talk.matter.attachments))
    if incoming is not None and incoming.location is not None:
        talk.say("attach.location")


def ask_what(talk: Talk) -> None:
    """Asks what the material is about."""
    place = talk.incoming is not None and talk.incoming.location is not None
    if talk.nth("what") == 1:
        talk.say("attach.what_place" if place else "attach.what")
    else:
        talk.ask("attach.what_again", "human", step=Step.OPEN)
        talk.state.question = ""
