"""What a process does beside answering requests: `fenliu serve --role web|telegram|worker|all`.

    web       the chat page
    telegram  receives what residents and staff write to the two bots
    worker    takes what waits in the inbox, sends what waits in the outbox, makes the rounds of
              handoffs and orders, runs the jobs of the staff bot
    all       everything, which is what one process needs

Any number of processes of any role may run over one PostgreSQL; every one answers for its health.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What one process is there for."""

    ALL = "all"
    WEB = "web"
    TELEGRAM = "telegram"
    WORKER = "worker"

    def does(self, what: Role) -> bool:
        """Whether a process of this role does that part of the work."""
        return self in (Role.ALL, what)
