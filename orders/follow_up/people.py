"""Who somebody is, as far as the program knows, for counting people and not calls (独立诉求人数, facts 5.3)."""

from __future__ import annotations

from typing import Any


def person(row: Any) -> str:
    """An account, else a telephone, else whoever told this one order. `row`: an order, or those four columns of it."""
    if row.account:
        return f"{row.channel}:{row.account}"
    return f"phone:{row.contact_phone}" if row.contact_phone else f"order:{row.id}"
