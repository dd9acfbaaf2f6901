"""Who moves an order: a name, the role in which they act, and the unit for which they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["resident", "dispatcher", "reviewer", "supervisor", "unit", "co_unit", "system"]
ROLES_ZH: dict[str, str] = {
    "resident": "诉求人",
    "dispatcher": "派单员",
    "reviewer": "审核员",
    "supervisor": "主管",
    "unit": "主办单位",
    "co_unit": "协办单位",
    "system": "系统",
}


@dataclass(frozen=True)
class Actor:
    """One person, or the system. `unit` is the code of the unit for which a unit's person acts, else empty."""

    name: str
    role: Role
    unit: str = ""

    @property
    def words(self) -> str:
        """As it stands in a sentence: 张三（主办单位）."""
        return f"{self.name}（{ROLES_ZH[self.role]}）"


SYSTEM = Actor("分流", "system")
"""What the program does by rule, without a person."""
RESIDENT = Actor("诉求人", "resident")
"""Whoever told the matter; the log does not keep their name."""
