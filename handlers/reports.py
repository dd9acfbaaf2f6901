"""What came of the effects of a turn, each told by the part of the desk that had asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.errors import FenliuError
from handlers import adding, council, filing, follow_up, handoff, lookup, objection, resume, same
from handlers.message import (
    Append,
    Effect,
    FileOrder,
    FindSame,
    HandOff,
    HandToCouncil,
    LookUp,
    LookUpCase,
    ObjectTo,
    Rate,
)
from handlers.state import Step
from handlers.talk import Talk


def hear(talk: Talk, effect: Effect, result: Mapping[str, Any] | FenliuError) -> None:
    """Tells the resident; may ask for further effects."""
    match effect:
        case FindSame():
            same.report(talk, effect, result)
        case FileOrder():
            filing.report(talk, effect, result)
        case Append():
            (adding if talk.state.step is Step.ADD else same).added(talk, effect, result)
        case Rate():
            follow_up.report(talk, effect, result)
        case HandToCouncil():
            council.report(talk, result)
        case ObjectTo():
            objection.report(talk, effect, result)
        case LookUpCase() if lookup.report_case(talk, result):
            resume.resume(talk)
        case HandOff() if not effect.note:
            handoff.report(talk, result)
        case LookUp() if lookup.report(talk, result):
            resume.resume(talk)
        case _:
            pass
