"""The digest of a revision: what was approved is what was checked is what is published."""

from __future__ import annotations

from knowledge_base.revisions.content import digest_of
from knowledge_base.revisions.tables import CardRevision

COVERED = ("card_id", "content", "topic", "questions", "retires", "base_version")


def digest_of_revision(row: CardRevision) -> str:
    """64 hex digits over everything that reaches a resident, and over what it was edited from."""
    return digest_of({name: getattr(row, name) for name in COVERED})
