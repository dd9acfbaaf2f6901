"""The state of an order's life, and one step of it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from config.clock import CHINA


@dataclass(frozen=True)
class Step:
    """One step as it stands in the log. `data` is plain JSON: moments and days in ISO form."""

    sequence: int
    move: str
    status: str
    """The state after it."""
    at: datetime
    actor: str
    role: str
    unit: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LifeState:
    """What the steps of an order came to: the columns of `Order` with the same names."""

    status: str = ""
    due_at: datetime | None = None
    level: str | None = None
    lead_code: str = ""
    lead_unit: str = ""
    co_units: list[str] = field(default_factory=list)
    catalogue_item: str = ""
    bundle: str = ""
    dispatch_basis: str = ""
    direct: bool = False
    transferred: bool = False
    hard: bool = False
    dispatched_at: datetime | None = None
    dispatched_by: str = ""
    dispatches: int = 0
    accept_by: datetime | None = None
    return_by: datetime | None = None
    accepted_at: datetime | None = None
    first_contact_at: datetime | None = None
    paused_at: datetime | None = None
    paused_for: str = ""
    paused_minutes: int = 0
    extension_asked: int = 0
    extension_by: str = ""
    extension_days: int = 0
    returns: int = 0
    returned_by: str = ""
    return_refused: bool = False
    designated: bool = False
    redo_count: int = 0
    supervised: int = 0
    coordinations: int = 0
    closure_type: str = ""
    result: str = ""
    policy_basis: str = ""
    legal_channel: str = ""
    resolved_at: datetime | None = None
    resolved_by: str = ""
    revisit_on: date | None = None
    solved: str = ""
    followed_up_at: datetime | None = None
    closed_at: datetime | None = None
    merged_into: int | None = None
    before_merge: str = ""
    voices: int = 1
    conflict_with: str = ""
    doubtful: bool = False
    exempted: bool = False
    sequence: int = 0

    @property
    def sequence_after(self) -> int:
        """The number of the next step."""
        return self.sequence + 1

    def plain(self) -> dict[str, Any]:
        """As JSON, for comparing and for printing."""
        return {name: _plain(value) for name, value in asdict(self).items()}


COLUMNS: tuple[str, ...] = tuple(one.name for one in fields(LifeState))


def state_of(row: Any) -> LifeState:
    """The life columns of an order's row."""
    return LifeState(**{name: getattr(row, name) for name in COLUMNS})


def moment(value: Any) -> datetime | None:
    """A moment, also from the log, where it stands in ISO form."""
    read = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    return read.astimezone(CHINA) if read else None


def day(value: Any) -> date | None:
    """A day, also from the log, where it stands in ISO form."""
    return (date.fromisoformat(value) if isinstance(value, str) else value) if value else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat()
    return value.isoformat() if isinstance(value, date) else value
