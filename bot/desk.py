"""The desk of the running application, over all cards of its region."""

from __future__ import annotations

import gc
from collections.abc import Callable

from config.clock import Clock
from config.region import Region
from config.settings import Settings
from handlers.desk import Desk
from knowledge_base.engine import Engine


def desk_loader(settings: Settings) -> Callable[[Region], Desk]:
    """What makes the desk for a region: from the index file that fits the cards, built first where there is none.

    Calling it raises `KnowledgeError` where a card, twin, law or signal cannot be used.
    """

    def load(region: Region) -> Desk:
        desk = Desk(Engine.load(region, settings.index_files).on(Clock().today()), region)
        gc.freeze()  # what is loaded stays: the collector need not look through it again and again
        return desk

    return load
