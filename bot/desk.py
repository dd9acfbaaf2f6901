"""The desk of the running application, over all cards of its region."""

from __future__ import annotations

import gc
from collections.abc import Callable

from bot.served_cards import ServedCards
from config.clock import Clock
from config.region import Region
from config.settings import Settings
from handlers.desk import Desk
from knowledge_base.engine import Engine
from knowledge_base.index_file import Built, load_or_build
from knowledge_base.matcher import Matcher
from knowledge_base.signals import load_signals


def desk_loader(settings: Settings) -> Callable[[Region], Desk]:
    """What makes the desk for a region: from the index file that fits the cards, built first where there is none.

    Calling it raises `KnowledgeError` where a card, twin, law or signal cannot be used.
    """

    return lambda region: _desk(load_or_build(region, settings.index_files), region)


def served_loader(settings: Settings) -> Callable[[Region], Desk]:
    """The same for the service: cards that were edited on disk and lost a test question wait (`ServedCards`)."""
    return lambda region: _desk(ServedCards(settings, region).settle()[0], region)


def _desk(built: Built, region: Region) -> Desk:
    engine = Engine(built.library, load_signals(region), Matcher(built.index, built.places))
    desk = Desk(engine.on(Clock().today()), region)
    gc.freeze()  # what is loaded stays: the collector need not look through it again and again
    return desk
