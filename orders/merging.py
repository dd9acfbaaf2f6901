"""One matter, one number (66号文 重复诉求原则上并单): whose moves make a merge or undo one. Pure.

A voice that joined keeps its own order, number and query code; it points to the order that it joined. Every order
counts the voices below it, so that none is lost however orders are merged, merged again and taken apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.errors import MoveNotAllowed
from orders.life_state import LifeState
from orders.status import OPEN


@dataclass(frozen=True)
class Planned:
    """One move of one order."""

    order_id: int
    code: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Member:
    """An order as merging sees it."""

    id: int
    number: str
    state: LifeState


def merge_plan(voice: Member, lead: Member, why: str) -> Sequence[Planned]:
    """The moves by which `voice`, with all that joined it, joins `lead`.

    Raises:
        MoveNotAllowed: the same order, or a lead that is itself merged, or not under way any more.
    """
    if voice.id == lead.id:
        raise MoveNotAllowed(say="不能把工单并到它自己。")
    if lead.state.status == "merged":
        raise MoveNotAllowed(say="要并入的那张单自己已经并走了，请并到它的主单。")
    if lead.state.status not in OPEN:
        raise MoveNotAllowed(say="要并入的那张单已经办结，不能再并；请另立一件，并写明以前的单号。")
    return (
        Planned(voice.id, "merge", {"into": lead.id, "lead_number": lead.number, "why": why}),
        Planned(lead.id, "join", {"order": voice.number, "voices": voice.state.voices}),
    )


def part_plan(voice: Member, above: Sequence[Member]) -> Sequence[Planned]:
    """The moves by which every order above loses the voices of `voice`; nearest first."""
    said = {"order": voice.number, "voices": voice.state.voices}
    return tuple(Planned(member.id, "part", said) for member in above)


def unmerge_plan(voice: Member, above: Sequence[Member], why: str) -> Sequence[Planned]:
    """The moves that undo a merge; `above` are the orders that it is part of, nearest first.

    Raises:
        MoveNotAllowed: it is not merged.
    """
    if voice.state.status != "merged" or not above:
        raise MoveNotAllowed(say="这张工单没有并到别的单里。")
    own = Planned(voice.id, "unmerge", {"why": why, "lead_number": above[0].number})
    return (own, *part_plan(voice, above))
