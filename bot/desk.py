"""The desk of the running application, over all cards of its region."""

from __future__ import annotations

from config.region import Region
from handlers.desk import Desk
from knowledge_base.engine import Engine


def load_desk(region: Region) -> Desk:
    """Reads every card and builds the index.

    Raises:
        KnowledgeError: a card, twin, law or signal cannot be used.
    """
    return Desk(Engine.load(region), region)
