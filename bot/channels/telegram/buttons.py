"""Buttons under a message: options first, then the details that open on request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.clean import clean_text
from bot.channels.telegram.splitting import cut, units
from handlers.message import Option, Reply

DATA_BYTES = 64
"""What Telegram carries with a button."""
LABEL = 40
"""Units of a label; about two lines on a phone, where a button has a row of its own."""
SHORT, MIDDLE = 5, 9
"""Up to so many units three, or two, buttons share a row."""
MAX_BUTTONS = 100
OPTION, FOLD = "opt", "fold"
REFERENCE = re.compile(rf"({OPTION}|{FOLD}):([0-9]{{1,18}}):([0-9]{{1,3}})")
NOTHING = "…"


@dataclass(frozen=True)
class Button:
    """A label and what comes back when it is tapped."""

    label: str
    data: str


@dataclass(frozen=True)
class Reference:
    """A button that points into a reply: its `place`-th option or folded detail."""

    kind: str
    outbox_id: int
    place: int


Rows = tuple[tuple[Button, ...], ...]


def keyboard(reply: Reply, outbox_id: int) -> Rows:
    """All buttons of a reply, in rows."""
    options = [Button(_label(option.label), _data(option, outbox_id, n)) for n, option in enumerate(reply.options)]
    folds = [Button(_label(title), f"{FOLD}:{outbox_id}:{n}") for n, (title, _) in enumerate(reply.folded)]
    room = max(MAX_BUTTONS - len(options), 0)
    return _rows(options[:MAX_BUTTONS]) + _rows(folds[:room])


def reference(data: str) -> Reference | None:
    """What a button points to; None where it carries an option's code itself."""
    found = REFERENCE.fullmatch(data)
    return Reference(found.group(1), int(found.group(2)), int(found.group(3))) if found else None


def is_fold(data: str | None) -> bool:
    """Whether the button opens a detail: such a button stays when its question is answered."""
    found = reference(data or "")
    return found is not None and found.kind == FOLD


def _data(option: Option, outbox_id: int, place: int) -> str:
    """The code, where it fits and is no reference itself; else where to look it up."""
    code = option.code
    plain = code == clean_text(code) and reference(code) is None
    fits = plain and 0 < len(code.encode()) <= DATA_BYTES
    return code if fits else f"{OPTION}:{outbox_id}:{place}"


def _label(text: str) -> str:
    plain = " ".join(clean_text(text).split())
    return cut(plain, LABEL) if plain else NOTHING


def _rows(buttons: Sequence[Button]) -> Rows:
    longest = max((units(button.label) for button in buttons), default=0)
    wide = 3 if longest <= SHORT else 2 if longest <= MIDDLE else 1
    return tuple(tuple(buttons[start : start + wide]) for start in range(0, len(buttons), wide))
