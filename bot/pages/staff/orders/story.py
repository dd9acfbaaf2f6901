"""The story of an order, as its page tells it: every step with who, when, why and on what basis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.cli_said import told_apart
from config.errors import RegionError
from config.region import Region
from orders.actor import ROLES_ZH
from orders.guards import WORDS_ZH
from orders.moves import moves, name_of_move
from orders.status import STATUS_ZH
from orders.tables import OrderEvent

ICONS = {
    "file": "edit_note", "dispatch": "send", "assign": "gavel", "accept": "task_alt", "contact": "call",
    "return": "undo", "uphold_return": "thumb_up", "refuse_return": "thumb_down", "resolve": "check_circle",
    "redo": "replay", "supervise": "priority_high", "merge": "merge_type", "unmerge": "call_split", "pause": "pause",
    "resume": "play_arrow", "follow_up": "record_voice_over", "close": "inventory_2", "queue_hard": "groups",
}  # fmt: skip
"""The sign of a step."""
USUAL = "more_horiz"
DECISIONS = frozenset(move.move for move in moves() if move.decision)


@dataclass(frozen=True)
class Told:
    """One step."""

    sequence: int
    at: str
    name: str
    by: str
    state: str
    said: Sequence[tuple[str, str]]
    decision: bool
    icon: str
    digest: str


def story(region: Region, events: Sequence[OrderEvent], hide: Callable[[str], str]) -> list[Told]:
    """The steps, newest first; `hide` takes out of what was said who told the order."""
    return [_told(region, event, hide) for event in reversed(events)]


def _told(region: Region, event: OrderEvent, hide: Callable[[str], str]) -> Told:
    said = [(name, hide(content)) for name, content in told_apart(region, event.data, WORDS_ZH)]
    return Told(
        sequence=event.sequence,
        at=f"{event.at:%Y-%m-%d %H:%M}",
        name=name_of_move(event.move),
        by=_by(region, event),
        state=STATUS_ZH.get(event.status, event.status),
        said=said,
        decision=event.move in DECISIONS,
        icon=ICONS.get(event.move, USUAL),
        digest=event.digest[:8],
    )


def _by(region: Region, event: OrderEvent) -> str:
    role = ROLES_ZH.get(event.role, event.role)
    if not event.unit:
        return f"{event.actor}（{role}）" if event.actor != role else role
    try:
        unit = region.unit_by_code(event.unit).name
    except RegionError:
        unit = event.unit
    return f"{event.actor}（{unit}）"
