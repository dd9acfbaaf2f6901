"""Every page of staff, registered once with the library."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1)
def register() -> None:
    """Registers the pages; importing them does it, and importing the library takes a second, so it is done late."""
    from bot.pages.staff import accounts_page, insight_page, me_page  # noqa: F401, PLC0415
    from bot.pages.staff.audit import audit_page  # noqa: F401, PLC0415
    from bot.pages.staff.desk import page  # noqa: F401, PLC0415
    from bot.pages.staff.knowledge import (  # noqa: F401, PLC0415
        draft_page,
        drafts_page,
        editions_page,
        exchange_page,
        knowledge_page,
        new_page,
        run_page,
        runs_page,
        switches_page,
        view_page,  # last of them: its address fits every other
    )
    from bot.pages.staff.learning import appeals_page, queue_page  # noqa: F401, PLC0415
    from bot.pages.staff.orders import (  # noqa: F401, PLC0415
        alerts_page,
        board_page,
        case_page,
        cases_page,
        order_page,  # last of them: its address fits theirs
    )
