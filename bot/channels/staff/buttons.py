"""What stands behind the buttons: a verb and its numbers and codes, such as h.claim:7."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.channels.staff import details, filing, lists, moving, quick, talking, tasks

Act = Callable[..., Awaitable[None]]
SHAPES = {"n": r"(\d{1,9})", "c": r"([a-z0-9_]{1,40})"}
TAPS: dict[str, tuple[Act, str]] = {
    "h.claim": (moving.claim, "n"),
    "h.take": (moving.take_over, "n"),
    "h.talk": (talking.choose, "n"),
    "h.show": (lists.show_card, "n"),
    "h.quick": (quick.offer, "n"),
    "h.file": (filing.start, "n"),
    "h.transfer": (moving.offer_transfer, "n"),
    "h.end": (moving.offer_endings, "n"),
    "h.back": (moving.give_back, "n"),
    "q.pick": (quick.pick, "nc"),
    "q.edit": (quick.rewrite, "n"),
    "q.send": (quick.send, "nc"),
    "f.unit": (filing.unit, "nc"),
    "f.yes": (filing.confirm, "nc"),
    "t.to": (moving.transfer_to, "nn"),
    "t.go": (moving.transfer_now, "nn"),
    "t.drop": (tasks.drop, ""),
    "e.as": (moving.end_as, "nc"),
    "e.go": (moving.end_now, "nc"),
    "d.again": (lists.replay, "n"),
    "d.aside": (lists.lay_aside, "n"),
    "duty": (lists.set_duty, "c"),
    "fold": (details.unfold, "nn"),
}
"""Verb -> what it does, and the shape of what follows: n a number, c a code."""


def pattern(verb: str) -> re.Pattern[str]:
    """What the data of such a button looks like."""
    _, shape = TAPS[verb]
    return re.compile(re.escape(verb) + "".join(f":{SHAPES[one]}" for one in shape) + r"\Z")


def values(verb: str, groups: Sequence[str]) -> list[Any]:
    """What follows the verb, numbers as numbers."""
    _, shape = TAPS[verb]
    return [int(text) if one == "n" else text for one, text in zip(shape, groups, strict=True)]
